"""Seats restricted to modules: what they do not see is not told to them anywhere else either."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from billing.actors import Actor
from billing.kinds import Kind
from billing.models import AuditEntry, Membership, Role, Tenant, User
from billing.services import audit, deeds
from tests.books.conftest import NOW, Put

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
ODD = "777.77"


@pytest.fixture
def restricted(
    books: Tenant, seated: Callable[[Role], User], client_of: Callable[[User | None], Client]
) -> Callable[..., Client]:
    """Sign in somebody in this role, whose seat is for these modules only."""

    def browser(role: Role, *modules: str) -> Client:
        user = seated(role)
        Membership.objects.filter(user=user).update(modules=list(modules))
        return client_of(user)

    return browser


@pytest.fixture
def owing(invoice: Make, put: Put, customer: Any, actor: Actor) -> Any:
    """A customer with an approved invoice of 777.77 and a payment of 111.11."""
    made = invoice(ODD, number="INV-9")
    deeds.approve(kind=Kind.INVOICE, ids=[made.pk], actor=actor, now=NOW)
    put(Kind.PAYMENT, customer=customer, day="2026-11-20", amount="111.11", reference="PAID-9")
    return customer


def body(client: Client, path: str) -> str:
    answer = client.get(f"/o/cedar/{path}")
    assert answer.status_code == 200, path
    return (b"".join(answer) if answer.streaming else answer.content).decode()


def test_figures_of_invoices_are_on_no_page_about_customers(
    restricted: Callable[..., Client], owing: Any
) -> None:
    buyer, seller = restricted(Role.VIEWER, "expenses"), restricted(Role.BOOKKEEPER, "invoices")
    pages = ("customers/", f"customers/{owing.pk}/")
    secrets = (ODD, "666.66", "111.11", "INV-9", "PAID-9", "Balance", "Open invoices", "statement/")

    told = [(path, secret) for path in pages for secret in secrets if secret in body(buyer, path)]

    assert told == []
    assert "666.66" in body(seller, "customers/")
    assert [secret for secret in secrets if secret not in body(seller, f"customers/{owing.pk}/")] == []


@pytest.mark.parametrize("form", ["csv", "json", "lines.csv"])
def test_no_figures_of_invoices_are_in_a_file_of_customers(
    form: str, restricted: Callable[..., Client], owing: Any
) -> None:
    told = body(restricted(Role.VIEWER, "expenses"), f"customers/export.{form}")

    assert "Ash & Sons" in told
    assert "balance" not in told
    assert "666.66" not in told


def test_a_statement_needs_the_module_it_is_made_of(restricted: Callable[..., Client], owing: Any) -> None:
    path = f"/o/cedar/customers/{owing.pk}/statement/"

    refused = restricted(Role.VIEWER, "expenses").get(path)

    assert refused.status_code == 403
    assert "Your seat here is for expenses. To see statements, it needs the module Invoices." in (
        refused.content.decode()
    )
    assert ODD not in refused.content.decode()
    assert restricted(Role.BOOKKEEPER, "invoices").get(path).status_code == 200


def test_orders_and_expenses_of_a_supplier_are_seen_by_module(
    restricted: Callable[..., Client], put: Put, actor: Actor
) -> None:
    supplier = put(Kind.SUPPLIER, name="Mill")
    line = {"description": "Paper", "account": "6000"}
    order = put(
        Kind.PURCHASE_ORDER, supplier=supplier, number="PO-9", day="2026-11-20", lines=[{**line, "price": 1}]
    )
    deeds.approve(kind=Kind.PURCHASE_ORDER, ids=[order.pk], actor=actor, now=NOW)
    put(
        Kind.EXPENSE,
        supplier=supplier,
        number="BILL-9",
        day="2026-11-20",
        purchase_order=order,
        lines=[{**line, "price": "2"}],
    )
    buyer = restricted(Role.BOOKKEEPER, "purchase_orders")
    payer = restricted(Role.VIEWER, "expenses")

    seen = [body(client, f"suppliers/{supplier.pk}/") for client in (buyer, payer)]

    assert [("PO-9" in page, "BILL-9" in page) for page in seen] == [(True, False), (False, True)]
    of_order = body(buyer, f"purchase-orders/{order.pk}/")
    assert "BILL-9" not in of_order
    assert "Enter its bill" not in of_order


def test_a_new_record_begins_with_nothing_its_writer_does_not_see(
    restricted: Callable[..., Client], put: Put
) -> None:
    supplier = put(Kind.SUPPLIER, name="Mill")
    order = put(Kind.PURCHASE_ORDER, supplier=supplier, number="PO-9", day="2026-11-20", lines=[])

    page = body(
        restricted(Role.BOOKKEEPER, "expenses"),
        f"expenses/new/?purchase_order={order.pk}&supplier={supplier.pk}",
    )

    assert "PO-9" not in page
    assert "Mill" in page


def test_the_trail_keeps_to_what_the_seat_sees(
    restricted: Callable[..., Client], owing: Any, owner: User, actor: Actor, client_of: Callable[..., Client]
) -> None:
    body(client_of(owner), "invoices/export.csv?q=INV-9")
    for plural in ("invoices", "expenses"):
        audit.record(
            actor=actor,
            action="import.started",
            kind="import",
            subject_id=None,
            label=f"{plural} of May.csv",
            after={"kind": plural, "rows": 2},
            now=NOW,
        )
    reader = restricted(Role.ACCOUNTANT, "expenses")
    secrets = (ODD, "INV-9", "PAID-9", "111.11", "invoices of May.csv")

    page, overview = body(reader, "audit/"), body(reader, "")
    files = [body(reader, f"audit/export.{form}") for form in ("csv", "json")]

    for told in (page, overview, *files):
        assert [secret for secret in secrets if secret in told] == []
        assert "expenses of May.csv" in told
    assert "Ash &amp; Sons" in page
    whole = client_of(owner).get("/o/cedar/audit/").content.decode()
    assert [secret for secret in secrets if secret not in whole] == []
    assert AuditEntry.objects.filter(subject_kind="invoice").count() == 2
