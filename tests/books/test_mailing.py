"""Documents that go out by mail."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from billing.actors import Actor
from billing.kinds import Kind
from billing.models import AuditEntry, Invoice, Mail, User
from billing.services import deeds, mail
from tests.books.conftest import NOW

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]


@pytest.fixture
def browser(client_of: Callable[[User | None], Client], owner: User) -> Client:
    return client_of(owner)


@pytest.fixture
def owed(invoice: Make, actor: Actor) -> Any:
    made = invoice("10", email_to="billing@ash.test")
    deeds.approve(kind=Kind.INVOICE, ids=[made.pk], actor=actor, now=NOW)
    return made


def test_an_invoice_goes_out_with_its_pdf_and_is_sent(browser: Client, owed: Any, owner: User) -> None:
    address = f"/o/cedar/invoices/{owed.pk}/letter/"
    asked = browser.get(address).content.decode()

    done = browser.post(
        address, {"to": "a@ash.test, b@ash.test", "subject": "Yours", "message": "See\n<b>it</b>"}
    )

    kept = mail.opened(Mail.objects.get())
    name, content, kind = kept.attachments[0]
    assert "billing@ash.test" in asked
    assert "Invoice 1001 from Cedar" in asked
    assert done.status_code == 302
    assert (kept.to, kept.subject, kept.reply_to) == (["a@ash.test", "b@ash.test"], "Yours", [owner.email])
    assert "See\n<b>it</b>" in kept.body
    assert "&lt;b&gt;it&lt;/b&gt;" in kept.alternatives[0][0]
    assert (name, kind, content[:5]) == ("invoice-1001.pdf", "application/pdf", b"%PDF-")
    assert Invoice.objects.get().state == "sent"
    assert AuditEntry.objects.get(action="invoice.sent").after == {"to": ["a@ash.test", "b@ash.test"]}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"to": ""}, "This field is required."),
        ({"to": "nobody"}, "nobody is no e-mail address."),
        ({"to": ",".join(["a@ash.test"] * 6)}, "These are 6 addresses, and 5 are the most."),
        ({"subject": "a\nBcc: x@y.test"}, "cannot be shown"),
    ],
)
def test_each_refusal_sends_nothing(values: dict[str, str], words: str, browser: Client, owed: Any) -> None:
    form = {"to": "a@ash.test", "subject": "s", "message": "m"} | values

    page = browser.post(f"/o/cedar/invoices/{owed.pk}/letter/", form)

    assert page.status_code == 422
    assert words in page.content.decode()
    assert (Mail.objects.count(), Invoice.objects.get().state) == (0, "approved")


def test_a_draft_is_not_sent(browser: Client, invoice: Make) -> None:
    made = invoice("1")

    page = browser.post(
        f"/o/cedar/invoices/{made.pk}/letter/", {"to": "a@ash.test", "subject": "s", "message": "m"}
    )

    assert "is a draft. Approve it first." in page.content.decode()
    assert not Mail.objects.exists()


def test_one_address_is_not_flooded(browser: Client, owed: Any) -> None:
    form = {"to": "a@ash.test", "subject": "s", "message": "m"}

    statuses = [browser.post(f"/o/cedar/invoices/{owed.pk}/letter/", form).status_code for _ in range(31)]

    assert statuses == [302] * 30 + [429]
    assert Mail.objects.count() == 30
