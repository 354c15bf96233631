"""What stands in the books where somebody else saved meanwhile, beside what was typed over it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Field

from billing.frame.wording import written_date
from billing.kinds import Kind
from billing.registers import register_of
from billing.registers.base import Children
from billing.web.books import columns
from billing.web.books.typed import Typed

# So many rows are shown at once; whoever needs the others opens the record beside the form.
AT_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one field of a row says in the books, and whether it was typed otherwise."""

    label: str
    text: str
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of a group as they are in the books now. `gone` counts typed ones that are there no more."""

    name: str
    heads: list[str]
    rows: list[list[Cell]]
    hidden: int
    gone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """All that differs; `state` is how the record stands, whatever was typed."""

    state: str
    fields: list[tuple[str, str]]
    groups: list[Rows]


def conflict_of(kind: Kind, theirs: Mapping[str, Any], typed: Typed) -> Conflict:
    """Compare what stands in the books with what was typed."""
    register, mine = register_of(kind), typed.values()
    fields = [
        (_label(register.field(name)), _text(register.field(name), name, theirs))
        for name in register.fields
        if name in mine and not _same(mine[name], name, theirs)
    ]
    groups = [
        _rows(group, theirs[group.name], mine[group.name], gone=typed.gone_ids(group.name))
        for group in register.children
    ]
    return Conflict(
        state=columns.state_in_words(kind, dict(theirs)) if "state" in theirs else "",
        fields=fields,
        groups=[each for each in groups if each is not None],
    )


def _rows(
    group: Children, theirs: Sequence[Mapping[str, Any]], mine: Sequence[Mapping[str, Any]], *, gone: int
) -> Rows | None:
    """Return the rows of a group, or None where both sides say the same."""
    by_id = {str(row["id"]): row for row in mine if "id" in row}
    differing = [_differing(group, by_id.get(str(row["id"])), row) for row in theirs]
    if not any(differing) and len(mine) == len(by_id) == len(theirs):
        return None
    # What nobody filled in takes no column, unless one of the two did.
    changed = {
        name
        for row, names in zip(theirs, differing, strict=True)
        if str(row["id"]) in by_id
        for name in names
    }
    names = [
        name
        for name in group.fields
        if name in changed or any(_text(group.field(name), name, row) not in {"", "0"} for row in theirs)
    ]
    heads = {name: _label(group.field(name)) for name in names}
    rows = [
        [
            Cell(label=heads[name], text=_text(group.field(name), name, row), differs=name in apart)
            for name in names
        ]
        for row, apart in zip(theirs, differing, strict=True)
    ]
    return Rows(
        name=group.name,
        heads=list(heads.values()),
        rows=rows[:AT_MOST],
        hidden=max(0, len(rows) - AT_MOST),
        gone=gone,
    )


def _differing(group: Children, typed: Mapping[str, Any] | None, row: Mapping[str, Any]) -> set[str]:
    """Return the fields of a row that were typed otherwise: all of them where it was not in the form."""
    if typed is None:
        return set(group.fields)
    return {name for name in group.fields if name in typed and not _same(typed[name], name, row)}


def _same(mine: Any, name: str, theirs: Mapping[str, Any]) -> bool:
    """Tell whether a value was typed as it stands there, a record by its name, a number in other digits."""
    typed, there = ("" if value in {None, ""} else str(value) for value in (mine, theirs[name]))
    if typed in {there, theirs.get(f"{name}_name", there)}:
        return True
    try:
        return Decimal(typed) == Decimal(there)
    except ArithmeticError:
        return False


def _label(column: "Field[Any, Any]") -> str:
    name = str(column.verbose_name)
    return name[:1].upper() + name[1:]


def _text(column: "Field[Any, Any]", name: str, values: Mapping[str, Any]) -> str:
    value = values.get(f"{name}_name", values[name])
    match value:
        case None | False | "":
            return ""
        case True:
            return "Yes"
        case date():
            return written_date(value)
        case _:
            return str(dict(column.flatchoices).get(value, value))
