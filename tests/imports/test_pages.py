"""The pages of an import, without a browser: each step, its refusals, and who is let in."""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from billing.files.reading import open_table
from billing.files.table import Limits
from billing.kinds import Kind
from billing.models import Customer, Import, ImportState, Membership, Module, Tenant, User
from billing.services.importing import working
from tests.imports.conftest import Send

pytestmark = pytest.mark.django_db
TEXT = b"Customer,Number,Email\nAsh,1,ash@people.test\nBirch,2,nobody\n"


def sent(reader: Client, content: bytes, name: str = "table.csv", slug: str = "customers") -> Any:
    file = SimpleUploadedFile(name, content)
    return reader.post(f"/o/cedar/{slug}/import/", {"file": file})


def form_of(page: str) -> dict[str, str]:
    """Return what a browser would send if one pressed Check at once."""
    data = dict(re.findall(r'<input type="hidden" name="(version)" value="([^"]*)"', page))
    for name, inner in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner) or re.search(r'value="([^"]*)"', inner)
        data[name] = chosen[1] if chosen else ""
    return data


def test_from_the_file_to_the_records(
    reader: Client, books: Tenant, django_capture_on_commit_callbacks: Any
) -> None:
    response = sent(reader, TEXT)
    row = Import.objects.get()
    page = f"/o/cedar/customers/import/{row.pk}/"
    assert (response.status_code, response["Location"]) == (302, f"{page}columns/")
    assert reader.get(page)["Location"] == f"{page}columns/"
    columns = reader.get(f"{page}columns/").content.decode()
    assert 'value="name" selected' in columns
    assert 'value="contacts.primary.email" selected' in columns
    assert "How numbers are written" not in columns

    with django_capture_on_commit_callbacks() as rung:
        response = reader.post(f"{page}columns/", form_of(columns))
    assert (response.status_code, response["Location"], len(rung)) == (302, page, 1)
    assert "Checking the file" in reader.get(page).content.decode()
    assert "hx-trigger" in reader.get(f"{page}progress/").content.decode()
    working.work(import_id=row.pk)
    assert reader.get(f"{page}progress/").headers["HX-Refresh"] == "true"
    checked = reader.get(page).content.decode()
    assert "What would happen" in checked
    assert "Enter a valid email address." in checked
    assert Customer.objects.count() == 0

    version = Import.objects.get().version
    reader.post(f"{page}start/", {"version": version - 1})
    assert Import.objects.get().state == ImportState.CHECKED
    reader.post(f"{page}start/", {"version": version})
    working.work(import_id=row.pk)
    done = reader.get(page).content.decode()
    assert "Imported, but not all" in done
    assert f"/o/cedar/customers/?import={row.pk}" in done
    listed = reader.get(f"/o/cedar/customers/?import={row.pk}").content.decode()
    assert "Ash" in listed
    put_beside = Customer.objects.create(name="Beside", sort_key="beside", currency="USD")
    assert put_beside.name not in reader.get(f"/o/cedar/customers/?import={row.pk}").content.decode()
    assert "table.csv" in reader.get("/o/cedar/imports/").content.decode()


@pytest.mark.parametrize("name", ["table.csv", "table.xlsx"])
def test_the_file_of_errors_is_corrected_and_sent_again(name: str, reader: Client, run: Send) -> None:
    from billing.files.writing import write_xlsx

    rows = [["Ash", "1", "no address"], ["Birch", "2", ""], ["", "3", ""]]
    file = io.BytesIO()
    write_xlsx(["Customer", "Number", "Email"], rows, file)
    text = b"Customer,Number,Email\nAsh,1,no address\nBirch,2,\n,3,\n"
    row = run(Kind.CUSTOMER, file if name.endswith("xlsx") else text, name=name)

    response = reader.get(f"/o/cedar/customers/import/{row.pk}/errors/")
    assert f'filename="table-to-correct.{row.form}"' in response["Content-Disposition"]
    errors = io.BytesIO(response.getvalue())

    with open_table(errors, name=name, limits=Limits()) as table:
        assert [[str(cell or "") for cell in each.cells] for each in table] == [rows[0], rows[2]]
    if row.form == "csv":
        assert errors.getvalue().decode("utf-8-sig").splitlines()[1] == (
            "Ash,1,no address,Email,Enter a valid email address."
        )
        again = run(Kind.CUSTOMER, errors.getvalue().replace(b"no address", b"a@people.test"))
        assert again.counts == {"created": 1, "changed": 0, "unchanged": 0, "refused": 1}


def test_what_is_wrong_with_a_file_is_said_where_it_was_sent(
    reader: Client, books: Tenant, settings: Settings
) -> None:
    assert b"Choose a file first." in reader.post("/o/cedar/customers/import/").content
    response = sent(reader, b"%PDF-1.7", "a.pdf")
    assert (response.status_code, Import.objects.count()) == (422, 0)
    assert "is a PDF, not a table" in response.content.decode()
    settings.IMPORT_BYTES = 3_000_000
    response = sent(reader, b"Name\n" + b"A\n" * 1_600_000)
    assert response.status_code == 422
    assert "3 MB are the most that are read" in response.content.decode()
    assert sent(reader, b"Name\n" + b"A\n" * 4_000_000).status_code == 413
    assert reader.post("/o/cedar/customers/new/", {"notes": "x" * 2_600_000}).status_code == 413


def test_the_forms_are_asked_for_only_where_the_file_leaves_them_open(
    reader: Client, books: Tenant, customer: Customer
) -> None:
    head = b"Customer,Date,Line description,Line price\n"
    for body, asked in (
        (b"Ash,31/01/2026,a,1.50\nAsh,01/02/2026,b,2\n", []),
        (b"Ash,01/02/2026,a,1.50\n", ["dates"]),
        (b'Ash,2026-01-02,a,"1,234"\n', ["numbers"]),
        (b'Ash,31/01/2026,a,1\nAsh,01/31/2026,a,"1,234"\n', ["numbers"]),
    ):
        page = sent(reader, head + body, slug="invoices")["Location"]
        text = reader.get(page).content.decode()
        found = [name for name in ("numbers", "dates") if f'id="id_{name}"' in text]
        assert found == asked, body
        if asked:
            refused = reader.post(page, form_of(text))
            assert refused.status_code == 422
            assert "can be read in two ways. Say which is meant." in refused.content.decode()
            answers = {"numbers": "comma", "dates": "day"}
            assert reader.post(page, form_of(text) | answers).status_code == 302


def test_thousands_of_refusals_are_shown_a_page_at_a_time(reader: Client, run: Send) -> None:
    row = run(Kind.CUSTOMER, "Name,Email\n" + "".join(f"A {n},x\n" for n in range(1200)))
    page = f"/o/cedar/customers/import/{row.pk}/"

    first = reader.get(page).content.decode()
    assert first.count("Enter a valid email address.") == 50
    further = re.search(r'href="(\?after=[^"]+)" rel="next"', first)
    assert further
    second = reader.get(f"{page}{further[1]}").content.decode()
    assert re.findall(r'<th scope="row" class="fit">(\d+)</th>', second)[:2] == ["52", "53"]


def test_a_seat_of_other_modules_sees_none_of_it(
    reader: Client, send: Send, customer: Customer, owner: User
) -> None:
    head = b"Customer,Date,Line description,Line price\nAsh & Sons,2026-01-31,a,1\n"
    row = send(Kind.INVOICE, head)
    Membership.objects.update(modules=[Module.EXPENSES])

    for path in ("", "columns/", "progress/", "errors/"):
        assert reader.get(f"/o/cedar/invoices/import/{row.pk}/{path}").status_code == 403
    for path in ("start/", "stop/"):
        assert reader.post(f"/o/cedar/invoices/import/{row.pk}/{path}").status_code == 403
    assert reader.get("/o/cedar/invoices/import/").status_code == 403
    assert "table.csv" not in reader.get("/o/cedar/imports/").content.decode()
    assert reader.get(f"/o/cedar/customers/import/{row.pk}/").status_code == 404


def test_an_import_is_stopped_from_its_page(reader: Client, send: Send) -> None:
    row = send(Kind.CUSTOMER, TEXT)
    page = f"/o/cedar/customers/import/{row.pk}/"
    reader.post(f"{page}start/", {"version": row.version})

    reader.post(f"{page}stop/")

    row.refresh_from_db()
    assert row.state == ImportState.STOPPED
    assert working.work(import_id=row.pk) is False
    assert Customer.objects.count() == 0
    assert "Stopped before its end" in reader.get(page).content.decode()
    assert reader.get(f"{page}errors/").status_code == 302


def test_of_a_column_that_no_file_sets_the_page_says_that_it_is_not_read(
    reader: Client, books: Tenant
) -> None:
    sent(reader, b"id,version,number,discount\n,,7,5\n", slug="invoices")
    page = f"/o/cedar/invoices/import/{Import.objects.get().pk}/columns/"

    ours = reader.get(page).content.decode()

    assert ours.count("Not read: Tieout works this out itself, and no file sets it.") == 1
    assert 'value="discount" selected' in ours
    assert '<optgroup label="Kept by Tieout, not read">' in ours
