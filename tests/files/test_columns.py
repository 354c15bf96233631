"""Which column is taken for which field, and which for none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.files.columns import Field, folded, match, missing

FIELDS = (
    Field(name="number", label="Invoice number", aliases=("Invoice no.", "Rechnungsnummer"), required=True),
    Field(name="customer", label="Customer", aliases=("Client", "Kunde"), required=True),
    Field(name="due", label="Due date", aliases=("Fällig am",)),
    Field(name="issued", label="Invoice date", aliases=("Date",)),
    Field(name="total", label="Total", aliases=("Amount",), required=True),
)


def found(*titles: str) -> list[tuple[str | None, str | None]]:
    return [(each.field.name if each.field else None, each.how) for each in match(titles, FIELDS)]


@pytest.mark.parametrize(
    ("title", "field", "how"),
    [
        ("Invoice number", "number", "exact"),
        ("invoice_number", "number", "exact"),
        ("INVOICE-NUMBER:", "number", "exact"),
        ("InvoiceNumber", "number", "exact"),
        ("number", "number", "exact"),
        ("invoice no", "number", "alias"),
        ("Fallig am", "due", "alias"),
        ("FÄLLIG AM", "due", "alias"),
        ("Invoice numbr", "number", "similar"),
        ("Number of invoice", "number", "similar"),
        ("Custmer", "customer", "similar"),
        ("Costumer", None, None),
        ("Customers", "customer", "similar"),
        ("Colour", None, None),
        ("Invoice", None, None),
        ("Notes", None, None),
        ("...", None, None),
    ],
)
def test_a_title_is_matched_whatever_its_form(title: str, field: str | None, how: str | None) -> None:
    assert found(title) == [(field, how)]


def test_an_exact_title_leaves_nothing_to_one_that_is_only_alike() -> None:
    assert found("Customers", "Customer", "Client") == [(None, None), ("customer", "exact"), (None, None)]


def test_two_equally_good_columns_are_left_to_the_person() -> None:
    assert found("Client", "Kunde") == [(None, None), (None, None)]
    assert found("Customer", "customer!") == [(None, None), (None, None)]
    assert found("Customerz", "Customerx") == [(None, None), (None, None)]


def test_two_equally_good_fields_are_left_to_the_person() -> None:
    fields = (Field(name="a", label="Street one"), Field(name="b", label="Street two"))
    twins = (Field(name="a", label="Name"), Field(name="b", label="name"))

    assert [each.field for each in match(["Street"], fields)] == [None]
    assert [each.field for each in match(["Name"], twins)] == [None]


def test_the_score_tells_how_near_a_title_is() -> None:
    exact, alike, nothing = match(["Total", "Custmer", "Colour"], FIELDS)

    assert (exact.column, exact.score) == (0, 1.0)
    assert (alike.column, alike.score) == (1, 0.933)
    assert (nothing.column, nothing.score) == (2, 0.0)


def test_required_fields_without_a_column_are_named() -> None:
    assert [field.name for field in missing(match(["Total", "Colour"], FIELDS), FIELDS)] == [
        "number",
        "customer",
    ]
    assert missing(match(["Total", "Customer", "Number"], FIELDS), FIELDS) == []


def test_titles_are_folded() -> None:
    assert folded("  Größe (m²)/Øre ") == "grosse m2 ore"


@given(
    st.lists(st.sampled_from(["Total", "Amount", "Totals", "Client", "Clint", "Date", "x", ""]), max_size=6)
)
@settings(deadline=None)
def test_a_field_is_used_once_at_most_and_order_does_not_matter(titles: list[str]) -> None:
    matches = match(titles, FIELDS)
    names = [each.field.name for each in matches if each.field]

    assert len(names) == len(set(names))
    assert [each.column for each in matches] == list(range(len(titles)))
    backwards = [each.field for each in reversed(match(titles[::-1], FIELDS))]
    assert (
        backwards == [each.field for each in match(titles, FIELDS[::-1])] == [each.field for each in matches]
    )


def test_a_percent_sign_is_a_word() -> None:
    fields = (Field(name="amount", label="Discount"), Field(name="percent", label="Discount percent"))

    assert [each.field and each.field.name for each in match(["Discount %", "Discount"], fields)] == [
        "percent",
        "amount",
    ]
