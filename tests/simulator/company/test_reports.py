"""Reports, by themselves and in batches: sections 2.1, 3 and 7.1."""

from decimal import Decimal
from typing import Any

import pytest

from tests.simulator.company.calling import Client, sold, spent

D = Decimal


@pytest.fixture
def books() -> Client:
    """A company whose figures are plain."""
    client = Client(seeded=False)
    for name in ("Ann", "Bob"):
        client.make("Customer", DisplayName=name)
    client.make("Vendor", DisplayName="Vic")
    client.make("Item", Name="Work", Type="Service", IncomeAccountRef={"value": "45"})
    client.make("Item", Name="Sod", Type="Service", IncomeAccountRef={"value": "49"})
    client.make("Invoice", CustomerRef={"value": "1"}, Line=[sold(100), sold(20, "2")], TxnDate="2026-10-01",
                DueDate="2026-10-31")  # fmt: skip
    client.make("Invoice", CustomerRef={"value": "2"}, Line=[sold(50)], TxnDate="2025-06-01",
                DueDate="2025-07-01")  # fmt: skip
    client.make("CreditMemo", CustomerRef={"value": "1"}, Line=[sold(10)])
    client.make("Payment", CustomerRef={"value": "1"}, TotalAmt=5, PaymentRefNum="p")
    client.make("Bill", VendorRef={"value": "3"}, Line=[spent(30)], DueDate="2026-11-20")
    return client


def report(client: Client, name: str, **query: str) -> Any:
    status, body = client.get(f"reports/{name}", **query)
    assert status == 200, body
    return body


def flat(rows: Any) -> list[list[str]]:
    """Return rows as lists of texts: headings, data and summaries in their order."""
    found = []
    for row in rows.get("Row", []):
        if "Header" in row:
            found.append([cell["value"] for cell in row["Header"]["ColData"]])
        if "ColData" in row:
            found.append([cell["value"] for cell in row["ColData"]])
        found += flat(row.get("Rows", {}))
        if "Summary" in row:
            found.append([cell["value"] for cell in row["Summary"]["ColData"]])
    return found


PROFIT = [
    ["Income", ""], ["Landscaping Services", "90.00"], ["Job Materials", ""], ["Plants and Soil", "20.00"],
    ["Total Job Materials", "20.00"], ["Total Landscaping Services", "110.00"], ["Total Income", "110.00"],
    ["Gross Profit", "110.00"], ["Expenses", ""], ["Advertising", "30.00"], ["Total Expenses", "30.00"],
    ["Net Operating Income", "80.00"], ["Net Income", "80.00"],
]  # fmt: skip
SHEET = [
    ["ASSETS", ""], ["Current Assets", ""], ["Accounts Receivable", ""],
    ["Accounts Receivable (A/R)", "155.00"], ["Total Accounts Receivable", "155.00"],
    ["Other Current Assets", ""], ["Undeposited Funds", "5.00"], ["Total Other Current Assets", "5.00"],
    ["Total Current Assets", "160.00"], ["TOTAL ASSETS", "160.00"],
    ["LIABILITIES AND EQUITY", ""], ["Liabilities", ""], ["Current Liabilities", ""],
    ["Accounts Payable", ""], ["Accounts Payable (A/P)", "30.00"], ["Total Accounts Payable", "30.00"],
    ["Total Current Liabilities", "30.00"], ["Total Liabilities", "30.00"],
    ["Equity", ""], ["Retained Earnings", "50.00"], ["Net Income", "80.00"], ["Total Equity", "130.00"],
    ["TOTAL LIABILITIES AND EQUITY", "160.00"],
]  # fmt: skip
CASES = [
    ("ProfitAndLoss", {}, PROFIT),
    ("profitandloss", {"date_macro": "Last Calendar Year"}, [
        ["Income", ""], ["Landscaping Services", "50.00"], ["Total Income", "50.00"],
        ["Gross Profit", "50.00"], ["Net Operating Income", "50.00"], ["Net Income", "50.00"]]),
    ("BalanceSheet", {}, SHEET),
    ("TrialBalance", {}, [
        ["Accounts Payable (A/P)", "", "30.00"], ["Accounts Receivable (A/R)", "155.00", ""],
        ["Advertising", "30.00", ""], ["Landscaping Services", "", "140.00"],
        ["Plants and Soil", "", "20.00"], ["Undeposited Funds", "5.00", ""],
        ["TOTAL", "190.00", "190.00"]]),
    ("TrialBalance", {"end_date": "2025-12-31"}, [
        ["Accounts Receivable (A/R)", "50.00", ""], ["Landscaping Services", "", "50.00"],
        ["TOTAL", "50.00", "50.00"]]),
    ("CustomerBalance", {}, [["Ann", "105.00"], ["Bob", "50.00"], ["TOTAL", "155.00"]]),
    ("CustomerBalance", {"customer": "2"}, [["Bob", "50.00"], ["TOTAL", "50.00"]]),
    ("VendorBalance", {}, [["Vic", "30.00"], ["TOTAL", "30.00"]]),
    ("AgedReceivables", {}, [
        ["Ann", "-15.00", "120.00", "0.00", "0.00", "0.00", "105.00"],
        ["Bob", "0.00", "0.00", "0.00", "0.00", "50.00", "50.00"],
        ["TOTAL", "-15.00", "120.00", "0.00", "0.00", "50.00", "155.00"]]),
    ("AgedReceivables", {"report_date": "2026-12-01", "aging_period": "10", "num_periods": "2"}, [
        ["Ann", "0.00", "0.00", "105.00", "105.00"], ["Bob", "0.00", "0.00", "50.00", "50.00"],
        ["TOTAL", "0.00", "0.00", "155.00", "155.00"]]),
    # The thirtieth day is still within thirty days.
    ("AgedReceivables", {"report_date": "2026-11-30", "customer": "1"}, [
        ["Ann", "0.00", "105.00", "0.00", "0.00", "0.00", "105.00"],
        ["TOTAL", "0.00", "105.00", "0.00", "0.00", "0.00", "105.00"]]),
    ("AgedPayables", {}, [["Vic", "30.00", "0.00", "0.00", "0.00", "0.00", "30.00"],
                          ["TOTAL", "30.00", "0.00", "0.00", "0.00", "0.00", "30.00"]]),
    ("TransactionList", {"customer": "1"}, [
        ["2026-10-01", "Invoice", "1001", "Yes", "Ann", "", "Accounts Receivable (A/R)", "-Split-", "120.00"],
        ["2026-11-20", "Credit Memo", "1003", "Yes", "Ann", "", "Accounts Receivable (A/R)",
         "Landscaping Services", "-10.00"],
        ["2026-11-20", "Payment", "", "Yes", "Ann", "", "Undeposited Funds", "Accounts Receivable (A/R)",
         "5.00"]]),
    ("TransactionList", {"vendor": "3"}, [
        ["2026-11-20", "Bill", "", "Yes", "Vic", "", "Accounts Payable (A/P)", "Advertising", "-30.00"]]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "query", "rows"), CASES)
def test_figures(name: str, query: dict[str, str], rows: Any, books: Client) -> None:
    assert flat(report(books, name, **query)["Rows"]) == rows


def test_envelope(books: Client) -> None:
    """2.1: a report stands for itself, with a header, columns and rows."""
    made = report(books, "ProfitAndLoss")
    assert list(made) == ["Header", "Columns", "Rows"]
    assert made["Header"] == {
        "Time": "2026-11-20T12:00:00-08:00", "ReportName": "ProfitAndLoss",
        "DateMacro": "this calendar year-to-date", "ReportBasis": "Accrual", "StartPeriod": "2026-01-01",
        "EndPeriod": "2026-11-20", "SummarizeColumnsBy": "Total", "Currency": "USD",
        "Option": [{"Name": "AccountingStandard", "Value": "GAAP"},
                   {"Name": "NoReportData", "Value": "false"}],
    }  # fmt: skip
    assert made["Columns"]["Column"][1] == {
        "ColTitle": "Total", "ColType": "Money", "MetaData": [{"Name": "ColKey", "Value": "total"}]
    }  # fmt: skip
    income = made["Rows"]["Row"][0]
    assert (income["type"], income["group"]) == ("Section", "Income")
    assert income["Rows"]["Row"][0]["Header"]["ColData"][0] == {"value": "Landscaping Services", "id": "45"}


def test_nothing_to_report() -> None:
    made = report(Client(seeded=False), "CustomerBalance")
    assert made["Rows"] == {}
    assert {"Name": "NoReportData", "Value": "true"} in made["Header"]["Option"]


REFUSED = [
    ("reports/NoSuchReport", {}, "500"),
    ("reports", {}, "500"),
    ("reports/ProfitAndLoss", {"start_date": "soon"}, "2060"),
    ("reports/ProfitAndLoss", {"end_date": "2026-02-30"}, "2070"),
    ("reports/ProfitAndLoss", {"start_date": "2026-11-02", "end_date": "2026-11-01"}, "2190"),
    ("reports/ProfitAndLoss", {"date_macro": "some day"}, "2170"),
    ("reports/ProfitAndLoss", {"accounting_method": "Guess"}, "2170"),
    ("reports/ProfitAndLoss", {"accounting_method": "Cash"}, "5030"),
    ("reports/CustomerBalance", {"customer": "Ann"}, "2030"),
    ("reports/AgedReceivables", {"aging_period": "0"}, "2240"),
]


@pytest.mark.parametrize(("path", "query", "code"), REFUSED)
def test_refused(path: str, query: dict[str, str], code: str, us: Client) -> None:
    status, body = us.get(path, **query)
    assert (status, body["Fault"]["Error"][0]["code"]) == (400, code)


def batch(client: Client, *items: Any) -> list[Any]:
    status, body = client.post(
        "batch", {"BatchItemRequest": [{"bId": str(place), **one} for place, one in enumerate(items)]}
    )
    assert status == 200
    return list(body["BatchItemResponse"])


def code(answer: Any) -> Any:
    return answer["Fault"]["Error"][0]["code"]


def test_changes_and_reports_in_a_batch(us: Client) -> None:
    """7.1."""
    since = "2026-11-20T00:00:00-08:00"
    made = batch(
        us,
        {"CDCQuery": {"Entities": "Bill,Term", "ChangedSince": since}},
        {"CDCQuery": {"Entities": ["Bill"], "ChangedSince": since}},
        {"ReportQuery": "CustomerBalance?customer=3"},
        {"ReportQuery": "NoSuchReport"},
        {"CDCQuery": {"Entities": "Bill"}},
        {"CDCQuery": "Bill"},
    )
    (answer,) = made[0]["CDCResponse"]
    assert [next(iter(one)) for one in answer["QueryResponse"]] == ["Bill", "Term"]
    assert made[1]["CDCResponse"][0]["QueryResponse"][0]["totalCount"] == 1
    assert made[2]["Report"]["Header"]["ReportName"] == "CustomerBalance"
    assert [code(one) for one in made[3:]] == ["500", "2020", "2010"]


def test_a_thousand_objects_at_most(us: Client) -> None:
    """3, 7.1."""
    us.company.set("batch_objects", 30)
    made = batch(
        us,
        {"Query": "select * from Customer"},
        {"Query": "select count(*) from Customer"},
        {"Query": "select * from Vendor"},
        {"Query": "select * from Term maxresults 1"},
        {"operation": "create", "Vendor": {"DisplayName": "One too many"}},
    )
    assert len(made[0]["QueryResponse"]["Customer"]) == 29
    assert made[1]["QueryResponse"] == {"totalCount": 29}
    assert (code(made[2]), made[2]["Fault"]["type"]) == ("10100", "SystemFault")
    assert len(made[3]["QueryResponse"]["Term"]) == 1
    assert code(made[4]) == "10100"
    assert us.ask("select * from Vendor where DisplayName = 'One too many'") == {}


def test_sending_in_a_batch_is_a_setting(us: Client) -> None:
    """7.1: in the clients, not in the documents."""
    made = us.invoice()
    item = {"operation": "send", "optionsData": "sendTo=a@example.com", "Invoice": {"Id": made["Id"]}}
    assert code(batch(us, item)[0]) == "500"
    us.company.set("batch_send", value=True)
    (sent,) = batch(us, item)
    assert (sent["Invoice"]["EmailStatus"], sent["Invoice"]["BillEmail"]) == (
        "EmailSent", {"Address": "a@example.com"}
    )  # fmt: skip
    assert code(batch(us, {**item, "Invoice": {"Id": "9999"}})[0]) == "610"


@pytest.mark.parametrize(("locked", "codes"), [(False, []), (True, ["6000", "6000"])])
def test_names_in_a_batch(locked: bool, codes: list[str], us: Client) -> None:
    """3, 7.1: they may meet the lock."""
    us.company.set("batch_names_locked", locked)
    names = ({"operation": "create", "Customer": {"DisplayName": f"N{number}"}} for number in range(3))
    made = batch(us, *names, {"operation": "create", "Term": {"Name": "T", "DueDays": 3}})
    assert [code(one) for one in made if "Fault" in one] == codes
