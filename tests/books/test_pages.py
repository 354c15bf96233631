"""The pages of the books, as a bookkeeper and as those with less right use them."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from billing.actors import Actor
from billing.kinds import Kind
from billing.models import AuditEntry, Customer, Invoice, Membership, Payment, Role, Tenant, User
from billing.services import deeds
from billing.services.writing import Change, write
from tests.books import making
from tests.books.conftest import NOW, Put

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
ALL = list(Kind)
NOBODY = "01900000-0000-7000-8000-000000000000"


@pytest.fixture
def browser(client_of: Callable[[User | None], Client], owner: User) -> Client:
    return client_of(owner)


@pytest.fixture
def one_of_each(books: Tenant, actor: Actor) -> dict[Kind, Any]:
    return making.one_of_each(actor=actor)


def typed(page: str) -> dict[str, str]:
    """Return what a browser would send if one pressed Save at once."""
    form = re.sub(r"<template.*?</template>", "", page[page.index('<form class="editor"') :], flags=re.DOTALL)
    data: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        found = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if found.get("type") != "checkbox" or " checked" in tag:
            data[found["name"]] = found.get("value", "on")
    for name, body in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        data.setdefault(name, body)
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body) or re.search(r'value="([^"]*)"', body)
        data.setdefault(name, chosen[1] if chosen else "")
    return {name: unescape(value) for name, value in data.items()}


@pytest.mark.parametrize("kind", ALL)
def test_each_kind_is_listed_shown_and_edited_without_a_change(
    kind: Kind, browser: Client, one_of_each: dict[Kind, Any]
) -> None:
    row = one_of_each[kind]
    address = f"/o/cedar/{kind.slug}/"

    listing, page = browser.get(address), browser.get(f"{address}{row.pk}/")
    form = browser.get(f"{address}{row.pk}/edit/")
    before = AuditEntry.objects.count()
    saved = browser.post(f"{address}{row.pk}/edit/", typed(form.content.decode()))

    assert listing.status_code == page.status_code == form.status_code == 200
    assert f'href="{address}{row.pk}/"' in listing.content.decode()
    assert saved.status_code == 302, re.findall(r"field-error.*?<span>(.*?)</span>", saved.content.decode())
    assert list(AuditEntry.objects.order_by("pk").values("before", "after")[before:]) == []


@pytest.mark.parametrize("kind", ALL)
def test_each_list_stays_within_ten_queries_and_each_page_within_its_own(
    kind: Kind, browser: Client, one_of_each: dict[Kind, Any]
) -> None:
    address = f"/o/cedar/{kind.slug}/"
    browser.get(address)

    for path, at_most in ((address, 10), (f"{address}{one_of_each[kind].pk}/", 16)):
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(path).status_code == 200
        asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
        assert len(asked) <= at_most, "\n".join(asked)


@pytest.mark.parametrize("kind", ALL)
def test_each_list_is_a_file_too(kind: Kind, browser: Client, one_of_each: dict[Kind, Any]) -> None:
    found = browser.get(f"/o/cedar/{kind.slug}/export.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(found).decode("utf-8-sig"))))
    lines = browser.get(f"/o/cedar/{kind.slug}/export.json")
    objects = [json.loads(line) for line in b"".join(lines).decode().splitlines()]

    ids = {str(row_id) for row_id in type(one_of_each[kind]).objects.values_list("pk", flat=True)}
    assert {row["id"] for row in rows} == {row["id"] for row in objects} == ids
    assert AuditEntry.objects.filter(action="books.exported").count() == 2


def test_an_invoice_is_typed_as_a_bookkeeper_types_it(browser: Client, put: Put, customer: Any) -> None:
    item = put(Kind.ITEM, name="Hour", description="An hour", price="90")
    form = typed(browser.get(f"/o/cedar/invoices/new/?customer={customer.pk}").content.decode())
    form |= {
        "lines-0-item": "Hour",
        "lines-0-item_id": str(item.pk),
        "lines-0-quantity": "2",
        "lines-1-description": "Parts",
        "lines-1-price": "1,000.50",
    }

    saved = browser.post("/o/cedar/invoices/new/", form)

    kept = Invoice.objects.get()
    assert saved["Location"] == f"/o/cedar/invoices/{kept.pk}/"
    assert (kept.customer_id, kept.number, kept.total, kept.terms.name) == (
        customer.pk,
        "1001",
        1180.50,
        "Net 30",
    )
    assert list(kept.lines.order_by("position").values_list("description", "amount")) == [
        ("An hour", 180),
        ("Parts", 1000.50),
    ]


def test_problems_stand_at_their_rows_though_blank_ones_lie_between(browser: Client, customer: Any) -> None:
    form = typed(browser.get("/o/cedar/invoices/new/").content.decode())
    form |= {
        "customer": "Ash & Sons",
        "lines-count": "3",
        "lines-0-description": "Fine",
        "lines-0-price": "1",
        "lines-2-description": "Not fine",
        "lines-2-price": "a lot",
    }

    answer = browser.post("/o/cedar/invoices/new/", form)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_lines-2-price_error"' in page
    assert "id_lines-1-price_error" not in page
    assert 'value="a lot"' in page
    assert not Invoice.objects.exists()


def test_of_many_choices_each_can_be_found_and_chosen(
    browser: Client, put: Put, customer: Any, actor: Actor
) -> None:
    names = [f"Class {number:04}" for number in range(520)]
    write(kind=Kind.CLASS, changes=[Change(values={"name": name}) for name in names], actor=actor, now=NOW)
    write(
        kind=Kind.TAX_CODE,
        changes=[Change(values={"name": f"Code {number:04}"}) for number in range(520)],
        actor=actor,
        now=NOW,
    )
    page = browser.get(f"/o/cedar/invoices/new/?customer={customer.pk}").content.decode()
    line = {"lines-0-description": "A", "lines-0-price": "1"}
    found = browser.get("/o/cedar/classes/lookup/?q=0515").json()["found"]

    chosen = {"lines-0-tracking_class": found[0]["label"], "lines-0-tracking_class_id": found[0]["id"]}
    saved = browser.post("/o/cedar/invoices/new/", typed(page) | line | chosen | {"lines-0-tax_code": "-"})
    kept = Invoice.objects.get().lines.get()
    again = browser.get(f"{saved['Location']}edit/").content.decode()
    before = AuditEntry.objects.count()
    unchanged = browser.post(f"{saved['Location']}edit/", typed(again))

    assert page.count('data-lookup="/o/cedar/classes/lookup/"') == 3
    assert "Class 0000" not in page
    assert [each["label"] for each in found] == ["Class 0515"]
    assert (kept.tracking_class.name, kept.tax_code) == ("Class 0515", None)
    assert 'value="Class 0515"' in again
    assert 'value="No tax"' in again
    assert (unchanged.status_code, AuditEntry.objects.count()) == (302, before)


def test_what_would_come_is_computed_while_one_types(browser: Client, customer: Any) -> None:
    form = typed(browser.get("/o/cedar/invoices/new/").content.decode())
    form |= {"customer": "Ash & Sons", "lines-0-description": "A", "lines-0-price": "33.333"}

    good = browser.post("/o/cedar/invoices/totals/", form | {"lines-0-quantity": "3"})
    odd = browser.post("/o/cedar/invoices/totals/", form | {"customer": "Nobody"})

    assert "100.00" in good.content.decode()
    assert "“Nobody” is not among the customers here." in odd.content.decode()
    assert (Invoice.objects.count(), AuditEntry.objects.filter(subject_kind="invoice").count()) == (0, 0)


def test_of_two_who_edit_at_once_the_second_sees_both_versions_and_loses_nothing(
    browser: Client, customer: Any
) -> None:
    address = f"/o/cedar/customers/{customer.pk}/edit/"
    form = typed(browser.get(address).content.decode())
    browser.post(address, form | {"name": "First & Co"})

    told = browser.post(address, form | {"name": "Second & Co"})
    page = told.content.decode()
    again = browser.post(address, typed(page))

    assert told.status_code == 409
    assert "Somebody else saved this meanwhile" in page
    assert "First &amp; Co" in page
    assert 'value="Second &amp; Co"' in page
    assert again.status_code == 302
    assert Customer.objects.get().name == "Second & Co"


def test_a_payment_is_put_on_the_open_invoices_of_its_customer(
    browser: Client, invoice: Make, customer: Any, actor: Actor
) -> None:
    made = [invoice("10"), invoice("20")]
    deeds.approve(kind=Kind.INVOICE, ids=[row.pk for row in made], actor=actor, now=NOW)
    form = typed(browser.get(f"/o/cedar/payments/new/?customer={customer.pk}").content.decode())

    browser.post("/o/cedar/payments/new/", form | {"amount": "15", "allocations-1-amount": "15"})

    assert [form["allocations-0-invoice"], form["allocations-1-invoice"]] == [
        "Invoice 1001, 10 open",
        "Invoice 1002, 20 open",
    ]
    assert Payment.objects.get().state == "applied"
    assert {row.number: row.balance for row in Invoice.objects.all()} == {"1001": 10, "1002": 5}


def test_a_copy_has_the_substance_and_a_number_of_its_own(
    browser: Client, one_of_each: dict[Kind, Any]
) -> None:
    source = one_of_each[Kind.INVOICE]

    form = typed(browser.get(f"/o/cedar/invoices/new/?from={source.pk}").content.decode())
    browser.post("/o/cedar/invoices/new/", form)

    copy = Invoice.objects.exclude(pk=source.pk).get()
    assert (copy.number, copy.total, copy.state, copy.lines.count()) == ("1002", source.total, "draft", 3)


def test_a_customers_page_begins_with_what_is_owed_by_its_due_date(
    browser: Client, invoice: Make, customer: Any, actor: Actor
) -> None:
    today = timezone.localdate()
    late, later = today - timedelta(days=41), today - timedelta(days=40)
    drafts = [invoice("1", number=f"D{n}", day=str(today)) for n in range(8)]
    owed = [invoice("7", number="LATER", day=str(later), due_on=str(today - timedelta(days=1)))]
    owed += [invoice("7", number="LATE", day=str(late), due_on=str(today - timedelta(days=12)))]
    owed += [invoice("7", number="SOON", day=str(later), due_on=str(today))]
    deeds.approve(kind=Kind.INVOICE, ids=[row.pk for row in owed], actor=actor, now=NOW)

    page = browser.get(f"/o/cedar/customers/{customer.pk}/").content.decode()

    card = page[page.index("Invoices, open ones first") :]
    rows = re.findall(r"<tr>\s*<th scope=\"row\">(.*?)</tr>", card, re.DOTALL)
    told = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]
    assert [text.split()[0] for text in told[:3]] == ["LATE", "LATER", "SOON"]
    assert {text.split()[0] for text in told[3:]} < {row.number for row in drafts}
    assert len(told) == 8
    assert [re.findall(r"\d+ days? overdue", text) for text in told[:4]] == [
        ["12 days overdue"],
        ["1 day overdue"],
        [],
        [],
    ]
    assert ["Overdue" in text for text in told[:4]] == [True, True, False, False]
    assert f'href="/o/cedar/invoices/?customer={customer.pk}">See all invoices</a>' in page


def test_bulk_deeds_ask_where_they_cannot_be_taken_back(browser: Client, invoice: Make) -> None:
    ids = [str(invoice(*prices).pk) for prices in (["1"], ["2"], [])]
    address = "/o/cedar/invoices/bulk/"

    approved = browser.post(address, {"deed": "approve", "ids": ids, "query": "state=draft"}, follow=True)
    asked = browser.post(address, {"deed": "void", "ids": ids})
    states_then = sorted(Invoice.objects.values_list("state", flat=True))
    browser.post(address, {"deed": "void", "ids": ids, "sure": "yes"})
    nothing = browser.post(address, {"deed": "void"}, follow=True)

    assert approved.request["QUERY_STRING"] == "state=draft"
    assert "2 invoices approved." in approved.content.decode()
    assert "has no line with a charge" in approved.content.decode()
    assert "It counts for nothing from now on" in asked.content.decode()
    assert states_then == ["approved", "approved", "draft"]
    assert sorted(Invoice.objects.values_list("state", flat=True)) == ["draft", "void", "void"]
    assert "Tick the records first" in nothing.content.decode()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "customers/?q=%00", 200),
        ("get", "customers/?sort=password", 200),
        ("get", "customers/?is_active=perhaps", 422),
        ("get", "customers/?parent=me", 422),
        ("get", "invoices/?state=gone", 422),
        ("get", "invoices/?since=tomorrow", 200),
        ("get", "invoices/?after=zzz", 400),
        ("get", "invoices/export.csv?state=gone", 400),
        ("get", "invoices/export.exe", 404),
        ("get", "unicorns/", 404),
        ("get", f"invoices/{NOBODY}/", 404),
        ("get", f"invoices/{NOBODY}/edit/", 404),
        ("get", f"invoices/{NOBODY}/void/", 404),
        ("get", "invoices/new/?from=nonsense&customer=x", 200),
        ("post", "invoices/bulk/", 404),
        ("post", "customers/totals/", 404),
        ("post", "payments/totals/", 404),
        ("get", "items/export.csv?external_number=%00", 400),
        ("get", "invoices/lookup/?q=%25", 200),
    ],
)
def test_odd_addresses_are_answered_in_their_own_way(
    method: str, path: str, status: int, browser: Client, books: Tenant
) -> None:
    assert getattr(browser, method)(f"/o/cedar/{path}").status_code == status


@pytest.mark.parametrize("name", ["external_number", "sort", "import", "since"])
def test_a_file_is_entered_with_what_was_understood_of_its_filters(
    name: str, browser: Client, customer: Any
) -> None:
    found = b"".join(browser.get(f"/o/cedar/customers/export.csv?{name}=%00&q=a%00sh&is_active=yes"))

    entry = AuditEntry.objects.get(action="books.exported")
    assert entry.after == {"form": "csv", "q": "ash", "is_active": "yes"}
    assert "Ash & Sons" in found.decode()


@pytest.mark.parametrize("figure", ["²", "٣", "1e3", "-1", "9" * 4400])
def test_what_is_no_count_or_version_is_passed_over(figure: str, browser: Client, customer: Any) -> None:
    address = f"/o/cedar/customers/{customer.pk}/edit/"
    form = typed(browser.get(address).content.decode())
    odd = {"version": figure, "contacts-count": figure, "contacts-0-name": "Passed over"}

    saved = browser.post(address, form | odd | {"company": "Ash"})

    assert saved.status_code == 302
    kept = Customer.objects.get()
    assert (kept.company, kept.version, kept.contacts.count()) == ("Ash", 2, 0)


def test_a_viewer_reads_and_a_restricted_seat_does_not_even_see(
    client_of: Callable[[User | None], Client], seated: Callable[[Role], User], one_of_each: dict[Kind, Any]
) -> None:
    viewer, row = client_of(seated(Role.VIEWER)), one_of_each[Kind.INVOICE]
    pages = ("new/", f"{row.pk}/edit/", f"{row.pk}/void/")

    assert viewer.get(f"/o/cedar/invoices/{row.pk}/").status_code == 200
    assert [viewer.get(f"/o/cedar/invoices/{page}").status_code for page in pages] == [403, 403, 403]
    assert (
        viewer.post("/o/cedar/invoices/bulk/", {"deed": "void", "ids": [row.pk], "sure": "y"}).status_code
        == 403
    )
    buyer = seated(Role.BOOKKEEPER)
    Membership.objects.filter(user=buyer).update(modules=["expenses"])
    restricted = client_of(buyer)
    statuses = {kind: restricted.get(f"/o/cedar/{kind.slug}/").status_code for kind in Kind}
    menu = restricted.get("/o/cedar/").content.decode()

    hidden = {Kind.INVOICE, Kind.CREDIT_NOTE, Kind.PAYMENT, Kind.REFUND, Kind.PURCHASE_ORDER}
    assert {kind for kind, status in statuses.items() if status == 403} == hidden
    assert "/o/cedar/expenses/" in menu
    assert "/o/cedar/invoices/" not in menu
    assert Invoice.objects.get().state == "part_paid"


def test_the_usual_tax_is_offered_on_new_lines_alone(browser: Client, invoice: Callable[..., Any]) -> None:
    page = browser.get(f"/o/cedar/invoices/{invoice('10').pk}/edit/").content.decode()

    def taxes(line: int) -> list[str]:
        select = page.split(f'name="lines-{line}-tax_code"')[1].split("</select>")[0]
        return re.findall(r"<option[^>]*>([^<]*)", select)

    assert taxes(0)[0] == "No tax"
    assert taxes(1)[:2] == ["Usual tax", "No tax"]


def test_a_customers_opening_balance_is_entered_from_their_page(browser: Client, customer: Any) -> None:
    page = browser.get(f"/o/cedar/customers/{customer.pk}/").content.decode()
    (address,) = re.findall(r'href="([^"]*is_opening=1)"', page)
    form = browser.get(unescape(address)).content.decode()

    assert "An opening balance: what was open before these books began." in form
    browser.post(
        "/o/cedar/invoices/new/", typed(form) | {"lines-0-description": "Old", "lines-0-price": "70"}
    )
    made = Invoice.objects.get()
    assert (made.is_opening, made.customer_id, made.total) == (True, customer.pk, 70)
