"""The registers of short lists: classes, departments, terms, ways of paying, currencies, taxes."""

from collections.abc import Sequence

from billing.kinds import Kind
from billing.models import (
    Currency,
    Department,
    ExchangeRate,
    PaymentMethod,
    PaymentTerms,
    TaxCode,
    TaxRate,
    TrackingClass,
)
from billing.registers.accounts import holds_money
from billing.registers.base import Children, Draft, Register
from billing.registers.books import Books
from billing.registers.trees import no_circles
from billing.terms import Basis


def terms_make_sense(drafts: Sequence[Draft], books: Books) -> None:
    for draft in drafts:
        terms = draft.row
        if terms.basis == Basis.DAY_OF_MONTH and terms.day_of_month is None:
            draft.refuse("day_of_month", "Say on which day of the month it is due, from 1 to 31.")
        if terms.discount_percent and terms.discount_days > terms.due_days and terms.basis == Basis.NET:
            draft.refuse(
                "discount_days", "The discount would end after the due date. Give fewer days for it."
            )


def rates_make_sense(drafts: Sequence[Draft], books: Books) -> None:
    for draft in drafts:
        for index, rate in enumerate(draft.children["rates"]):
            if rate.starts_on and rate.ends_on and rate.ends_on < rate.starts_on:
                draft.refuse(f"rates.{index}.ends_on", "This rate would end before it starts.")
            if rate.compound and index == 0:
                draft.refuse(
                    f"rates.{index}.compound", "The first rate has none above it to be counted on top of."
                )


def currency_is_foreign(drafts: Sequence[Draft], books: Books) -> None:
    for draft in drafts:
        name = "code" if isinstance(draft.row, Currency) else "currency"
        if getattr(draft.row, name) == books.home:
            draft.refuse(name, f"{books.home} is the home currency: its rate is always 1.")


def one_rate_a_day(drafts: Sequence[Draft], books: Books) -> None:
    days = {draft.row.day for draft in drafts}
    mine = [draft.row.pk for draft in drafts]
    taken = set(ExchangeRate.objects.filter(day__in=days).exclude(pk__in=mine).values_list("currency", "day"))
    for draft in drafts:
        key = (draft.row.currency, draft.row.day)
        if key in taken:
            draft.refuse(
                "day",
                f"There is a rate for {key[0]} on {key[1]:%Y-%m-%d} already. Change that one.",
                code="taken",
            )
        taken.add(key)


def money_goes_to_money(drafts: Sequence[Draft], books: Books) -> None:
    for draft in drafts:
        holds_money(draft, "deposit_account")


CLASSES = Register(
    kind=Kind.CLASS,
    model=TrackingClass,
    fields=("name", "parent", "is_active"),
    filters=("is_active",),
    rules=(no_circles,),
)
DEPARTMENTS = Register(
    kind=Kind.DEPARTMENT,
    model=Department,
    fields=("name", "parent", "is_active"),
    filters=("is_active",),
    rules=(no_circles,),
)
TERMS = Register(
    kind=Kind.TERMS,
    model=PaymentTerms,
    fields=(
        "name",
        "basis",
        "due_days",
        "day_of_month",
        "next_month_within",
        "discount_percent",
        "discount_days",
        "is_active",
    ),
    filters=("is_active",),
    rules=(terms_make_sense,),
)
METHODS = Register(
    kind=Kind.PAYMENT_METHOD,
    model=PaymentMethod,
    fields=("name", "type", "deposit_account", "is_active"),
    filters=("is_active", "type"),
    rules=(money_goes_to_money,),
)
TAX_CODES = Register(
    kind=Kind.TAX_CODE,
    model=TaxCode,
    fields=("name", "description", "is_active"),
    filters=("is_active",),
    children=(
        Children(
            name="rates",
            model=TaxRate,
            parent="tax_code",
            fields=("name", "agency", "percent", "compound", "starts_on", "ends_on"),
            label="rate",
            at_most=20,
        ),
    ),
    rules=(rates_make_sense,),
)
CURRENCIES = Register(
    kind=Kind.CURRENCY,
    model=Currency,
    fields=("code", "is_active"),
    lookups=("code",),
    sorts=("code",),
    filters=("is_active",),
    rules=(currency_is_foreign,),
)
EXCHANGE_RATES = Register(
    kind=Kind.EXCHANGE_RATE,
    model=ExchangeRate,
    fields=("currency", "day", "rate"),
    lookups=(),
    sorts=("day",),
    filters=("currency",),
    rules=(currency_is_foreign, one_rate_a_day),
)
