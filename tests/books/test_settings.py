"""The settings of the books by page, and days that close while others write."""

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from billing.actors import Actor
from billing.kinds import Kind
from billing.models import AuditEntry, Bookkeeping, Invoice, NumberSeries, Role, Tenant, User
from billing.registers.books import hold_ground
from billing.services import bookkeeping
from billing.services.writing import Change, write
from billing.tenancy.scope import tenant_scope
from tests.books.conftest import NOW, Put

pytestmark = pytest.mark.django_db


def typed(page: str) -> dict[str, str]:
    form = page[page.index('<form class="editor"') :].partition("</form>")[0]
    data: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        found = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if found.get("type") != "checkbox" or " checked" in tag:
            data[found["name"]] = found.get("value", "on" if found.get("type") == "checkbox" else "")
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body) or re.search(r'value="([^"]*)"', body)
        data[name] = chosen[1] if chosen else ""
    return data


@pytest.fixture
def browser(client_of: Callable[[User | None], Client], owner: User) -> Client:
    return client_of(owner)


def test_saving_without_a_change_changes_nothing(browser: Client, books: Tenant) -> None:
    form = typed(browser.get("/o/cedar/books/settings/").content.decode())
    before = AuditEntry.objects.count()

    assert browser.post("/o/cedar/books/settings/", form).status_code == 302
    assert AuditEntry.objects.count() == before
    assert Bookkeeping.objects.get().version == 1


def test_settings_are_changed_and_entered(browser: Client, put: Put) -> None:
    code = put(Kind.TAX_CODE, name="VAT", rates=[{"name": "VAT", "percent": "20"}])
    form = typed(browser.get("/o/cedar/books/settings/").content.decode())
    form |= {
        "closed_through": "2026-10-31",
        "sales_tax_code": str(code.pk),
        "prices_include_tax": "on",
        "invoices-policy": "prefixed",
        "invoices-prefix": "INV-",
        "invoices-next_number": "77",
        "invoices-digits": "5",
    }

    browser.post("/o/cedar/books/settings/", form)

    kept = Bookkeeping.objects.get()
    assert (
        kept.closed_through.isoformat(),
        kept.sales_tax_code_id,
        kept.prices_include_tax,
        kept.version,
    ) == (
        "2026-10-31",
        code.pk,
        True,
        2,
    )
    series = NumberSeries.objects.get(kind="invoice")
    assert (series.policy, series.prefix, series.written(series.next_number)) == (
        "prefixed",
        "INV-",
        "INV-00077",
    )
    actions = AuditEntry.objects.filter(action__startswith="books.").values_list("action", flat=True)
    assert sorted(actions) == ["books.changed", "books.closed", "books.numbering_changed"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"closed_through": "2099-12-31"}, "can be closed through today"),
        ({"closed_through": "soon"}, "Enter a valid date."),
        ({"terms": "01900000-0000-7000-8000-000000000000"}, "Select a valid choice"),
        ({"invoices-policy": "prefixed", "invoices-prefix": ""}, "Say with which prefix"),
        ({"invoices-next_number": "1"}, "The next number is 1001 by now."),
        ({"invoices-digits": "11"}, "less than or equal to 10"),
        ({"version": "0"}, "Somebody else changed these settings meanwhile"),
    ],
)
def test_each_refusal_stands_at_its_field_and_saves_nothing(
    values: dict[str, str], words: str, browser: Client, books: Tenant
) -> None:
    form = typed(browser.get("/o/cedar/books/settings/").content.decode())

    page = browser.post("/o/cedar/books/settings/", form | values)

    assert page.status_code == 422
    assert words in page.content.decode()
    assert Bookkeeping.objects.get().version == 1


def test_a_bookkeeper_does_not_change_how_books_are_kept(
    client_of: Callable[[User | None], Client], seated: Callable[[Role], User]
) -> None:
    assert client_of(seated(Role.BOOKKEEPER)).get("/o/cedar/books/settings/").status_code == 403
    assert client_of(seated(Role.ACCOUNTANT)).get("/o/cedar/books/settings/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_days_are_not_closed_beneath_a_write_that_is_under_way(books: Tenant, actor: Actor, put: Put) -> None:
    with transaction.atomic():
        customer = put(Kind.CUSTOMER, name="A")
    writing, closed = threading.Event(), threading.Event()

    def close() -> None:
        with tenant_scope(tenant_id=books.id):
            writing.wait()
            bookkeeping.change(values={"closed_through": "2026-11-20"}, version=None, actor=actor, now=NOW)
            closed.set()
        connection.close()

    closer = threading.Thread(target=close)
    closer.start()
    change = Change(values={"customer": customer.pk, "day": "2026-11-20"})
    with transaction.atomic():
        hold_ground()
        writing.set()
        assert not closed.wait(0.5)
        (first,) = write(kind=Kind.INVOICE, changes=[change], actor=actor, now=NOW)
    closer.join()
    with transaction.atomic():
        (second,) = write(kind=Kind.INVOICE, changes=[change], actor=actor, now=NOW)
        count = Invoice.objects.count()

    assert first.problems == ()
    assert [problem.code for problem in second.problems] == ["closed"]
    assert count == 1


def test_whoever_writes_documents_holds_the_closed_days(put: Put, customer: Any) -> None:
    with CaptureQueriesContext(connection) as queries:
        put(Kind.INVOICE, customer=customer, day="2026-11-20")

    assert sum("pg_advisory_xact_lock_shared" in query["sql"] for query in queries) == 1
