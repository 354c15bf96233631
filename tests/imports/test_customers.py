"""Customers from a file: the whole way, at its simplest."""

import pytest

from billing.kinds import Kind
from billing.models import AuditEntry, Contact, Customer, Import, ImportState
from tests.books.conftest import Put
from tests.imports.conftest import Send, wrong

pytestmark = pytest.mark.django_db
THREE = [
    ["Customer", "Number", "Street", "Email", "Nickname"],
    ["Ash", "A-1", "12 Mill Lane", "ash@people.test", "x"],
    ["Birch & Söhne", "A-2", "", "", ""],
    ["Cherry", "A-3", "", "not an address", ""],
]


def test_a_check_foresees_and_writes_nothing(send: Send) -> None:
    before = AuditEntry.objects.count()

    row = send(Kind.CUSTOMER, THREE)

    assert (row.state, row.rows) == (ImportState.CHECKED, 3)
    assert row.foreseen == {"created": 2, "changed": 0, "unchanged": 0, "refused": 1}
    assert [(each["line"], each["verb"], each["label"]) for each in row.preview] == [
        (2, "created", "Ash"),
        (3, "created", "Birch & Söhne"),
        (4, "refused", ""),
    ]
    assert wrong(row) == [(4, "Email", "Enter a valid email address.")]
    assert Customer.objects.count() == 0
    assert AuditEntry.objects.count() == before


def test_what_is_in_order_is_written_and_the_rest_is_named(run: Send) -> None:
    row = run(Kind.CUSTOMER, THREE)

    assert row.state == ImportState.FINISHED
    assert row.counts == {"created": 2, "changed": 0, "unchanged": 0, "refused": 1}
    made = list(Customer.objects.order_by("sort_key").values_list("name", "external_number", "billing_lines"))
    assert made == [("Ash", "A-1", "12 Mill Lane"), ("Birch & Söhne", "A-2", "")]
    contact = Contact.objects.get()
    assert (contact.name, contact.email, contact.is_primary) == ("ash@people.test", "ash@people.test", True)
    assert wrong(row) == [(4, "Email", "Enter a valid email address.")]
    entries = AuditEntry.objects.filter(action__startswith="import.").order_by("at", "pk")
    assert [(each.action, each.channel) for each in entries] == [
        ("import.started", "web"),
        ("import.finished", "file"),
    ]
    assert set(AuditEntry.objects.filter(action="customer.created").values_list("channel", flat=True)) == {
        "file"
    }


def test_existing_ones_are_known_by_number_and_changed(run: Send, put: Put) -> None:
    ash = put(Kind.CUSTOMER, name="Ash", external_number="A-1", notes="keep")

    row = run(Kind.CUSTOMER, THREE[:2])

    assert row.counts == {"created": 0, "changed": 1, "unchanged": 0, "refused": 0}
    ash.refresh_from_db()
    assert (ash.billing_lines, ash.notes, ash.version) == ("12 Mill Lane", "keep", 2)
    assert Import.objects.get().batches.get().changed == [ash.pk]
