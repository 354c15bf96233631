"""Documents with lines, payments with allocations, trees: rows that belong together, and rows that wait."""

from decimal import Decimal
from typing import Any

import pytest

from billing.actors import Actor
from billing.kinds import Kind
from billing.models import Account, Customer, Invoice, Item, Payment, PurchaseOrder, TaxCode, TrackingClass
from billing.services import deeds
from billing.services.importing import working
from tests.books.conftest import NOW, Put
from tests.imports.conftest import Send, wrong

pytestmark = pytest.mark.django_db
HEAD = ["Number", "Customer", "Date", "Line description", "Line quantity", "Line price"]


def lines_of(invoice: Any) -> list[tuple[str, Decimal, Decimal]]:
    return list(invoice.lines.order_by("position").values_list("description", "quantity", "price"))


def test_rows_with_one_number_are_one_invoice(run: Send, customer: Customer) -> None:
    row = run(
        Kind.INVOICE,
        [
            HEAD,
            ["7", customer.name, "2026-11-01", "Work", 2, "50.50"],
            ["7", "", "", "Travel", 1, "10"],
            ["8", customer.name, "2026-11-02", "Work", 1, "5"],
            ["", "", "", "More", 1, "6"],
        ],
    )

    assert (row.rows, row.counts) == (4, {"created": 2, "changed": 0, "unchanged": 0, "refused": 0})
    seven, eight = Invoice.objects.order_by("number")
    assert lines_of(seven) == [("Work", 2, Decimal("50.5")), ("Travel", 1, 10)]
    assert (seven.total, eight.total) == (111, 11)


def test_without_numbers_a_group_holds_rows_together(run: Send, customer: Customer) -> None:
    rows = [
        ["Group", *HEAD[1:]],
        ["a", customer.name, "2026-11-01", "Work", 2, "50"],
        ["a", "", "", "Travel", 1, "10"],
        ["b", customer.name, "2026-11-01", "Work", 1, "5"],
    ]

    assert run(Kind.INVOICE, rows).created == 2
    assert sorted(Invoice.objects.values_list("total", "number")) == [(5, "1002"), (110, "1001")]


def test_an_invoice_is_written_whole_or_not_at_all(run: Send, customer: Customer) -> None:
    row = run(
        Kind.INVOICE,
        [
            HEAD,
            ["7", customer.name, "2026-11-01", "Work", 2, "50"],
            ["7", "", "2026-11-02", "Travel", 1, "much"],
            ["8", customer.name, "2026-11-02", "Work", 1, "5"],
            ["8", "", "", "Odd", 1, "1"],
            ["9", "Nobody", "2026-11-02", "Work", 1, "5"],
            ["8", "", "", "Late", 1, "6"],
        ],
    )

    assert row.counts == {"created": 1, "changed": 0, "unchanged": 0, "refused": 3}
    assert [(line, column) for line, column, _ in wrong(row)] == [
        (3, "Date"),
        (3, "Line price"),
        (6, "Customer"),
        (7, "Number"),
    ]
    said = [message for _, _, message in wrong(row)]
    assert "contradicts “2026-11-01” in line 2 of the same record" in said[0]
    assert said[1].startswith('"much" has "much" beside the number.')
    assert said[2] == "“Nobody” is not among the customers here."
    assert said[3].startswith("“8” stands in line 4 already.")
    assert lines_of(Invoice.objects.get()) == [("Work", 1, 5), ("Odd", 1, 1)]


def test_lines_are_known_by_their_ids_and_what_a_line_leaves_open_comes_from_its_item(
    run: Send, put: Put, invoice: Any
) -> None:
    put(Kind.ITEM, name="Hour", price="90", description="An hour")
    made = invoice("10", "20", number="7")
    first = made.lines.order_by("position").first()
    head = ["ID", "Line ID", "Line item", "Line description", "Line price"]

    rows = [
        [made.pk, first.pk, "", "Changed", ""],
        [made.pk, "", "Hour", "", ""],
    ]
    row = run(Kind.INVOICE, [head, *rows])

    assert (row.changed, wrong(row)) == (1, [])
    assert lines_of(made) == [("Changed", 1, 10), ("An hour", 1, 90)]
    assert made.lines.order_by("position").first().pk == first.pk


def test_lines_stay_where_the_file_says_nothing_of_them(run: Send, invoice: Any) -> None:
    made = invoice("10", "20", number="7")

    run(Kind.INVOICE, [[*HEAD, "Memo"], ["7", "", "", "", "", "", "Checked"]])

    made.refresh_from_db()
    assert (made.memo, made.lines.count()) == ("Checked", 2)


def test_a_payment_has_a_row_for_each_invoice(run: Send, invoice: Any, actor: Actor) -> None:
    made = [invoice("100", number=str(n)) for n in (1, 2)]
    deeds.approve(kind=Kind.INVOICE, ids=[each.pk for each in made], actor=actor, now=NOW)
    rows = [
        ["Customer", "Date", "Amount", "Reference", "Allocation invoice", "Allocation amount"],
        ["Ash & Sons", "2026-11-03", "150", "T-1", "1", "100"],
        ["Ash & Sons", "2026-11-03", "150", "T-1", "2", "50"],
        ["Ash & Sons", "2026-11-03", "20", "T-2", "2", "60"],
    ]

    row = run(Kind.PAYMENT, rows)

    assert row.counts == {"created": 1, "changed": 0, "unchanged": 0, "refused": 1}
    assert wrong(row)[0][:2] == (4, "Allocation amount")
    payment = Payment.objects.get()
    assert (payment.amount, payment.settled, payment.state) == (150, 150, "applied")
    assert list(Invoice.objects.order_by("number").values_list("state", flat=True)) == ["paid", "part_paid"]


@pytest.mark.parametrize("batch", [1, 2, 500])
def test_who_names_a_parent_further_down_waits_for_it(
    batch: int, run: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "BATCH", batch)
    row = run(
        Kind.CLASS,
        [
            ["Name", "Parent"],
            ["Leaf", "Branch"],
            ["Branch", "Root"],
            ["Lost", "Nowhere"],
            ["Root", ""],
            ["Beside", "Root"],
            ["Below the lost", "Lost"],
        ],
    )

    assert row.foreseen == {"created": 5, "changed": 0, "unchanged": 0, "refused": 1}
    assert row.counts == {"created": 4, "changed": 0, "unchanged": 0, "refused": 2}
    tree = dict(TrackingClass.objects.values_list("name", "parent__name"))
    assert tree == {"Root": None, "Branch": "Root", "Leaf": "Branch", "Beside": "Root"}
    assert wrong(row) == [
        (4, "Parent", "“Nowhere” is not among the classes here."),
        (7, "Parent", "“Lost” is not among the classes here."),
    ]


@pytest.mark.parametrize(
    ("title", "field", "total"), [("Discount", "discount_amount", 35), ("Discount %", "discount_percent", 38)]
)
def test_a_column_called_discount_is_one_that_is_set(
    title: str, field: str, total: int, run: Send, customer: Customer
) -> None:
    row = run(
        Kind.INVOICE, [[*HEAD, title, "Total"], ["7", customer.name, "2026-11-01", "Work", 1, 40, 5, 9]]
    )

    assert (row.matching.get(title), row.matching.get("Total"), wrong(row)) == (field, None, [])
    assert Invoice.objects.get().total == total


def test_each_sort_of_children_comes_in_rows(run: Send, put: Put) -> None:
    row = run(
        Kind.TAX_CODE,
        [
            ["Code", "Rate name", "Rate rate in percent", "Rate agency"],
            ["QC", "GST", "5", "CRA"],
            ["QC", "QST", "9.975", "RQ"],
        ],
        numbers="point",
    )
    assert (row.created, wrong(row)) == (1, [])
    assert list(TaxCode.objects.get().rates.order_by("position").values_list("name", "percent")) == [
        ("GST", 5),
        ("QST", Decimal("9.975")),
    ]
    row = run(
        Kind.ITEM,
        [
            ["Name", "Type", "Price", "Part item", "Part quantity"],
            ["Set", "Bundle", "", "Cup", "2"],
            ["Set", "", "", "Jug", "1"],
            ["Cup", "Non-inventory", "3", "", ""],
            ["Jug", "Non-inventory", "9", "", ""],
        ],
    )
    assert (row.created, wrong(row)) == (3, [])
    bundle = Item.objects.get(name="Set")
    assert [(part.item.name, part.quantity) for part in bundle.parts.order_by("position")] == [
        ("Cup", 2),
        ("Jug", 1),
    ]
    supplier = put(Kind.SUPPLIER, name="Paper House")
    row = run(
        Kind.PURCHASE_ORDER,
        [
            ["Supplier", "Date", "Number", "Line description", "Line account", "Line price"],
            [supplier.name, "2026-11-01", "9", "Paper", "6000", "4"],
        ],
    )
    assert (row.created, wrong(row)) == (1, [])
    assert PurchaseOrder.objects.get().lines.get().account == Account.objects.get(number="6000")


def test_contacts_are_columns_and_others_of_them_stay(run: Send, put: Put) -> None:
    ash = put(
        Kind.CUSTOMER,
        name="Ash",
        contacts=[{"name": "Ada", "is_primary": True, "phone": "1"}, {"name": "Bo"}],
    )
    head = ["ID", "Contact name", "Contact e-mail", "Billing contact name", "Billing contact e-mail"]

    row = run(Kind.CUSTOMER, [head, [ash.pk, "Ada", "ada@people.test", "Cy", "cy@people.test"]])

    assert (row.changed, wrong(row)) == (1, [])
    contacts = ash.contacts.order_by("position").values_list(
        "name", "email", "phone", "is_primary", "is_billing"
    )
    assert list(contacts) == [
        ("Ada", "ada@people.test", "1", True, False),
        ("Bo", "", "", False, False),
        ("Cy", "cy@people.test", "", False, True),
    ]


def test_an_empty_cell_leaves_what_is_there_unless_it_is_to_empty_it(run: Send, put: Put) -> None:
    ash = put(Kind.CUSTOMER, name="Ash", external_number="1", notes="Old", terms="Net 30")
    rows = [["Number", "Name", "Notes", "Terms"], ["1", "Ash", "", ""]]

    assert run(Kind.CUSTOMER, rows).unchanged == 1
    assert run(Kind.CUSTOMER, rows, clears=True).changed == 1

    ash.refresh_from_db()
    assert (ash.notes, ash.terms) == ("", None)


def test_who_is_not_looked_for_is_added_though_he_is_there(run: Send, put: Put) -> None:
    put(Kind.CUSTOMER, name="Ash")
    rows = [["Name"], ["Ash"], ["Ash"]]

    row = run(Kind.CUSTOMER, rows, by="name")
    assert (row.unchanged, row.refused) == (1, 1)
    assert wrong(row)[0][2].startswith("“Ash” stands in line 2 already.")
    assert run(Kind.CUSTOMER, rows, updates=False).created == 2
    row = run(Kind.CUSTOMER, [["Name", "Notes"], ["Ash", "x"]], by="name")
    assert wrong(row)[0][2].startswith("There are 3 customers called “Ash”")


def test_a_row_older_than_the_record_is_refused(run: Send, put: Put) -> None:
    ash = put(Kind.CUSTOMER, name="Ash")
    put(Kind.CUSTOMER, ash.pk, notes="newer")

    row = run(Kind.CUSTOMER, [["ID", "Version", "Name"], [ash.pk, 1, "Oak"]])

    assert row.refused == 1
    line, column, message = wrong(row)[0]
    assert (line, column) == (2, "Version")
    assert "you saw version 1, and it is at version 2" in message
