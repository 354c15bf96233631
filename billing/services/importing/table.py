"""Which columns a kind of record has in files: those that are written, and those that exports only show."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from django.db.models import Field, ForeignKey

from billing.files import columns as titles
from billing.kinds import Kind
from billing.registers import register_of
from billing.registers.base import Register
from billing.services.cleaning import is_required
from billing.services.importing.wording import ALIASES, ENTITY_ALIASES, LABELS, SHOWN

Role = Literal["field", "id", "version", "group", "shown"]
# A customer's contacts are columns, not rows: the one to write to first, and the one for bills.
CONTACTS = {"primary": "contact", "billing": "billing contact"}
CONTACT_FIELDS = ("name", "email", "phone")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """One column. `name` is what a matching keeps, `title` what exports write, `label` what people read."""

    name: str
    title: str
    label: str
    role: Role = "field"
    group: str = ""
    part: str = ""
    field: str = ""
    required: bool = False
    aliases: tuple[str, ...] = ()


@cache
def columns_of(kind: Kind) -> tuple[TableColumn, ...]:
    """Return all columns of a kind: what may be set first, what is only shown last."""
    register = register_of(kind)
    has_rows = bool(row_groups(kind))
    return (
        TableColumn(name="id", title="id", label="ID", role="id", aliases=("record id", "uuid")),
        TableColumn(name="version", title="version", label="Version", role="version"),
        *((_group_column(),) if has_rows else ()),
        *(_own(register, name) for name in register.fields),
        *_contact_columns(kind),
        *(column for group in row_groups(kind) for column in _children(register, group)),
        *_shown(register),
    )


def _group_column() -> TableColumn:
    return TableColumn(
        name="group", title="group", label="Group", role="group", aliases=("document", "belongs together")
    )


@cache
def column_named(kind: Kind, name: str) -> TableColumn | None:
    return next((column for column in columns_of(kind) if column.name == name), None)


def row_groups(kind: Kind) -> tuple[str, ...]:
    """Return the children of which each has a row of its own in a file."""
    return tuple(group.name for group in register_of(kind).children if group.name != "contacts")


def match_fields(kind: Kind, *, is_ours: bool = True) -> list[titles.Field]:
    """Return what titles are matched to; what nobody sets only in a file that these books wrote."""
    return [
        titles.Field(name=each.title, label=each.label, aliases=(*each.aliases, each.name))
        for each in columns_of(kind)
        if is_ours or each.role != "shown"
    ]


def proposed(kind: Kind, found: list[str]) -> dict[int, TableColumn]:
    """Return which column each title of a file probably is, by its place."""
    by_title = {column.title: column for column in columns_of(kind)}
    matches = titles.match(found, match_fields(kind, is_ours=_is_ours(by_title, found)))
    return {each.column: by_title[each.field.name] for each in matches if each.field}


def _is_ours(by_title: Mapping[str, TableColumn], found: list[str]) -> bool:
    """Tell whether a file is surely a download of ours: in one of others `discount` is what they typed."""
    folded = {titles.folded(title) for title in found}
    return {"id", "version"} <= folded or ("id" in found and by_title.keys() >= set(found))


def model_field(kind: Kind, column: TableColumn) -> "Field[Any, Any]":
    """Return the field that a column is written to."""
    register = register_of(kind)
    return register.group(column.group).field(column.field) if column.group else register.field(column.field)


def _own(register: Register, name: str) -> TableColumn:
    model = register.field(name)
    is_reference = isinstance(model, ForeignKey)
    said = LABELS.get(name) or str(model.verbose_name)
    more = ALIASES.get(name, ()) + ENTITY_ALIASES.get((register.kind, name), ())
    return TableColumn(
        name=name,
        title=f"{name}_name" if is_reference else name,
        label=_label(said),
        field=name,
        required=is_required(model),
        aliases=tuple(alias for alias in (name, *more) if alias),
    )


def _children(register: Register, name: str) -> Iterator[TableColumn]:
    group = register.group(name)
    prefix = group.label
    of_heads = {titles.folded(said) for own in register.fields for said in _own(register, own).aliases}
    yield TableColumn(
        name=f"{name}.id", title=f"{prefix} id", label=f"{_label(prefix)} ID", role="id", group=name
    )
    for each in group.fields:
        model = group.field(each)
        words = each.replace("_", " ")
        said = str(model.verbose_name)
        label = f"{_label(prefix)} {said}" if said != prefix else _label(prefix)
        known = (said, *ALIASES.get(each, ()))
        # Other programs say `Qty`, not `Line qty`, where nothing else goes by that name.
        bare = (alias for alias in (words, *known) if titles.folded(alias) not in of_heads)
        yield TableColumn(
            name=f"{name}.{each}",
            title=f"{prefix} {words}",
            label=label,
            group=name,
            field=each,
            required=is_required(model),
            aliases=(*(f"{prefix} {alias}" for alias in known), *bare),
        )
    for each in group.shown:
        words = f"{prefix} {each.replace('_', ' ')}"
        yield TableColumn(
            name=f"{name}.{each}", title=words, label=_label(words), role="shown", group=name, field=each
        )


def _contact_columns(kind: Kind) -> Iterator[TableColumn]:
    if kind is not Kind.CUSTOMER:
        return
    for part, words in CONTACTS.items():
        for name in CONTACT_FIELDS:
            said = {"email": "e-mail"}.get(name, name)
            plain = ("email", "e-mail address", "mail") if name == "email" else (name,)
            also = plain if part == "primary" and name != "name" else ()
            yield TableColumn(
                name=f"contacts.{part}.{name}",
                title=f"{words} {name}",
                label=_label(f"{words} {said}"),
                group="contacts",
                part=part,
                field=name,
                aliases=(*also, *(("contact", "contact person") if also == () and part == "primary" else ())),
            )


def _shown(register: Register) -> Iterator[TableColumn]:
    """Name what exports show and nobody sets."""
    for name in ("created_at", "updated_at", *SHOWN, *register.shown):
        if name in register.fields or not hasattr(register.model, name):
            continue
        is_reference = isinstance(register.field(name), ForeignKey)
        title = f"{name}_name" if is_reference else name
        yield TableColumn(name=title, title=title, label=_computed(name), role="shown")


def _computed(name: str) -> str:
    words = _label(name.replace("_", " "))
    return f"{words} (computed)" if name == "discount" else words


def _label(words: str) -> str:
    return words[:1].upper() + words[1:]
