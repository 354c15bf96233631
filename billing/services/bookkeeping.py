"""How the books are kept: closed days, usual settings, numbers of documents."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ForeignKey

from billing.actors import Actor
from billing.kinds import Kind
from billing.models import AccountType, Bookkeeping, NumberSeries, Policy
from billing.models.document import NUMBER_LENGTH
from billing.naming import sort_key
from billing.problems import Problem, Refused, Stale
from billing.registers import REGISTERS, register_of
from billing.registers.accounts import MONEY_ACCOUNTS
from billing.registers.books import Books, hold_ground
from billing.services import audit
from billing.services.cleaning import cleaned
from billing.services.history import plain
from billing.services.numbering import series_of
from billing.services.references import References

FIELDS = (
    "closed_through",
    "tax_rounding",
    "prices_include_tax",
    "terms",
    "sales_tax_code",
    "purchase_tax_code",
    "deposit_account",
    "asset_account",
    "customer_message",
)
SERIES = "number_series"
NUMBERED = tuple(kind for kind, register in REGISTERS.items() if register.number_series)
SERIES_FIELDS = ("policy", "prefix", "next_number", "digits")
ACCOUNTS = {
    "deposit_account": (MONEY_ACCOUNTS, "a bank account, a card or an other current asset"),
    "asset_account": ({AccountType.OTHER_CURRENT_ASSET}, "an other current asset"),
}
OURS = {Policy.OURS.value, Policy.PREFIXED.value}


def kept(*, lock: bool = False) -> Bookkeeping:
    """Return how the current tenant keeps its books, from its first look on."""
    found, _ = Bookkeeping.objects.get_or_create()
    return Bookkeeping.objects.select_for_update().get(pk=found.pk) if lock else found


def series(*, lock: bool = False) -> dict[Kind, NumberSeries]:
    """Return how the documents of each kind are numbered."""
    return {kind: series_of(kind, lock=lock) for kind in NUMBERED}


@transaction.atomic
def change(*, values: Mapping[str, Any], version: int | None, actor: Actor, now: datetime) -> Bookkeeping:
    """Change what is named, all of it or nothing; raise Refused or Stale with what is in the way.

    `number_series` holds, by the plural of a kind, what changes about its numbers.
    """
    if "closed_through" in values:
        hold_ground(to_change=True)
    row, numbers = kept(lock=True), series(lock=True)
    if version is not None and version != row.version:
        raise Stale([_stale(version, row.version)])
    before, counted = _said(row), {kind: _counted(one) for kind, one in numbers.items()}
    problems = [*_fill(row, values), *_fill_series(numbers, values.get(SERIES, {}))]
    problems = problems or [*_judged(row, before, now), *_judged_series(numbers, counted)]
    if problems:
        raise Refused(problems)
    moved = [kind for kind in NUMBERED if _counted(numbers[kind]) != counted[kind]]
    if _said(row) == before and not moved:
        return row
    row.version += 1
    row.save()
    for kind in moved:
        numbers[kind].save()
    _tell(row, before, {kind: (counted[kind], _counted(numbers[kind])) for kind in moved}, actor, now)
    return row


def _stale(seen: int, present: int) -> Problem:
    return Problem(
        field="version",
        message=f"Somebody else changed these settings meanwhile: you saw version {seen}, and they are at "
        f"version {present}. Look at them again before you change them.",
        code="stale",
    )


def _fill(row: Bookkeeping, values: Mapping[str, Any]) -> Iterator[Problem]:
    references = References()
    columns: dict[str, Any] = {name: Bookkeeping._meta.get_field(name) for name in FIELDS}
    for name, column in columns.items():
        if name in values and isinstance(column, ForeignKey):
            references.want(column.related_model, values[name])
    references.read()
    for name, value in values.items():
        if name == SERIES:
            continue
        if name not in columns:
            yield _unknown(name, (*FIELDS, SERIES))
            continue
        try:
            _set(row, columns[name], value, references)
        except ValidationError as problem:
            yield _problem(name, problem)


def _set(row: Any, column: Any, value: Any, references: References) -> None:
    if not isinstance(column, ForeignKey) or value in (None, ""):
        setattr(row, column.name, None if isinstance(column, ForeignKey) else cleaned(column, value, row))
        return
    try:
        found: Any = references.find(column.related_model, value)
    except LookupError as problem:
        raise ValidationError(str(problem.args[0]), code="reference") from None
    if found.pk != getattr(row, column.attname) and not found.is_active:
        raise ValidationError(f"{found.label} is inactive. Choose another one.", code="inactive")
    setattr(row, column.name, found)


def _fill_series(numbers: Mapping[Kind, NumberSeries], given: Any) -> Iterator[Problem]:
    by_plural = {kind.plural: one for kind, one in numbers.items()}
    if not isinstance(given, Mapping):
        yield Problem(field=SERIES, message="Give an object with one object for each kind.", code="type")
        return
    for plural, values in given.items():
        one = by_plural.get(plural)
        if one is None:
            yield _unknown(f"{SERIES}.{plural}", tuple(by_plural))
        elif not isinstance(values, Mapping):
            yield Problem(field=f"{SERIES}.{plural}", message="Give an object.", code="type")
        else:
            yield from _fill_one(one, values, at=f"{SERIES}.{plural}")


def _fill_one(one: NumberSeries, values: Mapping[str, Any], *, at: str) -> Iterator[Problem]:
    for name, value in values.items():
        if name not in SERIES_FIELDS:
            yield _unknown(f"{at}.{name}", SERIES_FIELDS)
            continue
        try:
            column: Any = NumberSeries._meta.get_field(name)
            setattr(one, name, cleaned(column, value, one))
        except ValidationError as problem:
            yield _problem(f"{at}.{name}", problem)


def _judged(row: Bookkeeping, before: Mapping[str, Any], now: datetime) -> Iterator[Problem]:
    today = Books(now=now).today
    if row.closed_through and row.closed_through > today and row.closed_through != before["closed_through"]:
        yield Problem(
            field="closed_through",
            message=f"The books can be closed through today, {today:%Y-%m-%d}, and not through a later day: "
            "nothing could be dated today any more. Give an earlier day.",
            code="future",
        )
    for name, (types, meant) in ACCOUNTS.items():
        account = getattr(row, name)
        if account is not None and account.label != before[name] and account.type not in types:
            told = f"{account.label} is of the type {account.get_type_display()}. Choose {meant}."
            yield Problem(field=name, message=told)


def _judged_series(
    numbers: Mapping[Kind, NumberSeries], counted: Mapping[Kind, Mapping[str, Any]]
) -> Iterator[Problem]:
    for kind, one in numbers.items():
        was, at = counted[kind], f"{SERIES}.{kind.plural}"
        if _counted(one) == was or one.policy not in OURS:
            continue
        if one.policy == Policy.PREFIXED and not one.prefix:
            yield Problem(
                field=f"{at}.prefix",
                message="Say with which prefix, as in INV-, or have numbers counted without one.",
                code="required",
            )
        # Without a change of how numbers are written, those below were given out already.
        same = all(_counted(one)[name] == was[name] for name in ("policy", "prefix", "digits"))
        if same and one.next_number < was["next_number"]:
            yield Problem(
                field=f"{at}.next_number",
                message=f"The next number is {was['next_number']} by now. Give that one or a higher one.",
                code="behind",
            )
        elif message := _taken(kind, one):
            yield Problem(field=f"{at}.next_number", message=message, code="taken")


def _taken(kind: Kind, one: NumberSeries) -> str:
    written = one.written(one.next_number)
    if len(written) > NUMBER_LENGTH:
        return f"{written} has {len(written)} characters, and a number takes {NUMBER_LENGTH}."
    rows = register_of(kind).model.objects.filter(number_key=sort_key(written))
    return f"There is {kind.label} {written} already. Give a number that is free." if rows.exists() else ""


def _unknown(path: str, known: tuple[str, ...]) -> Problem:
    told = f"No setting is called that. There are: {', '.join(known)}."
    return Problem(field=path, message=told, code="unknown")


def _problem(path: str, problem: ValidationError) -> Problem:
    error = problem.error_list[0]
    return Problem(field=path, message=" ".join(error.messages), code=error.code or "invalid")


def _said(row: Bookkeeping) -> dict[str, Any]:
    """Return the settings in words, as the audit trail keeps them."""
    said: dict[str, Any] = {}
    for name in FIELDS:
        value: Any = getattr(row, name)
        said[name] = getattr(value, "label", value)
    return said


def _counted(one: NumberSeries) -> dict[str, Any]:
    return {name: getattr(one, name) for name in SERIES_FIELDS}


def _tell(
    row: Bookkeeping,
    before: Mapping[str, Any],
    moved: Mapping[Kind, tuple[Mapping[str, Any], Mapping[str, Any]]],
    actor: Actor,
    now: datetime,
) -> None:
    """Enter closed days, days opened again, other settings and numbers, each as what it is."""
    after = _said(row)
    days = {"closed_through"}
    told: list[tuple[str, str, Mapping[str, Any], Mapping[str, Any]]] = []
    if before["closed_through"] != after["closed_through"]:
        was, now_closed = before["closed_through"], after["closed_through"]
        opened = was is not None and (now_closed is None or now_closed < was)
        action = "books.opened_again" if opened else "books.closed"
        told.append((action, "Closed days", _only(before, days), _only(after, days)))
    others = set(FIELDS) - days
    if _only(before, others) != _only(after, others):
        told.append(("books.changed", "Settings of the books", _only(before, others), _only(after, others)))
    for kind, (old, new) in moved.items():
        told.append(("books.numbering_changed", f"Numbers of {kind.plural.replace('_', ' ')}", old, new))
    for action, label, old, new in told:
        audit.record(
            actor=actor,
            action=action,
            kind="bookkeeping",
            subject_id=row.pk,
            label=label,
            before=old,
            after=new,
            now=now,
        )


def _only(said: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: plain(value) for name, value in said.items() if name in names}
