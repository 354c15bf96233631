"""Files on records: what is kept, what is refused, and that nobody else gets at them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from billing.actors import Actor
from billing.kinds import Kind
from billing.models import Attachment, AttachmentContent, AuditEntry, Tenant, User
from billing.problems import Missing, Refused
from billing.services import attachments, deeds, tenants
from tests.books.conftest import NOW

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%the end"
Make = Callable[..., Any]


@pytest.fixture
def add(customer: Any, actor: Actor) -> Callable[..., Attachment]:
    def hang(name: str = "receipt.pdf", content: bytes = PDF, **where: Any) -> Attachment:
        place = {"kind": Kind.CUSTOMER, "record_id": customer.pk} | where
        return attachments.add(name=name, content=content, actor=actor, now=NOW, **place)

    return hang


def test_a_file_is_kept_byte_for_byte_and_told_of(add: Make, customer: Any) -> None:
    made = add("C:\\scans\\Ölrechnung 1.PDF")

    assert (made.name, made.content_type, made.size) == ("Ölrechnung 1.PDF", "application/pdf", len(PDF))
    assert bytes(AttachmentContent.objects.get().content) == PDF
    entry = AuditEntry.objects.get(action="attachment.added")
    assert (entry.subject_id, entry.after) == (customer.pk, {"file": "Ölrechnung 1.PDF", "size": len(PDF)})


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"", "is empty"),
        ("a.pdf", b"%PDF-" + b"x" * 10_000_000, "has 10.0 MB, and 10 MB is the most"),
        ("a.exe", b"MZ", "is of a type that is not kept here"),
        ("pdf", PDF, "is of a type that is not kept here"),
        ("", PDF, "The file is of a type"),
        ("a.pdf", b"<script>alert(1)</script>", "is not what its name says"),
        ("a.png", PDF, "is not what its name says"),
        ("a.csv", b"a\x00b", "is not what its name says"),
        ("a\u202efdp.exe.pdf", PDF, "The file's name cannot be kept"),
    ],
)
def test_each_refusal_keeps_nothing(name: str, content: bytes, words: str, add: Make) -> None:
    with pytest.raises(Refused, match=words):
        add(name, content)

    assert (Attachment.objects.count(), AttachmentContent.objects.count()) == (0, 0)


def test_the_same_file_hangs_once_and_twenty_are_enough(add: Make) -> None:
    for number in range(20):
        add(f"{number}.pdf", PDF + bytes([number]))

    with pytest.raises(Refused, match="The very same file"):
        add("other name.pdf", PDF + b"\x00")
    with pytest.raises(Refused, match="has 20 files, and no more fit"):
        add("21.pdf", PDF + b"new")
    assert Attachment.objects.count() == 20


def test_only_records_that_are_there_and_take_files_take_them(add: Make) -> None:
    with pytest.raises(Missing):
        add(record_id="01900000-0000-7000-8000-000000000000")
    with pytest.raises(Missing):
        add(kind=Kind.ITEM)


def test_a_file_goes_the_whole_way_by_page(
    client_of: Callable[[User | None], Client], owner: User, customer: Any, stranger: User, harbour: Tenant
) -> None:
    browser, address = client_of(owner), f"/o/cedar/customers/{customer.pk}/"
    files = [SimpleUploadedFile("ü 'q'.pdf", PDF), SimpleUploadedFile("b.exe", b"MZ")]

    page = browser.post(f"{address}files/", {"file": files}, follow=True).content.decode()
    kept = Attachment.objects.get()
    got = browser.get(f"{address}files/{kept.pk}/")
    foreign = client_of(stranger).get(f"/o/harbour/customers/{customer.pk}/files/{kept.pk}/")
    elsewhere = browser.get(f"/o/cedar/invoices/{customer.pk}/files/{kept.pk}/")
    browser.post(f"{address}files/{kept.pk}/remove/")
    gone = browser.post(f"{address}files/{kept.pk}/remove/")
    nothing = browser.post(f"{address}files/", follow=True)

    assert "b.exe is of a type that is not kept here" in page
    assert got.content == PDF
    assert got["Content-Disposition"].startswith("attachment")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got["Content-Security-Policy"]
    assert (foreign.status_code, elsewhere.status_code, gone.status_code) == (404, 404, 404)
    assert "Choose a file first." in nothing.content.decode()
    assert not AttachmentContent.objects.exists()


def test_files_go_with_a_draft_that_is_deleted(invoice: Make, add: Make, actor: Actor) -> None:
    made = invoice("1")
    add(kind=Kind.INVOICE, record_id=made.pk)

    deeds.remove(kind=Kind.INVOICE, ids=[made.pk], actor=actor, now=NOW)

    assert (Attachment.objects.count(), AttachmentContent.objects.count()) == (0, 0)


def test_the_home_currency_stays_once_there_are_documents(
    books: Tenant, invoice: Make, actor: Actor, client_of: Callable[[User | None], Client], owner: User
) -> None:
    tenants.change_settings(tenant=books, changes={"currency": "EUR"}, actor=actor, now=NOW)
    tenants.change_settings(tenant=books, changes={"currency": "USD"}, actor=actor, now=NOW)
    invoice("1")

    with pytest.raises(tenants.CurrencyInUse, match="USD stays their home currency"):
        tenants.change_settings(tenant=books, changes={"currency": "EUR"}, actor=actor, now=NOW)
    form = {"name": "Cedar", "time_zone": "UTC", "currency": "EUR"}
    page = client_of(owner).post("/o/cedar/settings/", form)

    assert page.status_code == 422
    assert "USD stays their home currency" in page.content.decode()
    assert Tenant.objects.get().currency == "USD"
