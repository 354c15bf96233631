"""A record that no rule refuses and the database does not take: it alone stays out, and leaves nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from django.db import connection

from billing.events import Happened, subscribe, unsubscribe
from billing.kinds import Kind
from billing.models import AuditEntry, Customer, ImportState, Invoice, InvoiceLine, SearchWord, Tenant
from tests.imports.conftest import Send, wrong

pytestmark = pytest.mark.django_db
OVERFLOW = "select (100 * length(name))::numeric(1, 0) from billing_customer where {bad}"
MISSING = "update billing_customer set created_at = null where {bad}"
BAD = "name like 'Bad%%' and id = any(%s)"
OF_INVOICES = (
    "select (100 * length(memo))::numeric(1, 0) from billing_invoice where memo = 'Bad' and id = any(%s)"
)
NOT_TAKEN = "The database did not take this record. "


@contextmanager
def refused_by_database(sql: str) -> Iterator[None]:
    """Let the database fail, in the transaction of the write, over some of what was written."""

    def fail(events: Sequence[Happened]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, [[event.record_id for event in events]])

    subscribe(fail)
    try:
        yield
    finally:
        unsubscribe(fail)


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        (OVERFLOW, "Its figures come to more than can be kept: lower its amounts"),
        (MISSING, "Compare it with records that were written"),
    ],
)
def test_what_the_database_does_not_take_stays_out_alone(
    sql: str, told: str, run: Send, books: Tenant
) -> None:
    names = ["Ash", "Bad one", "Birch", "Cedar", "Elm", "Fir", "Bad two"]

    with refused_by_database(sql.format(bad=BAD)):
        row = run(Kind.CUSTOMER, [["Name"], *([name] for name in names)])

    assert row.state == ImportState.FINISHED
    assert row.counts == {"created": 5, "changed": 0, "unchanged": 0, "refused": 2}
    assert [(line, column) for line, column, _ in wrong(row)] == [(3, ""), (8, "")]
    assert all(message.startswith(NOT_TAKEN + told) for _, _, message in wrong(row))
    kept = ["Ash", "Birch", "Cedar", "Elm", "Fir"]
    assert list(Customer.objects.order_by("name").values_list("name", flat=True)) == kept
    written = AuditEntry.objects.filter(action="customer.created")
    assert sorted(written.values_list("subject_label", flat=True)) == kept
    assert not SearchWord.objects.filter(word__in=["bad", "one", "two"]).exists()


def test_of_documents_neither_lines_nor_numbers_stay(run: Send, customer: Customer) -> None:
    head = ["Group", "Customer", "Date", "Memo", "Line description", "Line price"]
    rows = [
        [group, customer.name, "2026-11-01", memo, text, "10"]
        for group, memo in (("a", "Good"), ("b", "Bad"), ("c", "Good"))
        for text in ("Work", "Travel")
    ]

    with refused_by_database(OF_INVOICES):
        row = run(Kind.INVOICE, [head, *rows])

    assert (row.created, row.refused, wrong(row)[0][0]) == (2, 1, 4)
    assert sorted(Invoice.objects.values_list("number", "memo", "total")) == [
        ("1001", "Good", 20),
        ("1002", "Good", 20),
    ]
    assert InvoiceLine.objects.count() == 4
