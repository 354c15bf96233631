"""Two at work on the same records in the same moment: real threads, each in a transaction of its own."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from billing.actors import Actor
from billing.kinds import Kind
from billing.models import Customer, Invoice, Item, Payment, Refund, Tenant
from billing.services import deeds
from billing.services.writing import Change, write
from billing.tenancy.scope import tenant_scope
from tests.books.conftest import NOW, Put

pytestmark = pytest.mark.django_db(transaction=True)
LINES = [{"description": "Work", "price": "1"}]


class Other(threading.Thread):
    """Does something in the same books at the same time, and keeps what became of it."""

    def __init__(self, tenant: Tenant, what: Callable[[], Any]) -> None:
        super().__init__()
        self.tenant, self.what = tenant, what
        self.outcome: Any = None

    def begin(self, waiting: int = 1) -> None:
        """Start, and get as far as a lock that somebody holds."""
        self.start()
        somebody_waits(waiting)

    def run(self) -> None:
        try:
            with tenant_scope(tenant_id=self.tenant.id), transaction.atomic():
                self.outcome = self.what()
        except Exception as problem:  # noqa: BLE001  # the test looks at it
            self.outcome = problem
        finally:
            connection.close()

    @property
    def codes(self) -> list[str]:
        """What was refused, where it did the deed to one record or wrote one."""
        (result,) = self.outcome
        return [problem.code for problem in result.problems]


def somebody_waits(count: int) -> None:
    """Wait until so many sessions wait for a lock of another one."""
    for _ in range(600):
        with connection.cursor() as cursor:
            # Within a transaction it would show what it showed first.
            cursor.execute("select pg_stat_clear_snapshot()")
            cursor.execute(
                "select count(*) from pg_stat_activity "
                "where datname = current_database() and wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] >= count:
                return
        time.sleep(0.02)
    raise AssertionError("Nobody waits.")


@contextmanager
def meanwhile(tenant: Tenant, what: Callable[[], Any]) -> Iterator[Other]:
    """Let another begin within the transaction of this block, when told to, and end after it."""
    other = Other(tenant, what)
    with transaction.atomic():
        yield other
    other.join(30)
    assert not other.is_alive()


@pytest.fixture
def customer(put: Put) -> Any:
    with transaction.atomic():
        return put(Kind.CUSTOMER, name="Ash")


def test_a_customers_currency_does_not_change_beneath_an_invoice(
    books: Tenant, put: Put, customer: Any, actor: Actor
) -> None:
    with transaction.atomic():
        put(Kind.CURRENCY, code="EUR")
    change = Change(values={"customer": customer.pk, "day": "2026-11-20", "lines": LINES})

    def bill() -> Any:
        return write(kind=Kind.INVOICE, changes=[change], actor=actor, now=NOW)

    with meanwhile(books, bill) as other:
        put(Kind.CUSTOMER, customer.pk, currency="EUR")
        other.begin()

    with transaction.atomic():
        assert [problem.field for problem in other.outcome[0].problems] == ["exchange_rate"]
        assert (Customer.objects.get().currency, Invoice.objects.count()) == ("EUR", 0)


def test_an_invoice_whose_lines_are_just_taken_away_is_not_approved(
    books: Tenant, put: Put, customer: Any, actor: Actor
) -> None:
    with transaction.atomic():
        invoice = put(Kind.INVOICE, customer=customer, day="2026-11-20", lines=LINES)

    def approve() -> Any:
        return deeds.approve(kind=Kind.INVOICE, ids=[invoice.pk], actor=actor, now=NOW)

    with meanwhile(books, approve) as other:
        put(Kind.INVOICE, invoice.pk, lines=[])
        other.begin()

    with transaction.atomic():
        assert other.codes == ["state"]
        assert Invoice.objects.get().state == "draft"


def test_a_payment_that_is_just_refunded_is_not_voided(
    books: Tenant, put: Put, customer: Any, actor: Actor
) -> None:
    with transaction.atomic():
        payment = put(Kind.PAYMENT, customer=customer, day="2026-11-20", amount="100")

    def void() -> Any:
        return deeds.void(kind=Kind.PAYMENT, ids=[payment.pk], actor=actor, now=NOW)

    with meanwhile(books, void) as other:
        put(Kind.REFUND, payment=payment, day="2026-11-20", amount="100")
        other.begin()

    with transaction.atomic():
        assert other.codes == ["state"]
        assert (Payment.objects.get().state, Payment.objects.get().settled) == ("applied", 100)


def test_an_item_that_is_just_billed_is_not_deleted(
    books: Tenant, put: Put, customer: Any, actor: Actor
) -> None:
    with transaction.atomic():
        item = put(Kind.ITEM, name="Hour")

    def remove() -> Any:
        return deeds.remove(kind=Kind.ITEM, ids=[item.pk], actor=actor, now=NOW)

    with meanwhile(books, remove) as other:
        put(Kind.INVOICE, customer=customer, day="2026-11-20", lines=[{"item": item}])
        other.begin()

    with transaction.atomic():
        assert other.codes == ["in_use"]
        assert Item.objects.count() == 1


def test_a_refund_is_voided_and_changed_at_once_without_a_knot(
    books: Tenant, put: Put, customer: Any, actor: Actor
) -> None:
    with transaction.atomic():
        payment = put(Kind.PAYMENT, customer=customer, day="2026-11-20", amount="100")
        refund = put(Kind.REFUND, payment=payment, day="2026-11-20", amount="10")
    change = Change(id=refund.pk, values={"amount": "20"})

    with transaction.atomic():
        # Both have begun and wait for the payment, or for each other in one order.
        Payment.objects.select_for_update().get()
        voiding = Other(books, lambda: deeds.void(kind=Kind.REFUND, ids=[refund.pk], actor=actor, now=NOW))
        voiding.begin()
        changing = Other(books, lambda: write(kind=Kind.REFUND, changes=[change], actor=actor, now=NOW))
        changing.begin(2)
    voiding.join(30)
    changing.join(30)

    with transaction.atomic():
        assert (voiding.codes, changing.codes) == ([], ["void"])
        assert (Refund.objects.get().amount, Payment.objects.get().settled) == (10, 0)
