"""What waits in the books, as the overview tells it."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from billing.actors import Actor
from billing.kinds import Kind
from billing.models import Role, Tenant, User
from billing.queries.waiting import waiting
from billing.services import deeds
from tests.books.conftest import NOW, Put

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]


def test_what_waits_is_counted_in_one_query(
    put: Put, invoice: Make, customer: Any, actor: Actor, django_assert_num_queries: Any
) -> None:
    made = [invoice("1", day="2026-01-01"), invoice("2"), invoice("3")]
    deeds.approve(kind=Kind.INVOICE, ids=[made[0].pk, made[1].pk], actor=actor, now=NOW)
    put(Kind.PAYMENT, customer=customer, day="2026-11-20", amount="5")

    with django_assert_num_queries(1):
        found = waiting(today=date(2026, 11, 20), modules=(), may_keep=True)

    assert [(each.label, each.figure) for each in found] == [
        ("Drafts to approve", "1"),
        ("Overdue", "1"),
        ("Payments to apply", "1"),
        ("Expenses to approve", "0"),
    ]


def test_a_restricted_seat_hears_of_its_own_module_only(books: Tenant) -> None:
    found = waiting(today=date(2026, 11, 20), modules=["expenses"], may_keep=True)

    assert [each.label for each in found] == ["Expenses to approve"]
    assert waiting(today=date(2026, 11, 20), modules=["purchase_orders"], may_keep=True) == []


@pytest.mark.parametrize(
    ("role", "tile", "status"),
    [(Role.APPROVER, "Drafts of invoices", 403), (Role.BOOKKEEPER, "Drafts to approve", 302)],
)
def test_to_approve_is_told_to_those_only_who_may(
    role: Role,
    tile: str,
    status: int,
    invoice: Make,
    seated: Callable[[Role], User],
    client_of: Callable[[User | None], Client],
) -> None:
    made, browser = invoice("100"), client_of(seated(role))

    overview = browser.get("/o/cedar/").content.decode()
    approved = browser.post(f"/o/cedar/invoices/{made.pk}/approve/", {"version": made.version})

    assert re.findall(r'tile-label">((?:Drafts|Payments|Expenses)[^<]*)', overview)[0] == tile
    assert ("to approve" in overview) == (status == 302)
    assert approved.status_code == status


def test_more_than_a_hundred_are_many(invoice: Make) -> None:
    for _ in range(101):
        invoice()

    assert waiting(today=date(2026, 11, 20), modules=(), may_keep=True)[0].figure == "100+"
