"""From rows of a file to records of it: rows that belong together, and keys that come twice."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

from billing.files.table import Cell, Row
from billing.kinds import Kind
from billing.naming import sort_key
from billing.services.importing.plan import Plan

ROWS_OF_A_BATCH = 2_000
# What stands once in the books, so that it can stand once in a file.
ONCE: dict[Kind, tuple[str, ...]] = {
    Kind.CURRENCY: ("code",),
    Kind.ACCOUNT: ("number",),
    Kind.TAX_CODE: ("name",),
    Kind.TERMS: ("name",),
    Kind.PAYMENT_METHOD: ("name",),
    Kind.CUSTOMER: ("external_number",),
    Kind.SUPPLIER: ("external_number",),
    Kind.INVOICE: ("number",),
    Kind.CREDIT_NOTE: ("number",),
    Kind.PURCHASE_ORDER: ("number",),
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong at one place of a file; no column where it is the row as a whole."""

    line: int
    column: str
    message: str
    code: str = ""


@dataclass(slots=True)
class Found:
    """The rows of one record, and its place among the records of the file, from 0."""

    ordinal: int
    rows: list[Row]
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def first(self) -> int:
        return self.rows[0].number

    @property
    def last(self) -> int:
        return self.rows[-1].number


def gathered(plan: Plan, rows: Iterable[Row], *, at_most: int = 1000) -> Iterator[Found]:
    """Yield the records of a file. Only rows below each other are one record."""
    seen = _Seen(plan)
    for found in _together(plan, rows, at_most=at_most):
        seen.check(found)
        yield found


def shown(cell: Cell) -> str:
    """Return a cell as text, to compare it."""
    return "" if cell is None else str(cell).strip()


def _together(plan: Plan, rows: Iterable[Row], *, at_most: int) -> Iterator[Found]:
    if not plan.groups:
        for ordinal, row in enumerate(rows):
            yield Found(ordinal, [row])
        return
    current: Found | None = None
    key: _Key | None = None
    for row in rows:
        own = _key(plan, row)
        is_blank = own is None and all(row.cells[at] is None for at in plan.key[1])
        goes_on = is_blank or (own is not None and key is not None and key.goes_on_in(own))
        if current is not None and goes_on and len(current.rows) < at_most:
            current.rows.append(row)
            continue
        if current is not None:
            yield current
        current = Found(current.ordinal + 1 if current else 0, [row])
        key = own
    if current is not None:
        yield current


@dataclass(frozen=True, slots=True)
class _Key:
    """By what a row is known. A number that people give holds only rows that bring a child each."""

    way: int
    cells: tuple[str, ...]
    may_go_on: bool

    def goes_on_in(self, other: "_Key") -> bool:
        """Tell whether the row below is of the same record; what it leaves out does not contradict."""
        return (
            other.may_go_on
            and self.way == other.way
            and self.cells[0] == other.cells[0]
            and all(said in {"", mine} for mine, said in zip(self.cells, other.cells, strict=True))
        )


def _key(plan: Plan, row: Row) -> _Key | None:
    for index, way in enumerate(plan.key[0]):
        if row.cells[way[0]] is not None:
            cells = tuple(sort_key(shown(row.cells[at])) for at in way)
            is_sure = index < plan.sure_ways
            return _Key(index, cells, is_sure or any(row.cells[at] is not None for at in plan.inner))
    return None


def batches(
    founds: Iterable[Found], again: set[int] | None, *, size: int
) -> Iterator[tuple[list[Found], tuple[int, int]]]:
    """Yield batches, each with how many records and rows lie behind it; of a later pass only who waits."""
    batch: list[Found] = []
    records = rows = held = 0
    for found in founds:
        records, rows = records + 1, rows + len(found.rows)
        if again is None or found.ordinal in again:
            batch.append(found)
            held += len(found.rows)
        if len(batch) >= size or held >= ROWS_OF_A_BATCH:
            yield batch, (records, rows)
            batch, records, rows, held = [], 0, 0, 0
    if batch:
        yield batch, (records, rows)


class _Seen:
    """Remembers the keys of a file as numbers, to say where one stood before."""

    def __init__(self, plan: Plan) -> None:
        self._ways: list[tuple[tuple[str, ...], tuple[int, ...]]] = []
        if "id" in plan.at and plan.options.updates:
            self._ways.append(((plan.titles[plan.at["id"]],), (plan.at["id"],)))
        known = tuple(at for _, at in plan.known_by)
        if known:
            self._ways.append((tuple(plan.titles[at] for at in known), known))
        for name in ONCE.get(plan.kind, ()):
            if name in plan.at and (plan.at[name],) != known:
                self._ways.append(((plan.titles[plan.at[name]],), (plan.at[name],)))
        self._lines: list[dict[int, int]] = [{} for _ in self._ways]

    def check(self, found: Found) -> None:
        row = found.rows[0]
        for (titles, places), lines in zip(self._ways, self._lines, strict=True):
            cells = [shown(row.cells[at]) for at in places]
            if not all(cells):
                continue
            digest = blake2b("\0".join(map(sort_key, cells)).encode(), digest_size=8).digest()
            key = int.from_bytes(digest, "big")
            before = lines.setdefault(key, found.first)
            if before != found.first:
                found.wrong.append(
                    Wrong(
                        found.first,
                        titles[0],
                        f"“{', '.join(cells)[:100]}” stands in line {before} already. Put rows that "
                        "belong together below each other, and delete what is there twice.",
                        "twice",
                    )
                )
                return
