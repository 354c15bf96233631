"""A list that was downloaded is imported again, and nothing changes; and as new, it is the same again."""

import io
from typing import Any

import pytest
from django.test import Client

from billing.files.reading import open_table
from billing.files.table import Limits
from billing.kinds import Kind
from billing.models import AuditEntry, Role, User
from billing.services.importing.table import columns_of, match_fields, proposed
from billing.services.importing.templates import template
from tests.books.test_pages import one_of_each
from tests.imports.conftest import Send, wrong

__all__ = ["one_of_each"]
pytestmark = pytest.mark.django_db
FORMS = ["csv", "xlsx", "lines.csv", "lines.xlsx"]


def downloaded(reader: Client, kind: Kind, form: str) -> io.BytesIO | None:
    response = reader.get(f"/o/cedar/{kind.slug}/export.{form}")
    if response.status_code == 404:
        return None
    return io.BytesIO(b"".join(response.streaming_content))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", list(Kind))
def test_an_export_imported_again_changes_nothing(
    kind: Kind, form: str, one_of_each: dict[Kind, Any], reader: Client, run: Send
) -> None:
    file = downloaded(reader, kind, form)
    if file is None:
        assert not columns_with_rows(kind)
        return
    told = AuditEntry.objects.exclude(action__startswith="import.").count()

    row = run(kind, file, name=f"table.{form.rpartition('.')[2]}")

    assert wrong(row) == []
    assert row.counts["unchanged"] >= 1
    assert row.counts | {"unchanged": 0} == {"created": 0, "changed": 0, "unchanged": 0, "refused": 0}
    assert AuditEntry.objects.exclude(action__startswith="import.").count() == told


def columns_with_rows(kind: Kind) -> bool:
    return any(column.group for column in columns_of(kind))


@pytest.mark.parametrize("kind", list(Kind))
def test_every_title_of_a_template_and_an_export_finds_its_column(kind: Kind) -> None:
    columns = columns_of(kind)
    for titles in ([each.title for each in columns], [each.label for each in columns]):
        found = proposed(kind, titles)
        assert [found.get(at) for at in range(len(titles))] == list(columns)
    names = [field.name for field in match_fields(kind)]
    assert len(names) == len(set(names))


def test_what_nobody_sets_is_proposed_for_our_own_files_alone() -> None:
    def roles(*titles: str) -> list[str | None]:
        found = proposed(Kind.INVOICE, list(titles))
        return [found[at].name if at in found else None for at in range(len(titles))]

    assert roles("id", "number", "discount", "total") == ["id", "number", "discount", "total"]
    assert roles("ID", "Version", "Mine", "Discount", "Total") == ["id", "version", None, "discount", "total"]
    assert roles("id", "number", "Discount", "Total") == ["id", "number", "discount_amount", None]
    assert roles("number", "discount", "total") == ["number", "discount_amount", None]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", list(Kind))
def test_a_template_has_all_that_may_be_set_and_one_example(
    kind: Kind, form: str, reader: Client, books: Any
) -> None:
    response = reader.get(f"/o/cedar/{kind.slug}/import/template.{form}")
    file = io.BytesIO(b"".join(response.streaming_content))

    with open_table(file, name=f"t.{form}", limits=Limits()) as table:
        rows = list(table)
        assert [column.title for column in table.columns] == template(kind)[0]
    assert len(rows) == 1
    assert not rows[0].problems


def test_the_void_and_the_paid_may_be_sent_back_as_they_are_and_not_otherwise(
    one_of_each: dict[Kind, Any], reader: Client, run: Send, put: Any
) -> None:
    invoice, customer = one_of_each[Kind.INVOICE], one_of_each[Kind.CUSTOMER]
    rest = [{"invoice": invoice, "amount": "230"}]
    put(Kind.PAYMENT, customer=customer, day="2026-11-20", amount="230", allocations=rest)
    file = downloaded(reader, Kind.INVOICE, "csv")
    assert file is not None

    assert run(Kind.INVOICE, io.BytesIO(file.getvalue())).counts["unchanged"] == 1
    changed = file.getvalue().replace(b",2026-10-01,", b",2026-10-02,", 1)
    row = run(Kind.INVOICE, changed)

    assert row.counts["refused"] == 1
    assert "is paid" in wrong(row)[0][2]


def test_a_viewer_may_download_and_not_import(books: Any, seated: Any, client_of: Any, owner: User) -> None:
    client = client_of(seated(Role.VIEWER))

    assert client.get("/o/cedar/customers/export.xlsx").getvalue().startswith(b"PK")
    assert client.get("/o/cedar/customers/import/").status_code == 403
    assert b"/import/" not in client.get("/o/cedar/customers/").content


def test_lines_of_other_programs_are_matched_by_their_bare_names() -> None:
    titles = [
        "Client",
        "Invoice No",
        "Invoice date",
        "Product/Service",
        "Description",
        "Qty",
        "Rate",
        "Discount",
    ]

    found = proposed(Kind.INVOICE, titles)

    assert [found[place].name for place in range(len(titles))] == [
        "customer",
        "number",
        "day",
        "lines.item",
        "lines.description",
        "lines.quantity",
        "lines.price",
        "discount_amount",
    ]


def test_a_bare_name_is_the_heads_where_the_head_has_it() -> None:
    found = proposed(Kind.PAYMENT, ["Customer", "Date", "Amount", "Invoice", "Allocation amount"])

    assert [column.name for _, column in sorted(found.items())] == [
        "customer",
        "day",
        "amount",
        "allocations.invoice",
        "allocations.amount",
    ]
