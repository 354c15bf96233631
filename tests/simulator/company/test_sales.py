"""Sales forms: lines, totals, numbers, dates, addresses, updates: sections 2.5, 2.8, 4.5 and 5.13 to 5.17."""

from decimal import Decimal
from typing import Any

import pytest

from tests.simulator.company.calling import Client, sold

D = Decimal


def off(amount: Any = None, percent: Any = None) -> dict[str, Any]:
    detail = {"PercentBased": True, "DiscountPercent": percent} if percent is not None else {}
    line = {"DetailType": "DiscountLineDetail", "DiscountLineDetail": detail}
    return line if amount is None else {"Amount": amount, **line}


TOTALS = [
    # section, lines, subtotal, total
    ("4.5", [sold("1861.08", Qty="128.350", UnitPrice="14.50")], "1861.08", "1861.08"),
    ("4.5", [sold(None, Qty="128.350", UnitPrice="14.50")], "1861.08", "1861.08"),
    ("4.5", [sold("0.02", Qty="0.15", UnitPrice="0.1")], "0.02", "0.02"),
    ("4.5", [sold("0.13", Qty="0.5", UnitPrice="0.25")], "0.13", "0.13"),
    ("4.5", [sold("99.99", Qty=7)], "99.99", "99.99"),
    ("4.5", [sold("99.99", Qty=0, UnitPrice=0)], "99.99", "99.99"),
    ("5.13", [sold(100), sold("50.25")], "150.25", "150.25"),
    ("5.13", [sold(100), off(10)], "100", "90"),
    ("5.13", [sold(200), off(percent=10)], "200", "180"),
    ("5.13", [sold("33.35"), off(percent="10")], "33.35", "30.01"),
    ("5.13", [sold(100), sold(-30)], "70", "70"),
    ("5.14", [sold(0)], "0", "0"),
    (
        "2.8",
        [sold(5), {"Amount": 99, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}],
        "5",
        "5",
    ),
    ("5.13", [sold(5), {"DetailType": "DescriptionOnly", "Description": "Subtotal:"}], "5", "5"),
]


@pytest.mark.parametrize(("section", "lines", "subtotal", "total"), TOTALS)
def test_totals(section: str, lines: list[Any], subtotal: str, total: str, us: Client) -> None:
    made = us.make("Invoice", CustomerRef={"value": "1"}, Line=lines)
    (system,) = [line for line in made["Line"] if line["DetailType"] == "SubTotalLineDetail"]
    assert system == {"Amount": D(subtotal), "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}
    assert (made["TotalAmt"], made["Balance"]) == (D(total), D(total))


def test_numbers_are_written_as_the_books_write_them(us: Client) -> None:
    """9: money with two decimals, zero as 0, prices and quantities minimal; JSON compact."""
    line = sold("101.250", Qty="4.50", UnitPrice="22.50")
    body = us.raw("POST", "invoice", _json({"CustomerRef": {"value": "1"}, "Line": [line]})).body.decode()
    assert '"Amount":101.25,' in body
    assert '"UnitPrice":22.5,' in body or '"UnitPrice":22.5}' in body
    assert '"Qty":4.5' in body
    assert '"TotalTax":0}' in body
    assert body.endswith(',"time":"2026-11-20T12:00:00.000-08:00"}')
    assert '"CreateTime":"2026-11-20T12:00:00-08:00"' in body


def _json(value: Any) -> bytes:
    import json

    return json.dumps(value).encode()


DEFAULTS = [
    ("5.13", "TxnDate", "2026-11-20"), ("5.14", "DueDate", "2026-12-20"), ("5.13", "DocNumber", "1038"),
    ("5.13", "CurrencyRef", {"value": "USD", "name": "United States Dollar"}), ("5.14", "LinkedTxn", []),
    ("5.14", "PrintStatus", "NeedToPrint"), ("5.14", "EmailStatus", "NotSet"),
    ("5.14", "ApplyTaxAfterDiscount", False), ("5.14", "AllowIPNPayment", False),
    ("5.14", "AllowOnlineCreditCardPayment", False), ("5.14", "TxnTaxDetail", {"TotalTax": 0}),
    ("5.14", "CustomerRef", {"value": "1", "name": "Amy's Bird Sanctuary"}), ("9", "Id", "145"),
    ("5.14", "CustomField", [{"DefinitionId": "1", "Name": "Crew #", "Type": "StringType"}]),
]  # fmt: skip


@pytest.mark.parametrize(("section", "name", "value"), DEFAULTS)
def test_defaults(section: str, name: str, value: Any, us: Client) -> None:
    assert us.invoice()[name] == value


DUE = [({"value": "1"}, "2026-11-20"), ({"value": "2"}, "2026-12-05"), ({"value": "4"}, "2027-01-19")]


@pytest.mark.parametrize(("term", "day"), DUE)
def test_due_date_follows_the_terms(term: Any, day: str, us: Client) -> None:
    """5.14."""
    assert us.invoice(SalesTermRef=term)["DueDate"] == day


def test_lines_have_ids_names_and_codes(us: Client) -> None:
    """5.13, 5.14: an item is assumed, names are filled in, the code follows taxability."""
    made = us.make("Invoice", CustomerRef={"value": "1"}, Line=[sold(1, None), sold(2, "14")])
    assert made["Line"][:2] == [
        {
            "Id": "1", "LineNum": 1, "Amount": D("1.00"), "DetailType": "SalesItemLineDetail",
            "SalesItemLineDetail": {"ItemRef": {"value": "1", "name": "Services"},
            "TaxCodeRef": {"value": "NON"}},
        },
        {
            "Id": "2", "LineNum": 2, "Amount": D("2.00"), "DetailType": "SalesItemLineDetail",
            "SalesItemLineDetail": {"ItemRef": {"value": "14", "name": "Sod"},
            "TaxCodeRef": {"value": "TAX"}},
        },
    ]  # fmt: skip


def test_addresses_come_from_the_customer(us: Client) -> None:
    """9.5."""
    made = us.invoice()
    assert made["BillAddr"] == us.read("Customer", "1")["BillAddr"] == made["ShipAddr"]
    assert us.invoice(BillAddr={"Line1": "Elsewhere"})["BillAddr"]["Line1"] == "Elsewhere"


def test_deposit_lowers_the_balance(us: Client) -> None:
    """5.14."""
    made = us.invoice(100, Deposit=30)
    assert (made["TotalAmt"], made["Balance"]) == (100, 70)


def test_category_is_no_item(us: Client) -> None:
    """4.3."""
    category = us.make("Item", Name="Group", Type="Category")
    error = us.refused("invoice", {"CustomerRef": {"value": "1"}, "Line": [sold(1, category["Id"])]})
    assert error["code"] == "2500"
    assert "set up as a category" in error["Detail"]


def test_inactive_customer(us: Client) -> None:
    """5.14."""
    us.company.somebody("deactivate", entity="Customer", id="24")
    error = us.refused("invoice", {"CustomerRef": {"value": "24"}, "Line": [sold(1)]})
    assert (error["code"], "made inactive" in error["Detail"]) == ("610", True)


class TestNumbers:
    """5.13."""

    def test_in_sequence_over_all_forms(self, us: Client) -> None:
        line = {"CustomerRef": {"value": "1"}, "Line": [sold(1)]}
        kinds = ("Invoice", "CreditMemo", "SalesReceipt", "Estimate")
        assert [us.make(kind, **line)["DocNumber"] for kind in kinds] == ["1038", "1039", "1040", "1041"]

    def test_a_supplied_one_is_taken(self, us: Client) -> None:
        assert us.invoice(DocNumber="A-1")["DocNumber"] == "A-1"

    def test_a_taken_one_is_passed_over(self, us: Client) -> None:
        us.invoice(DocNumber="1038")
        assert us.invoice()["DocNumber"] == "1039"

    def test_custom_numbers(self, us: Client) -> None:
        us.company.set("custom_numbers", value=True)
        assert "DocNumber" not in us.invoice()
        assert us.invoice(DocNumber="AUTO_GENERATE")["DocNumber"] == "1038"

    def test_duplicates(self, us: Client) -> None:
        first = us.invoice(DocNumber="X")
        body = {"CustomerRef": {"value": "1"}, "Line": [sold(1)], "DocNumber": "X"}
        error = us.refused("invoice", body)
        assert (error["code"], error["Message"]) == ("6140", "Duplicate Document Number Error")
        assert error["Detail"] == (
            "Duplicate Document Number Error : You must specify a different number. This number has "
            "already been "
            f"used. DocNumber=X is assigned to TxnType=Invoice with TxnId={first['Id']}"
        )
        assert us.post("invoice", body, include="allowduplicatedocnum")[0] == 200
        us.company.set("duplicate_numbers_refused", ["Purchase"])
        assert us.post("invoice", body)[0] == 200

    def test_localised(self, us: Client) -> None:
        us.company.set("locale", "fr")
        us.invoice(DocNumber="X")
        error = us.refused("invoice", {"CustomerRef": {"value": "1"}, "Line": [sold(1)], "DocNumber": "X"})
        assert (error["code"], "TxnType=Facture" in error["Detail"]) == ("6140", True)


class TestUpdates:
    """2.5 and 2.8."""

    def test_full_update_empties_what_is_left_out(self, us: Client) -> None:
        made = us.invoice(PrivateNote="n", CustomerMemo={"value": "m"})
        body = {"Id": made["Id"], "SyncToken": "0", "CustomerRef": {"value": "1"}, "Line": made["Line"]}
        changed = us.make("Invoice", **body)
        assert changed["SyncToken"] == "1"
        assert not {"PrivateNote", "CustomerMemo"} & set(changed)

    def test_sparse_update_keeps_it(self, us: Client) -> None:
        made = us.invoice(PrivateNote="n")
        changed = us.make("Invoice", Id=made["Id"], SyncToken="0", sparse=True, DocNumber="77")
        assert (changed["PrivateNote"], changed["DocNumber"], changed["Line"]) == ("n", "77", made["Line"])

    def test_sparse_update_replaces_all_lines(self, us: Client) -> None:
        made = us.make(
            "Invoice", CustomerRef={"value": "1"}, Line=[{**sold(100), "Description": "d"}, sold(20)]
        )
        kept = {"Id": "1", **sold(100)}
        changed = us.make("Invoice", Id=made["Id"], SyncToken="0", sparse=True, Line=[kept])
        assert (changed["TotalAmt"], len(changed["Line"])) == (100, 2)
        assert "Description" not in changed["Line"][0]

    def test_line_ids(self, us: Client) -> None:
        made = us.make("Invoice", CustomerRef={"value": "1"}, Line=[sold(1), sold(2)])
        lines = [{"Id": "2", **sold(2)}, {"Id": "99", **sold(3)}, sold(4)]
        changed = us.make("Invoice", Id=made["Id"], SyncToken="0", sparse=True, Line=lines)
        assert [line.get("Id") for line in changed["Line"]] == ["2", "3", "4", None]

    def test_round_trip(self, us: Client) -> None:
        made = us.invoice(100, PrivateNote="n")
        assert {**us.make("Invoice", **made), "SyncToken": "0"} == made

    def test_empty_text_empties_and_null_is_ignored(self, us: Client) -> None:
        made = us.make("Customer", DisplayName="B", Notes="n", BillAddr={"Line1": "1"}, GivenName="G")
        changed = us.make(
            "Customer", Id=made["Id"], SyncToken="0", sparse=True, Notes="", BillAddr={}, GivenName=None
        )
        assert ("Notes" in changed, "BillAddr" in changed, changed["GivenName"]) == (False, False, "G")

    def test_nothing_changed_keeps_the_token(self, us: Client) -> None:
        made = us.make("Customer", DisplayName="B")
        assert (
            us.make("Customer", Id=made["Id"], SyncToken="0", sparse=True, DisplayName="B")["SyncToken"]
            == "0"
        )

    @pytest.mark.parametrize("token", ["1", 5, "x"])
    def test_wrong_token(self, token: Any, us: Client) -> None:
        made = us.make("Customer", DisplayName="B")
        error = us.refused("customer", {"Id": made["Id"], "SyncToken": token, "sparse": True, "Notes": "n"})
        assert (error["code"], error["Message"]) == ("5010", "Stale Object Error")
        assert error["Detail"] == (
            "Stale Object Error : You and Ann Lee were working on this at the same time. Ann Lee finished "
            "before you "
            "did, so your work was not saved."
        )

    def test_no_token(self, us: Client) -> None:
        error = us.refused("customer", {"Id": "1", "sparse": True, "Notes": "n"})
        assert (error["code"], error["element"]) == ("2020", "SyncToken")

    @pytest.mark.parametrize(
        ("path", "body", "element"),
        [("bill", {"PrivateNote": "x"}, "VendorRef"), ("purchase", {"PrivateNote": "x"}, "PaymentType"),
         ("payment", {"PrivateNote": "x"}, "CustomerRef")],
    )  # fmt: skip
    def test_required_even_in_sparse(self, path: str, body: Any, element: str, us: Client) -> None:
        kind = {"bill": "Bill", "purchase": "Purchase", "payment": "Payment"}[path]
        one = us.ask(f"select * from {kind} maxresults 1")[kind][0]
        error = us.refused(path, {"Id": one["Id"], "SyncToken": one["SyncToken"], "sparse": True, **body})
        assert (error["code"], error["element"]) == ("2020", element)


LENIENT = [
    ("numbers as text", {"Line": [sold("10.50")], "TotalAmt": "10.50"}),
    (
        "empty texts",
        {"TxnDate": "", "DueDate": "", "ShipDate": "", "TotalAmt": "", "InvoiceLink": "", "DocNumber": ""},
    ),
    ("token on create", {"SyncToken": 0}),
    ("rate and model", {"ExchangeRate": 1, "GlobalTaxCalculation": "TaxExcluded"}),
    ("empty links", {"LinkedTxn": [], "Line": [{**sold(1), "LinkedTxn": []}]}),
    ("envelope keys", {"domain": "QBO", "sparse": "false"}),
    ("read-only", {"Balance": 5, "TotalAmt": 7, "MetaData": {"CreateTime": "x"}, "HomeBalance": 3}),
    ("online payment", {"AllowIPNPayment": True}),
    ("nulls", {"PrivateNote": None, "BillEmail": None, "SalesTermRef": None}),
    ("empty reference", {"SalesTermRef": {"value": ""}}),
    ("name of a reference", {"CustomerRef": {"value": "1", "name": "Somebody else"}}),
    ("number as id", {"CustomerRef": {"value": 1}}),
]


@pytest.mark.parametrize(("what", "fields"), LENIENT, ids=lambda one: one if isinstance(one, str) else "")
def test_tolerated(what: str, fields: Any, us: Client) -> None:
    """2.3 and 9.7."""
    status, body = us.post("invoice", {"CustomerRef": {"value": "1"}, "Line": [sold(1)], **fields})
    assert status == 200, body
    assert body["Invoice"]["CustomerRef"]["name"] == "Amy's Bird Sanctuary"
    assert body["Invoice"]["Balance"] == body["Invoice"]["TotalAmt"]


@pytest.mark.parametrize("path", ["invoice", "Invoice", "INVOICE"])
def test_path_in_any_case_with_unknown_query(path: str, us: Client) -> None:
    """9.7."""
    body = {"CustomerRef": {"value": "1"}, "Line": [sold(1)]}
    assert us.post(path, body, format="json", minorversion="4", include="invoiceLink")[0] == 200
    made = us.invoice(1)
    body |= {"Id": made["Id"], "SyncToken": "0"}
    assert us.post(path, body, operation="update")[0] == 200
