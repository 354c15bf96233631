"""Rules that all documents with lines share: days, currencies, rates, and what they come to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects

from billing.models import LineType
from billing.money import LARGEST, digits, exactly, rounded
from billing.registers.base import Draft
from billing.registers.books import Books
from billing.taxes import Line, LineTotals, Rate, Rounding, Totals, totals
from billing.terms import due_date

ZERO = Decimal(0)
HEAD = (
    "number",
    "day",
    "currency",
    "exchange_rate",
    "prices_include_tax",
    "tax_rounding",
    "discount_percent",
    "discount_amount",
    "department",
    "memo",
)
FIGURES = ("subtotal", "discount", "net", "tax", "total", "total_home", "taxes")
LINE_FIGURES = ("amount", "document_discount", "net", "tax")
# Where one of these changes, an approved document is taxed anew; otherwise as it was when it was written.
ANEW = {"day", "customer", "supplier", "is_opening", "type"}
# Which rates a line's tax code means for this document.
Rates = Callable[[Draft, Any, Books], tuple[Rate, ...]]
# How a charge at a place, of which some fields were given, is filled in.
Fill = Callable[[Draft, int, Any, frozenset[str], Books], None]


def all_lines(drafts: Iterable[Draft]) -> list[Any]:
    return [line for draft in drafts for line in draft.children["lines"]]


def known(rows: Sequence[Any], *names: str) -> None:
    """Read the records that these rows name and that are not read yet, one query for each name."""
    for name in names:
        prefetch_related_objects([row for row in rows if getattr(row, f"{name}_id")], name)


def not_void(drafts: Sequence[Draft], books: Books) -> None:
    for draft in drafts:
        if not draft.is_new and draft.row.voided_at is not None:
            draft.refuse(
                "", f"{draft.row.label} is void, and stays as it was. Duplicate it instead.", code="void"
            )


def day_is_open(drafts: Sequence[Draft], books: Books) -> None:
    """Refuse what is dated, or was, within closed days; to use it for an invoice changes no day."""
    for draft in drafts:
        if not draft.is_new and not draft.has_changed(*(draft.before.keys() - {"allocations"})):
            continue
        for day in {draft.row.day, draft.was("day")}:
            if books.is_closed(day):
                draft.refuse("day", closed(draft.row.label, day, books), code="closed")
                break


def closed(label: str, day: Any, books: Books) -> str:
    through = books.bookkeeping.closed_through
    return (
        f"{label} is dated {day:%Y-%m-%d}, and the books are closed through {through:%Y-%m-%d}. "
        "Choose a later day, or have the books opened again in the settings."
    )


def usual_settings(drafts: Sequence[Draft], books: Books) -> None:
    """Give new documents what the books' settings say, where nothing else was said."""
    for draft in drafts:
        for name in ("prices_include_tax", "tax_rounding"):
            if draft.leaves_open(name):
                setattr(draft.row, name, getattr(books.bookkeeping, name))


def exchange_rate_known(drafts: Sequence[Draft], books: Books) -> None:
    asking = {
        id(draft): draft
        for draft in drafts
        if draft.row.currency != books.home
        and "exchange_rate" not in draft.given
        and (draft.is_whole or draft.has_changed("day", "currency"))
    }
    books.load_exchange_rates((draft.row.currency, draft.row.day) for draft in asking.values())
    for draft in drafts:
        row = draft.row
        if row.currency == books.home:
            row.exchange_rate = Decimal(1)
        elif id(draft) in asking:
            row.exchange_rate = books.exchange_rate(row.currency, row.day)
        if row.exchange_rate is None:
            draft.refuse(
                "exchange_rate",
                f"There is no exchange rate for {row.currency} on or before {row.day:%Y-%m-%d}. "
                "Enter one here, or under Exchange rates.",
                code="required",
            )


def due(row: Any) -> Any:
    """Return the day on which a document is due by its terms."""
    terms = row.terms
    if terms is None:
        return row.day
    return due_date(
        row.day,
        basis=terms.basis,
        due_days=terms.due_days,
        day_of_month=terms.day_of_month,
        next_month_within=terms.next_month_within,
    )


def whole_coins(draft: Draft, path: str, amount: Decimal | None, currency: str) -> None:
    """Refuse an amount with more digits than its currency has."""
    if amount is not None and amount != rounded(amount, currency=currency):
        places = digits(currency)
        draft.refuse(
            path, f"{currency} has {places or 'no'} digits behind the point. Round it to that.", code="digits"
        )


def lines_filled_in(drafts: Sequence[Draft], books: Books, *, fill: Fill) -> None:
    """Let each new or changed charge take from its item, and from the settings, what it leaves open."""
    known(all_lines(drafts), "item")
    for draft in drafts:
        for index, line in enumerate(draft.children["lines"]):
            given = getattr(line, "given", None)
            if given is not None and line.type == LineType.CHARGE:
                fill(draft, index, line, given, books)


def computed(drafts: Sequence[Draft], books: Books, *, rates: Rates) -> None:
    """Compute lines, taxes and totals of each document."""
    books.load_tax_rates({line.tax_code_id for line in all_lines(drafts) if line.tax_code_id})
    for draft in drafts:
        _check_lines(draft)
        if draft.is_fine:
            _compute(draft, books, rates)


def _check_lines(draft: Draft) -> None:
    whole_coins(draft, "discount_amount", draft.row.discount_amount, draft.row.currency)
    if draft.row.discount_amount < 0:
        draft.refuse("discount_amount", "A discount is not below nothing. To charge more, add a line.")
    if draft.row.discount_percent and draft.row.discount_amount:
        draft.refuse("discount_amount", "Give the discount in percent or as an amount, not both.")
    for index, line in enumerate(draft.children["lines"]):
        if line.type == LineType.TEXT and not line.description:
            draft.refuse(f"lines.{index}.description", "A line of text says something.", code="required")
        if line.type == LineType.CHARGE and abs(line.quantity * line.price) > LARGEST:
            draft.refuse(f"lines.{index}.price", "This line comes to more than 1,000,000,000,000.")


def _compute(draft: Draft, books: Books, rates: Rates) -> None:
    row, lines = draft.row, draft.children["lines"]
    charges = [line for line in lines if line.type == LineType.CHARGE]
    rates_held = _rates_held(draft, books, rates)
    if not draft.is_fine:
        return
    try:
        result = totals(
            [_line(draft, line, rates_held[line.tax_code_id]) for line in charges],
            currency=row.currency,
            rounding=Rounding(row.tax_rounding),
            inclusive=row.prices_include_tax,
            discount_percent=row.discount_percent,
            discount_amount=row.discount_amount,
        )
    except ValueError as problem:
        draft.refuse("discount_amount", str(problem))
        return
    if abs(result.total) > LARGEST or abs(result.subtotal) > LARGEST:
        draft.refuse("lines", "The document comes to more than 1,000,000,000,000.")
        return
    largest = max((_largest(figures) for figures in result.lines), default=ZERO)
    if largest > LARGEST:
        draft.refuse("lines", "The discount or the tax of a line comes to more than 1,000,000,000,000.")
        return
    _put(draft, charges, result, rates_held)
    _add_up_subtotals(lines)
    with exactly():
        row.total_home = rounded(row.total * row.exchange_rate, currency=books.home)
    if abs(row.total_home) > LARGEST:
        draft.refuse("exchange_rate", f"In {books.home} this comes to more than 1,000,000,000,000.")


def _rates_held(draft: Draft, books: Books, rates: Rates) -> dict[Any, tuple[Rate, ...]]:
    """Return what each tax code of the lines means; in an approved document, what it meant when written."""
    row = draft.row
    keeps = row.approved_at is not None and not draft.has_changed(*ANEW & draft.before.keys())
    held = {code: tuple(map(Rate.unpacked, kept)) for code, kept in row.rates.items()} if keeps else {}
    found: dict[Any, tuple[Rate, ...]] = {}
    for index, line in enumerate(draft.children["lines"]):
        code = line.tax_code_id
        if line.type == LineType.CHARGE and code not in found:
            try:
                found[code] = held[str(code)] if str(code) in held else rates(draft, line, books)
            except LookupError as problem:
                draft.refuse(f"lines.{index}.tax_code", str(problem.args[0]))
    return found


def _line(draft: Draft, line: Any, rates: tuple[Rate, ...]) -> Line:
    return Line(
        quantity=line.quantity,
        price=line.price,
        discount_percent=getattr(line, "discount_percent", ZERO),
        rates=rates,
    )


def _largest(figures: LineTotals) -> Decimal:
    return max(abs(figures.amount), abs(figures.discount), abs(figures.net), abs(figures.tax))


def _put(
    draft: Draft, charges: Sequence[Any], result: Totals, rates_held: Mapping[Any, tuple[Rate, ...]]
) -> None:
    row = draft.row
    for name in ("subtotal", "discount", "net", "tax", "total"):
        setattr(row, name, getattr(result, name))
    row.rates = {
        str(code): [rate.packed() for rate in rates] for code, rates in rates_held.items() if code is not None
    }
    row.taxes = [
        {
            "name": tax.rate.name,
            "percent": f"{tax.rate.percent.normalize():f}",
            "base": str(tax.base),
            "tax": str(tax.tax),
        }
        for tax in result.taxes
    ]
    for line, figures in zip(charges, result.lines, strict=True):
        line.amount, line.document_discount = figures.amount, figures.discount
        line.net, line.tax = figures.net, figures.tax


def _add_up_subtotals(lines: Sequence[Any]) -> None:
    """Give each subtotal what the charges since the one before it come to."""
    running = ZERO
    for line in lines:
        if line.type == LineType.CHARGE:
            running += line.amount
            continue
        line.quantity = line.price = line.net = line.tax = line.document_discount = ZERO
        line.amount = running if line.type == LineType.SUBTOTAL else ZERO
        line.item = line.tax_code = None
        if line.type == LineType.SUBTOTAL:
            running = ZERO
