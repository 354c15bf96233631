"""The lists of made-up books: taxes, items, customers with contacts and branches, suppliers, rates."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from billing.models import (
    Account,
    Contact,
    Currency,
    Customer,
    Department,
    ExchangeRate,
    Item,
    ItemType,
    PaymentMethod,
    PaymentTerms,
    SearchWord,
    Supplier,
    TaxCode,
    TaxRate,
    TaxTreatment,
    TrackingClass,
)
from billing.services.demobooks import words
from billing.services.demobooks.copying import Sink, as_text
from billing.services.demobooks.shapes import Sold
from billing.services.writing import insert, search_words
from billing.taxes import Rate

FOREIGN = {"EUR": Decimal("1.08"), "GBP": Decimal("1.27"), "USD": Decimal("0.93"), "CAD": Decimal("0.73")}
# The usual tax of a home currency: the code's name and its rates.
TAXES = {
    "USD": ("Sales tax", (("State", "6.25"), ("City", "2"))),
    "GBP": ("20 % S", (("VAT", "20"),)),
    "EUR": ("Standard", (("VAT", "21"),)),
    "CAD": ("GST/QST", (("GST", "5"), ("QST", "9.975"))),
}


COLUMNS = (
    "name",
    "external_number",
    "currency",
    "tax_treatment",
    "exemption_reason",
    "billing_lines",
    "billing_city",
    "billing_region",
    "billing_postcode",
    "billing_country",
    "is_active",
    "sort_key",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A customer as invoices need it."""

    id: str
    currency: str
    is_taxed: bool
    terms: PaymentTerms
    bill_to: str
    email: str


@dataclass(kw_only=True)
class Lists:
    """What documents refer to."""

    home: str
    tax_code: TaxCode
    rates: tuple[Rate, ...]
    untaxed: TaxCode
    items: list[Sold]
    methods: list[PaymentMethod]
    accounts: dict[str, Account]
    classes: list[TrackingClass]
    exchange: dict[str, list[tuple[date, Decimal]]]
    terms: list[PaymentTerms]
    customers: list[Party] = field(default_factory=list)
    suppliers: list[Supplier] = field(default_factory=list)


def make_lists(rng: Random, *, home: str, items: int, start: date, today: date, now: datetime) -> Lists:
    """Write the short lists, and read those that the books began with."""
    name, rates = TAXES.get(home, ("Standard", (("Tax", "10"),)))
    code, zero = TaxCode(name=name, description="Taxed in the usual way"), TaxCode(name="Zero")
    _put(TaxCode, [code, zero], now)
    insert(
        TaxRate,
        [
            TaxRate(tax_code=code, position=index, name=each, percent=Decimal(percent))
            for index, (each, percent) in enumerate(rates)
        ],
    )
    foreign = [currency for currency in FOREIGN if currency != home][:2]
    _put(Currency, [Currency(code=currency) for currency in foreign], now)
    exchange = {currency: _exchange(rng, currency, start, today) for currency in foreign}
    _put(
        ExchangeRate,
        [
            ExchangeRate(currency=currency, day=day, rate=rate)
            for currency, rates_of in exchange.items()
            for day, rate in rates_of
        ],
        now,
    )
    classes = [TrackingClass(name=each) for each in ("North", "South", "Projects")]
    _put(TrackingClass, classes, now)
    _put(Department, [Department(name=each) for each in ("Main office", "Workshop")], now)
    accounts = {row.number: row for row in Account.objects.all()}
    return Lists(
        home=home,
        tax_code=code,
        rates=tuple(Rate(name=each, percent=Decimal(percent)) for each, percent in rates),
        untaxed=zero,
        items=_items(rng, items, accounts, code, now),
        methods=list(PaymentMethod.objects.order_by("name")),
        accounts=accounts,
        classes=classes,
        exchange=exchange,
        terms=list(PaymentTerms.objects.order_by("due_days")),
    )


def make_customers(
    lists: Lists, rng: Random, count: int, *, next_id: Callable[[datetime], str], always: dict[str, Any]
) -> None:
    """Write customers: an eighth of them branches of others, some abroad, some exempt, some inactive."""
    customers, contacts, found = Sink(Customer, **always), Sink(Contact, **always), Sink(SearchWord, **always)
    begun, parent = always["created_at"], ""
    foreign = list(lists.exchange)
    for index in range(count):
        row, party = _customer(lists, rng, index, foreign, next_id(begun))
        is_branch = bool(parent) and rng.random() < 0.125
        values = {name: as_text(value) for name, value in row.items()}
        customers.add(values | {"parent_id": parent if is_branch else "\\N"})
        parent = party.id if index % 9 == 0 else parent
        _contacts(rng, contacts, party, next_id, begun)
        for word in Customer(name=row["name"], external_number=row["external_number"]).search_words():
            found.add(
                {"id": next_id(begun), "kind": "customer", "word": as_text(word), "record_id": party.id}
            )
        lists.customers.append(party)
        for sink in (customers, contacts, found):
            if sink.is_full:
                customers.flush()
                sink.flush()
    for sink in (customers, contacts, found):
        sink.flush()


def make_suppliers(lists: Lists, rng: Random, count: int, *, now: datetime) -> None:
    """Write suppliers, all of them in the home currency."""
    for index in range(count):
        street, city, region, postcode, country = words.address(rng)
        lists.suppliers.append(
            Supplier(
                name=f"{words.firm(rng)} {index + 1}",
                external_number=f"S-{index + 1:04d}",
                currency=lists.home,
                terms=rng.choice(lists.terms),
                expense_account=lists.accounts[rng.choice(("6000", "6100", "6200", "5000"))],
                billing_lines=street,
                billing_city=city,
                billing_region=region,
                billing_postcode=postcode,
                billing_country=country,
            )
        )
    _put(Supplier, lists.suppliers, now)
    insert(SearchWord, search_words(lists.suppliers))


def _customer(
    lists: Lists, rng: Random, index: int, foreign: list[str], record_id: str
) -> tuple[dict[str, Any], Party]:
    currency = rng.choice(foreign) if rng.random() < 0.12 else lists.home
    is_exempt = currency == lists.home and rng.random() < 0.05
    street, city, region, postcode, country = words.address(rng)
    name, terms = words.firm(rng), rng.choice(lists.terms)
    customer = Customer(
        name=name,
        external_number=f"C-{index + 1:06d}",
        currency=currency,
        tax_treatment=TaxTreatment.EXEMPT if is_exempt else TaxTreatment.TAXABLE,
        exemption_reason="Public body" if is_exempt else "",
        billing_lines=street,
        billing_city=city,
        billing_region=region,
        billing_postcode=postcode,
        billing_country=country,
        is_active=rng.random() > 0.03,
    )
    customer.prepare()
    row = {column: getattr(customer, column) for column in COLUMNS} | {"id": record_id, "terms_id": terms.pk}
    party = Party(
        id=record_id,
        currency=currency,
        is_taxed=currency == lists.home and not is_exempt,
        terms=terms,
        bill_to=as_text("\n".join([name, street, f"{city} {region} {postcode}", country])),
        email=f"billing@c{index + 1}.example",
    )
    return row, party


def _contacts(
    rng: Random, sink: Sink, party: Party, next_id: Callable[[datetime], str], begun: datetime
) -> None:
    for position in range(rng.choice((1, 1, 1, 2, 3))):
        sink.add(
            {
                "id": next_id(begun),
                "customer_id": party.id,
                "position": str(position),
                "name": rng.choice(words.ROLES),
                "email": party.email if position == 0 else "",
                "phone": f"+1 555 {rng.randint(1000000, 9999999)}",
                "is_primary": as_text(position == 0),
                "is_billing": as_text(position == 0),
            }
        )


def _items(rng: Random, count: int, accounts: dict[str, Account], code: TaxCode, now: datetime) -> list[Sold]:
    rows, sold = [], []
    for index in range(count):
        is_service = index % 20 < len(words.SERVICES)
        source = words.SERVICES if is_service else words.GOODS
        name, description, price, *cost = source[index % len(source)].split("|")
        generation = index // 20
        row = Item(
            name=f"{name} {generation + 1}" if generation else name,
            external_number=f"I-{index % 40 + 1:03d}",
            type=ItemType.SERVICE if is_service else ItemType.NON_INVENTORY,
            description=description,
            price=Decimal(price) + generation * rng.randint(0, 5),
            cost=Decimal(cost[0]) if cost else Decimal(0),
            is_taxable=not is_service,
            tax_code=code,
            income_account=accounts["4000" if is_service else "4100"],
            expense_account=accounts["5000"],
        )
        rows.append(row)
        sold.append(
            Sold(
                id=row.pk,
                description=as_text(description),
                price=row.price,
                is_taxed=not is_service,
                whole=not is_service,
            )
        )
    _put(Item, rows, now)
    insert(SearchWord, search_words(rows))
    return sold


def _exchange(rng: Random, currency: str, start: date, today: date) -> list[tuple[date, Decimal]]:
    """Let a rate wander, a step a week."""
    rate, day, rates = FOREIGN[currency], start, []
    while day <= today:
        rates.append((day, rate))
        rate = (rate * Decimal(rng.randint(985, 1015)) / 1000).quantize(Decimal("0.000001"))
        day += timedelta(days=7)
    return rates


def _put(model: Any, rows: list[Any], now: datetime) -> None:
    for row in rows:
        row.created_at = row.updated_at = now
        row.prepare()
    insert(model, rows)
