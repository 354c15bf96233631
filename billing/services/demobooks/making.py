"""Making the books: the lists first, then two years of sales in the order of their days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from billing.actors import Actor
from billing.kinds import Kind
from billing.models import Bookkeeping, Customer, Invoice, NumberSeries, Tenant
from billing.services import audit
from billing.services.demobooks.ledger import Ledger
from billing.services.demobooks.lists import Lists, make_customers, make_lists, make_suppliers
from billing.services.demobooks.purchases import make_purchases
from billing.services.numbering import PREFIXES
from billing.taxes import Rounding

YEARS = 2
FIRST_NUMBER = 10001


class NotEmpty(RuntimeError):
    """There are customers or invoices here already; made-up ones would lie between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many of each there are to be."""

    invoices: int
    customers: int
    items: int
    suppliers: int

    @classmethod
    def of(cls, invoices: int, *, customers: int | None = None) -> "Size":
        """Return a size in proportion to a number of invoices."""
        return cls(
            invoices=invoices,
            customers=customers or max(12, invoices // 10),
            items=max(20, min(400, invoices // 25)),
            suppliers=max(6, min(500, invoices // 100)),
        )


@transaction.atomic
def make(*, size: Size, seed: int, actor: Actor, now: datetime) -> Lists:
    """Fill the current tenant's empty books, or raise NotEmpty. The same seed makes the same books."""
    tenant = Tenant.objects.select_for_update().get()
    if Customer.objects.exists() or Invoice.objects.exists():
        raise NotEmpty(f"The books of {tenant.name} are not empty. Open another organisation for this.")
    rng, today = Random(seed), now.date()  # noqa: S311  # made-up figures, no secrets
    start = today - timedelta(days=365 * YEARS)
    begun = now - timedelta(days=365 * YEARS)
    next_id = _ids(tenant, seed)
    lists = make_lists(rng, home=tenant.currency, items=size.items, start=start, today=today, now=begun)
    Bookkeeping.objects.update(sales_tax_code=lists.tax_code)
    always = {"tenant_id": tenant.id, "version": 1, "created_at": begun, "updated_at": begun}
    make_customers(lists, rng, size.customers, next_id=next_id, always=always)
    make_suppliers(lists, rng, size.suppliers, now=begun)
    ledger = Ledger(lists, rng, next_id=next_id, rounding=Rounding.DOCUMENT, today=today, always=always)
    _sell(ledger, lists, rng, size, start=begun)
    make_purchases(lists, rng, max(4, size.invoices // 50), start=start, today=today, now=now)
    audit.record(
        actor=actor,
        action="books.made_up",
        kind="organisation",
        subject_id=tenant.id,
        label=tenant.name,
        after={"invoices": size.invoices, "customers": size.customers, "seed": seed},
        now=now,
    )
    return lists


def _sell(ledger: Ledger, lists: Lists, rng: Random, size: Size, *, start: datetime) -> None:
    # Few customers buy often, many now and then.
    often = lists.customers[: max(1, len(lists.customers) // 10)]
    days, notes = 365 * YEARS, 0
    for index in range(size.invoices):
        day = (start + timedelta(days=days * index / max(1, size.invoices - 1))).date()
        party = rng.choice(often) if rng.random() < 0.4 else rng.choice(lists.customers)
        ledger.invoice(party, day, FIRST_NUMBER + index)
        if index % 60 == 59:
            notes += 1
            ledger.credit_note(party, day, FIRST_NUMBER + notes)
        ledger.flush()
    ledger.settle_all({party.id: party for party in lists.customers})
    ledger.flush(all_of_it=True)
    for kind, used in ((Kind.INVOICE, size.invoices), (Kind.CREDIT_NOTE, notes)):
        NumberSeries.objects.create(
            kind=kind,
            prefix=PREFIXES.get(kind, ""),
            policy="prefixed" if kind in PREFIXES else "ours",
            next_number=FIRST_NUMBER + used + (kind is Kind.CREDIT_NOTE),
        )


def _ids(tenant: Tenant, seed: int) -> Callable[[datetime], str]:
    """Return a maker of keys that sort by time, the same for the same tenant and seed."""
    base = Random(f"{tenant.id} {seed}").getrandbits(60)  # noqa: S311  # keys, no secrets
    count = 0

    def next_id(moment: datetime) -> str:
        nonlocal count
        count += 1
        tail = 0x8000000000000000 | ((base + count) & 0x3FFFFFFFFFFFFFFF)
        text = f"{int(moment.timestamp() * 1000):012x}7{count & 0xFFF:03x}{tail:016x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    return next_id
