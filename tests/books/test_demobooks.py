"""Made-up books: right to the cent, the same for the same seed, and only where there is nothing yet."""

from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F, Q, Sum

from billing.actors import Actor
from billing.dates import FIRST_DAY, LAST_DAY
from billing.kinds import Kind
from billing.models import (
    Allocation,
    Contact,
    CreditNote,
    Customer,
    Expense,
    Invoice,
    InvoiceLine,
    Membership,
    Payment,
    PurchaseOrder,
    SearchWord,
    Tenant,
    User,
)
from billing.queries.balances import of_customers
from billing.queries.statements import statement
from billing.services import demobooks
from billing.services.demobooks.making import NotEmpty
from billing.services.demobooks.words import AWKWARD
from billing.services.writing import Change, write
from billing.tenancy.scope import person_scope, tenant_scope
from tests.books.conftest import NOW, Put

pytestmark = pytest.mark.django_db
SIZE = demobooks.Size.of(400, customers=150)


def make(actor: Actor, *, seed: int = 7, size: demobooks.Size = SIZE) -> None:
    demobooks.make(size=size, seed=seed, actor=actor, now=NOW)


def told() -> list[Any]:
    invoices = Invoice.objects.order_by("number").values_list(
        "number", "day", "total", "state", "customer__name"
    )
    return [*invoices, *Payment.objects.order_by("reference").values_list("reference", "amount", "balance")]


def test_every_figure_adds_up(books: Tenant, actor: Actor) -> None:
    make(actor)

    heads = Invoice.objects.annotate(lines_amount=Sum("lines__amount"), lines_tax=Sum("lines__tax"))
    assert Invoice.objects.count() == SIZE.invoices
    assert not heads.exclude(lines_amount=F("subtotal"), lines_tax=F("tax")).exists()
    assert not heads.exclude(total=F("net") + F("tax"), net=F("subtotal") - F("discount")).exists()
    paid = Invoice.objects.annotate(paid=Sum("allocations__amount", default=Decimal(0)))
    assert not paid.exclude(paid=F("settled")).exists()
    used = Payment.objects.annotate(used=Sum("allocations__amount", default=Decimal(0)))
    assert not used.exclude(used=F("settled")).exists()
    assert not Allocation.objects.exclude(invoice__customer=F("payment__customer")).exists()
    assert not Allocation.objects.filter(Q(invoice__voided_at__isnull=False)).exists()


def test_it_is_lifelike(books: Tenant, actor: Actor) -> None:
    make(actor)

    states = dict(Invoice.objects.values_list("state").annotate(Count("pk")))
    assert {"draft", "sent", "part_paid", "paid"} <= states.keys()
    assert states["paid"] > SIZE.invoices / 2
    assert Customer.objects.exclude(currency="USD").exists()
    assert Customer.objects.filter(parent__isnull=False).exists()
    assert set(Customer.objects.values_list("name", flat=True)) & {name.strip() for name in AWKWARD}
    assert all(model.objects.exists() for model in (CreditNote, Contact, Expense, PurchaseOrder, SearchWord))
    assert InvoiceLine.objects.filter(discount_percent=100, amount=0).exists()


def test_what_is_made_up_is_as_the_services_would_have_written_it(
    books: Tenant, actor: Actor, put: Put
) -> None:
    """Save every untouched invoice again with the same lines: nothing may come out otherwise."""
    make(actor, size=demobooks.Size.of(1_000, customers=150))
    rows = Invoice.objects.filter(state__in=["approved", "sent", "draft"]).order_by("number")[:60]
    changes = [
        Change(id=row.pk, values={"discount_percent": row.discount_percent, "day": row.day}) for row in rows
    ]

    results = write(kind=Kind.INVOICE, changes=changes, actor=actor, now=NOW)

    assert len(results) == 60
    assert [result.problems for result in results if result.problems] == []
    assert [result.verb for result in results if result.verb] == []
    kept = dict(Invoice.objects.values_list("pk", "rates"))
    assert {result.record.pk: result.record.rates for result in results} == {
        result.record.pk: kept[result.record.pk] for result in results
    }
    assert any(kept.values())


def test_every_statement_ends_with_the_balance_though_parents_pay_for_branches(
    books: Tenant, actor: Actor
) -> None:
    make(actor)
    open_of_branches = Invoice.objects.filter(
        balance__gt=0, customer__parent__currency=F("currency"), customer__parent__is_active=True
    ).select_related("customer")
    changes = [
        Change(
            values={
                "customer": str(row.customer.parent_id),
                "day": NOW.date().isoformat(),
                "amount": str(row.balance),
                "exchange_rate": str(row.exchange_rate),
                "allocations": [{"invoice": str(row.pk), "amount": str(row.balance)}],
            }
        )
        for row in open_of_branches[:5]
    ]

    results = write(kind=Kind.PAYMENT, changes=changes, actor=actor, now=NOW)

    assert [result.problems for result in results if result.problems] == []
    paid = Allocation.objects.exclude(invoice__customer=F("payment__customer"))
    assert paid.count() == len(changes) > 1
    customers = list(Customer.objects.values_list("pk", flat=True))
    owed = of_customers(customers, today=NOW.date())
    told = {each: statement(customer_id=each, since=FIRST_DAY, until=LAST_DAY).closing for each in customers}
    assert told == {each: owed[each].balance for each in customers}


def test_the_same_seed_makes_the_same_books_anywhere(books: Tenant, actor: Actor, harbour: Tenant) -> None:
    make(actor)
    first = told()
    with tenant_scope(tenant_id=harbour.id):
        make(actor)
        second = told()

    assert first == second
    assert len(first) > 600
    assert Invoice.objects.count() == SIZE.invoices


def test_books_that_are_not_empty_stay_as_they_are(books: Tenant, actor: Actor, customer: Any) -> None:
    with pytest.raises(NotEmpty, match="The books of Cedar are not empty"):
        make(actor)

    assert (Customer.objects.count(), Invoice.objects.count()) == (1, 0)


def test_the_next_invoice_follows_the_made_up_ones(books: Tenant, actor: Actor, put: Put) -> None:
    make(actor)
    customer = Customer.objects.filter(is_active=True, currency="USD").first()

    made = put(Kind.INVOICE, customer=customer, day="2026-11-20", lines=[{"description": "A", "price": "1"}])

    assert made.number == str(10001 + SIZE.invoices)


@pytest.mark.django_db(transaction=True)
def test_the_command_fills_several_organisations_each_with_its_own(owner: User, settings: Any) -> None:
    settings.DEMO, said = True, StringIO()

    call_command("make_books", "Others", count=2, invoices=12, owner=owner.email, stdout=said)

    told = []
    for slug in ("others-1", "others-2"):
        with person_scope(person_id=owner.id), transaction.atomic():
            tenant_id = Membership.objects.get(tenant__slug=slug).tenant_id
        with tenant_scope(tenant_id=tenant_id), transaction.atomic():
            told.append(list(Invoice.objects.order_by("number").values_list("total", flat=True)))
    assert [len(totals) for totals in told] == [12, 12]
    assert told[0] != told[1]
    assert "12 invoices of 12 customers in each of 2 organisations" in said.getvalue()
    with pytest.raises(CommandError, match="are not empty"):
        call_command("make_books", "Others 2", invoices=12, owner=owner.email)


@pytest.mark.parametrize(
    ("options", "told"),
    [({"invoices": 0}, "one to ten million"), ({"owner": "x@y.test"}, "no person x@y.test")],
)
def test_the_command_refuses_what_it_cannot_make(
    settings: Any, owner: User, options: dict[str, Any], told: str
) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="demonstration machines"):
        call_command("make_books", "Others", **options)
    settings.DEMO = True
    with pytest.raises(CommandError, match=told):
        call_command("make_books", "Others", **options)
