"""From what somebody wants written to drafts: rows locked, values read, references found, problems noted."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Field, ForeignKey, Model

from billing.registers.base import Children, Draft, Register
from billing.services.cleaning import cleaned, is_required, required
from billing.services.references import References

# What an answer of ours contains beside the fields: ignored when it is sent back.
READ_ONLY = {"id", "version", "created_at", "updated_at", "kind", "number_key", "sort_key", "position"}


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is wanted of one record: values by field, for a new record or for the one with this id.

    `version` is the one that was seen; where the record has another by now, the change is refused.
    `is_whole` says that these are all values: what is left out is as on a new record, but a number of ours.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    id: UUID | None = None
    version: int | None = None
    is_whole: bool = False


def drafted(register: Register, changes: Sequence[Change]) -> list[Draft]:
    """Return a draft for each change, in their order."""
    rows = _locked(register, [change.id for change in changes if change.id])
    drafts = [_draft(register, change, rows) for change in changes]
    _load_children(register, [draft for draft in drafts if not draft.is_new])
    for draft in drafts:
        if not draft.is_new:
            draft.before = draft.picture()
    references = References()
    for draft in drafts:
        for column, value in _references_of(register, draft):
            references.want(column.related_model, value)
    references.read()
    for draft in drafts:
        _fill(register, draft, references)
    return drafts


def _locked(register: Register, ids: list[UUID]) -> dict[UUID, Any]:
    if not ids:
        return {}
    found = register.model.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    return {row.pk: row for row in found}


def _draft(register: Register, change: Change, rows: dict[UUID, Any]) -> Draft:
    label = register.kind.label
    if change.id is None:
        draft = Draft(register=register, row=register.model(), is_new=True, given=change.values)
        draft.children = {children.name: [] for children in register.children}
        return draft
    row = rows.pop(change.id, None)
    if row is None:
        draft = Draft(register=register, row=register.model(), is_new=True, given={})
        draft.children = {children.name: [] for children in register.children}
        draft.refuse("id", f"There is no {label} with this id here, or it was named twice.", code="missing")
        return draft
    draft = Draft(register=register, row=row, is_new=False, given=change.values, is_whole=change.is_whole)
    if change.version is not None and change.version != row.version:
        draft.refuse(
            "version",
            f"Somebody else changed this {label} meanwhile: you saw version {change.version}, "
            f"and it is at version {row.version}. Look at it again before you change it.",
            code="stale",
        )
    return draft


def _load_children(register: Register, drafts: list[Draft]) -> None:
    for children in register.children:
        of: dict[Any, list[Model]] = defaultdict(list)
        if drafts:
            manager: Any = children.model
            found = manager.objects.filter(**{f"{children.parent}__in": [draft.row.pk for draft in drafts]})
            for child in found.order_by(children.parent, "position"):
                of[getattr(child, f"{children.parent}_id")].append(child)
        for draft in drafts:
            draft.children[children.name] = of[draft.row.pk]


def _references_of(register: Register, draft: Draft) -> Iterator[tuple[Any, Any]]:
    for name, value in draft.given.items():
        children = register.child(name)
        if children is not None:
            for given in value if isinstance(value, list | tuple) else ():
                for inner, inner_value in given.items() if isinstance(given, Mapping) else ():
                    if inner in children.fields and isinstance(children.field(inner), ForeignKey):
                        yield children.field(inner), inner_value
        elif name in register.fields and isinstance(register.field(name), ForeignKey):
            yield register.field(name), value


def _fill(register: Register, draft: Draft, references: References) -> None:
    known = (*register.fields, *(children.name for children in register.children))
    if draft.is_whole:
        _empty(register, draft)
    for name, value in draft.given.items():
        children = register.child(name)
        if children is not None:
            _fill_children(children, draft, value, references)
        elif name in register.fields:
            _set(draft, draft.row, register.field(name), value, references, path=name)
        elif name not in READ_ONLY and name not in register.shown:
            _refuse_unknown(draft, name, register.kind.label, known)
    if (draft.is_new or draft.is_whole) and draft.is_fine:
        _require(register, draft)


def _require(register: Register, draft: Draft) -> None:
    for name in register.fields:
        if name not in draft.given and is_required(register.field(name)):
            draft.refuse(name, required(register.field(name)), code="required")


def _empty(register: Register, draft: Draft) -> None:
    """Put everything that is not given back to what it is on a new record."""
    for name in register.fields:
        column = register.field(name)
        if name not in draft.given and not (name == "number" and register.number_series):
            setattr(draft.row, column.attname, column.get_default())
    for children in register.children:
        if children.name not in draft.given:
            draft.children[children.name] = []


def _fill_children(children: Children, draft: Draft, value: Any, references: References) -> None:
    if not isinstance(value, list | tuple) or not all(isinstance(given, Mapping) for given in value):
        draft.refuse(children.name, f"Give a list with one object for each {children.label}.", code="type")
        return
    if len(value) > children.at_most:
        draft.refuse(
            children.name,
            f"There are {len(value)}, and at most {children.at_most} are possible.",
            code="many",
        )
        return
    old = {str(row.pk): row for row in draft.children[children.name]}
    rows = []
    for index, given in enumerate(value):
        path = f"{children.name}.{index}"
        row = old.pop(str(given["id"]), None) if given.get("id") else children.model()
        if row is None:
            draft.refuse(f"{path}.id", f"This {children.label} is not one of this record's.", code="missing")
            continue
        _fill_child(children, draft, row, given, references, path=path)
        rows.append(row)
    draft.children[children.name] = rows


def _fill_child(
    children: Children, draft: Draft, row: Any, given: Mapping[str, Any], references: References, *, path: str
) -> None:
    is_new = row._state.adding
    # Rules that fill in what was left open ask for this.
    open_too = is_new or draft.is_whole
    row.given = frozenset(given) if open_too else frozenset(children.fields)
    for name in children.fields if draft.is_whole and not is_new else ():
        if name not in given:
            setattr(row, children.field(name).attname, children.field(name).get_default())
    for name, value in given.items():
        if name in children.fields:
            _set(draft, row, children.field(name), value, references, path=f"{path}.{name}")
        elif name not in READ_ONLY and name not in children.shown:
            _refuse_unknown(draft, f"{path}.{name}", children.label, children.fields)
    for name in children.fields if open_too else ():
        if name not in given and is_required(children.field(name)):
            draft.refuse(f"{path}.{name}", required(children.field(name)), code="required")


def _set(
    draft: Draft, row: Any, column: "Field[Any, Any]", value: Any, references: References, *, path: str
) -> None:
    try:
        if isinstance(column, ForeignKey):
            _refer(draft, row, column, value, references, path=path)
        else:
            setattr(row, column.name, cleaned(column, value, row))
    except ValidationError as problem:
        # The first says what to mend; the others would say the same again in other words.
        error = problem.error_list[0]
        draft.refuse(path, " ".join(error.messages), code=error.code or "invalid")


def _refer(draft: Draft, row: Any, column: Any, value: Any, references: References, *, path: str) -> None:
    if value is None or value == "":
        if not column.null:
            raise ValidationError(required(column), code="required")
        setattr(row, column.name, None)
        return
    try:
        found = references.find(column.related_model, value)
    except LookupError as problem:
        raise ValidationError(str(problem.args[0]), code="reference") from None
    if found.pk != getattr(row, column.attname) and not getattr(found, "is_active", True):
        raise ValidationError(
            f"{found.label} is inactive. Choose another one, or make it active again.", code="inactive"
        )
    setattr(row, column.name, found)


def _refuse_unknown(draft: Draft, path: str, label: str, known: Sequence[str]) -> None:
    draft.refuse(path, f"No field of a {label} is called that. It has: {', '.join(known)}.", code="unknown")
