"""Columns that several kinds of record have in common, each with its limits in one place."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from billing.dates import FIRST_DAY, LAST_DAY
from billing.money import LARGEST
from billing.tenancy.constraints import SameTenant
from billing.text import SeveralLines, SingleLine

UPPER_CODE = RegexValidator(
    r"^[A-Z]{3}\Z", "A currency is written as three capital letters, as in EUR.", code="currency"
)


def line_of_text(label: str = "", *, max_length: int, blank: bool = True, **more: Any) -> Any:
    """Text without line breaks."""
    return models.CharField(
        label or None, max_length=max_length, blank=blank, validators=[SingleLine()], **more
    )


def key(*, max_length: int, **more: Any) -> Any:
    """What a record is sorted and found by. In the C collation a prefix is a range, on every server."""
    return models.CharField(max_length=max_length, editable=False, db_collation="C", **more)


def text(label: str = "", *, max_length: int, **more: Any) -> Any:
    """Text that may have several lines."""
    return models.CharField(
        label or None, max_length=max_length, blank=True, validators=[SeveralLines()], **more
    )


def amount(label: str = "", **more: Any) -> Any:
    """Money in a document's currency: at most 10^12 either way, three digits for the mills some have."""
    limits = [MinValueValidator(-LARGEST), MaxValueValidator(LARGEST)]
    return models.DecimalField(
        label or None, max_digits=16, decimal_places=3, validators=limits, **({"default": Decimal(0)} | more)
    )


def fine(label: str = "", **more: Any) -> Any:
    """A quantity or a price: six digits behind the point."""
    limits = [MinValueValidator(-LARGEST), MaxValueValidator(LARGEST)]
    return models.DecimalField(
        label or None, max_digits=19, decimal_places=6, validators=limits, **({"default": Decimal(0)} | more)
    )


def percent(label: str = "", *, most: int = 100, **more: Any) -> Any:
    """A percentage, from none to `most`."""
    limits = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(most))]
    return models.DecimalField(
        label or None, max_digits=10, decimal_places=6, validators=limits, **({"default": Decimal(0)} | more)
    )


def rate(label: str = "exchange rate", **more: Any) -> Any:
    """Units of the home currency for one unit of the other."""
    limits = [MinValueValidator(Decimal("0.0000000001")), MaxValueValidator(Decimal(999999999))]
    return models.DecimalField(label, max_digits=19, decimal_places=10, validators=limits, **more)


def day(label: str = "", **more: Any) -> Any:
    """A calendar day within the years that books are kept for."""
    limits = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
    return models.DateField(label or None, validators=limits, **more)


def currency(**more: Any) -> Any:
    return models.CharField(max_length=3, validators=[UPPER_CODE], **more)


def reference(to: str, label: str = "", *, optional: bool = True, **more: Any) -> Any:
    """A key to another record of the same tenant; `kept_in_tenant` has the database hold to it."""
    nullable: dict[str, Any] = {"null": True, "blank": True} if optional else {}
    settings: dict[str, Any] = {"on_delete": models.PROTECT, "related_name": "+"} | nullable | more
    return models.ForeignKey(to, verbose_name=label or None, db_constraint=False, db_index=False, **settings)


def kept_in_tenant(*fields: str) -> list[models.BaseConstraint]:
    """Return the composite keys for these references."""
    return [SameTenant(name=f"%(class)s_{field}_key", field=field) for field in fields]
