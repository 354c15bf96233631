"""Records as documents: whole, frozen, and read many at once in as many queries as one."""

from dataclasses import FrozenInstanceError
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.actors import Actor
from billing.documents import Applied, Line, MoneyDocument, Ref, SaleDocument, Tax, references
from billing.kinds import Kind
from billing.registers import register_of
from billing.services import deeds
from billing.services.writing import write_one
from billing.snapshots import KINDS, documents
from tests.books.conftest import NOW
from tests.books.making import one_of_each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
AT_MOST = {Kind.CUSTOMER: 2, Kind.ITEM: 2, Kind.PAYMENT: 2, Kind.TERMS: 1, Kind.SUPPLIER: 1, Kind.REFUND: 1}


def test_an_invoice_says_all_of_itself(actor: Actor) -> None:
    made = one_of_each(actor=actor)
    invoice, customer, item, code = (
        made[kind] for kind in (Kind.INVOICE, Kind.CUSTOMER, Kind.ITEM, Kind.TAX_CODE)
    )
    found = documents(Kind.INVOICE, [invoice.pk])[invoice.pk]
    invoice.refresh_from_db()
    assert isinstance(found, SaleDocument)
    who = Ref(kind=Kind.CUSTOMER, id=customer.pk, label="Ash & Sons")
    sold = Ref(kind=Kind.ITEM, id=item.pk, label="Ash & Sons")
    taxed = Ref(kind=Kind.TAX_CODE, id=code.pk, label="Ash & Sons")
    assert (found.customer, found.number, found.label, found.version) == (
        who, invoice.number, invoice.label, invoice.version,
    )  # fmt: skip
    assert (found.day, found.due_on, found.currency) == (date(2026, 10, 1), invoice.due_on, "USD")
    assert found.lines == (
        Line(
            type="charge", description="Ash & Sons", item=sold, tax_code=taxed, quantity=Decimal("2.5"),
            price=Decimal(90), amount=Decimal(225), net=Decimal(225), tax=Decimal(45),
        ),
        Line(type="text", description="Ash & Sons"),
        Line(type="subtotal", description="", amount=Decimal(225)),
    )  # fmt: skip
    assert found.taxes == (
        Tax(name="Ash & Sons", percent=Decimal(20), base=Decimal(225), amount=Decimal(45)),
    )
    assert (found.subtotal, found.net, found.tax, found.total) == (
        Decimal(225), Decimal(225), Decimal(45), Decimal(270),
    )  # fmt: skip
    assert (found.is_draft, found.is_void) == (False, False)
    assert references(found) == tuple(ref for ref in (taxed, found.terms, who, sold) if ref)
    with pytest.raises(FrozenInstanceError):
        found.number = "other"  # type: ignore[misc]


def test_a_payment_says_what_it_settles(actor: Actor) -> None:
    made = one_of_each(actor=actor)
    paid, invoice = made[Kind.PAYMENT], made[Kind.INVOICE]
    found = documents(Kind.PAYMENT, [paid.pk])[paid.pk]
    assert isinstance(found, MoneyDocument)
    assert (found.amount, found.is_void) == (Decimal(50), False)
    assert found.applied == (
        Applied(
            invoice=Ref(kind=Kind.INVOICE, id=invoice.pk, label=invoice.label), amount=Decimal(40),
            day=date(2026, 11, 20),
        ),
    )  # fmt: skip
    back = documents(Kind.REFUND, [made[Kind.REFUND].pk])[made[Kind.REFUND].pk]
    assert isinstance(back, MoneyDocument)
    assert back.of == Ref(kind=Kind.PAYMENT, id=paid.pk, label=paid.label)


def test_a_void_document_says_so(actor: Actor) -> None:
    made = one_of_each(actor=actor)[Kind.EXPENSE]
    deeds.approve(kind=Kind.EXPENSE, ids=[made.pk], actor=actor, now=NOW)
    deeds.void(kind=Kind.EXPENSE, ids=[made.pk], actor=actor, now=NOW)
    found: Any = documents(Kind.EXPENSE, [made.pk])[made.pk]
    assert (found.is_void, found.total) == (True, Decimal(10))


def test_the_contact_that_is_meant_is_found(actor: Actor) -> None:
    contacts = [
        {"name": "One", "email": "one@ash.test"},
        {"name": "Two", "email": "two@ash.test", "is_primary": True},
        {"name": "Three", "email": "three@ash.test", "is_billing": True},
    ]
    made = write_one(
        kind=Kind.CUSTOMER,
        values={"name": "Ash", "contacts": contacts, "billing_lines": "1 Elm St\n\n Floor 2 "},
        actor=actor, now=NOW,
    )  # fmt: skip
    found: Any = documents(Kind.CUSTOMER, [made.pk])[made.pk]
    assert (found.primary.email, found.for_billing.email) == ("two@ash.test", "three@ash.test")
    assert found.billing.lines == ("1 Elm St", "Floor 2")
    bare = write_one(kind=Kind.CUSTOMER, values={"name": "Bare"}, actor=actor, now=NOW)
    nobody: Any = documents(Kind.CUSTOMER, [bare.pk])[bare.pk]
    assert (nobody.primary.email, nobody.for_billing.name) == ("", "")


@pytest.mark.parametrize("kind", KINDS)
def test_many_cost_as_many_queries_as_one(kind: Kind, actor: Actor) -> None:
    made = one_of_each(actor=actor)
    model, first = register_of(kind).model, made[kind]
    ids = [first.pk, *(copy_of(first, number) for number in range(4))]
    with CaptureQueriesContext(connection) as one:
        assert len(documents(kind, [first.pk, uuid4()])) == 1
    with CaptureQueriesContext(connection) as many:
        assert len(documents(kind, ids)) == 5
    assert model.objects.count() >= 5
    assert len(many) == len(one) <= AT_MOST.get(kind, 2)


def copy_of(row: Any, number: int) -> Any:
    """Write the row once more, with another name and number, and its lines, contacts or allocations."""
    held = {field.attname: getattr(row, field.attname) for field in row._meta.local_concrete_fields
            if not field.generated and field.attname != "id"}  # fmt: skip
    for name in ("name", "number_key", "external_number", "sort_key"):
        if name in held:
            held[name] = f"{held[name]}{number}"
    copy = type(row).objects.create(**held)
    for relation in row._meta.related_objects:
        if relation.get_accessor_name() in {"lines", "contacts"}:
            for child in getattr(row, relation.get_accessor_name()).all():
                child.pk = uuid4()
                child._state.adding = True
                setattr(child, relation.field.name, copy)
                child.save()
    return copy.pk


@pytest.mark.parametrize("kind", KINDS)
def test_who_is_gone_is_left_out(kind: Kind, actor: Actor) -> None:
    assert documents(kind, [uuid4()]) == {}
    assert documents(kind, []) == {}
