"""What several kinds of document have in common."""

from typing import Any

from billing.documents import Address, Ref
from billing.models import Record


def ref(record: Any) -> Ref | None:
    """Name another record, or nothing."""
    return None if record is None else must(record)


def must(record: Record) -> Ref:
    return Ref(kind=record.kind, id=record.pk, label=record.label)


def address(row: Any, prefix: str) -> Address:
    lines = getattr(row, f"{prefix}_lines").splitlines()
    return Address(
        lines=tuple(line.strip() for line in lines if line.strip()),
        city=getattr(row, f"{prefix}_city"),
        region=getattr(row, f"{prefix}_region"),
        postcode=getattr(row, f"{prefix}_postcode"),
        country=getattr(row, f"{prefix}_country"),
    )


def head(row: Any) -> dict[str, Any]:
    """Return what every document has."""
    return {
        "kind": row.kind,
        "id": row.pk,
        "version": row.version,
        "label": row.label,
        "is_active": getattr(row, "is_active", True),
    }


def copied(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
