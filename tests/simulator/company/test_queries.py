"""The query language: section 2.4 and its errors."""

from typing import Any

import pytest

from tests.simulator.company.calling import Client, sold
from tests.simulator.company.test_fields import shared


def ids(statement: str) -> list[str]:
    answer = shared().ask(statement)
    return [one["Id"] for name, rows in answer.items() if isinstance(rows, list) for one in rows]


FOUND: list[tuple[str, list[str]]] = [
    ("select * from Customer where DisplayName = 'Amy\\'s Bird Sanctuary'", ["1"]),
    ("SELECT * FROM CUSTOMER WHERE displayname = 'AMY\\'S bird sanctuary'", ["1"]),
    ("select * from customer where DisplayName like 'Amy%'", ["1"]),
    ("select * from customer where DisplayName LIKE '%Rock%'", ["20"]),
    ("select * from customer where DisplayName like '_my%'", []),
    ("select * from Customer where Id = '1'", ["1"]),
    ("select * from Customer where Id in ('20', '1') orderby Id", ["1", "20"]),
    ("select * from Customer where Id in ('20', '1') ORDER BY Id DESC", ["20", "1"]),
    ("select * from Customer where Id = 'abc'", []),
    ("select * from Customer orderby DisplayName maxresults 2", ["8", "9"]),
    ("select * from Customer maxresults 2", ["1", "2"]),
    ("select * from Customer startposition 2 maxresults 1", ["2"]),
    ("select * from Customer MAXRESULTS 1 STARTPOSITION 2", ["2"]),
    ("select * from Customer where PrimaryEmailAddr = 'customer20@example.com'", ["20"]),
    ("select * from Customer where Active = true and DisplayName like 'Red%'", ["20"]),
    ("select * from Customer where Active = false", []),
    ("select * from Customer where Active in (true, false) and Id = '1'", ["1"]),
    ("select * from Invoice where CustomerRef = '8'", ["101"]),
    ("select * from Invoice where DocNumber = '1001'", ["101"]),
    ("select * from Invoice where TotalAmt > '300.00' orderby Id", ["113"]),
    ("select * from Invoice where TotalAmt > 300 order by Id", ["113"]),
    ("select * from Invoice where Balance > '0' orderby Id", ["103", "113"]),
    (
        "select * from Invoice where DueDate > '2026-01-01' and CustomerRef in ('8', '1') orderby Id desc",
        ["103", "101"],
    ),
    ("select * from Invoice where TxnDate = CURRENT_DATE and CustomerRef = '8'", ["101"]),
    (
        "select * from Invoice where MetaData.LastUpdatedTime >= '2026-11-20T12:00:00-08:00' and Id = '101'",
        ["101"],
    ),
    ("select * from Invoice where MetaData.LastUpdatedTime > '2026-11-20T12:00:00-08:00'", []),
    ("select * from Invoice where MetaData.CreateTime < '2030-01-01' and Id = '101'", ["101"]),
    ("select * from Payment where TotalAmt = '50' ", ["112", "104"]),
    ("select * from Account where AccountType = 'Bank' orderby Id", ["35", "36"]),
    (
        "select * from Account where FullyQualifiedName = 'Job Expenses:Job Materials:Decks and Patios'",
        ["64"],
    ),
    ("select * from Account where AccountSubType = 'Inventory'", ["81"]),
    ("select * from Item where Type = 'Inventory' orderby Id", ["5", "11", "16", "17"]),
    ("select * from Item where Type in ('Inventory') and Name = 'Pump'", ["11"]),
    ("select * from Item where UnitPrice >= '75' orderby UnitPrice desc", ["5", "4"]),
    ("select * from TaxCode orderby Id", ["TAX", "NON", "2", "3"]),
    ("select * from TaxCode where Active = true orderby Id", ["2", "3"]),
    ("select * from TaxCode where Name = 'California'", ["2"]),
    ("select * from TaxRate where Name = 'California'", ["3"]),
    ("select * from Term where Name = 'Net 30'", ["3"]),
    ("select * from CompanyInfo", ["1"]),
    ("select * from Preferences", ["1"]),
    ("select * from PaymentMethod where Type = 'CREDIT_CARD' orderby Id", ["3", "4"]),
    ("  select * from Vendor where Id = '56'  ", ["56"]),
    ("select *, Sku from Item where Id = '1'", ["1"]),
    ("select * from Bill where VendorRef = '56'", ["114"]),
    ("select * from Customer where DisplayName = 'x\\\\'", []),
    ("select * from Invoice maxresults 1", ["113"]),
]


@pytest.mark.parametrize(("statement", "found"), FOUND)
def test_found(statement: str, found: list[str]) -> None:
    assert ids(statement) == found


REFUSED: list[tuple[str, str, str]] = [
    ("select * from Custmoer", "4001", "QueryValidationError: invalid context declaration: Custmoer"),
    ("select * from Invoice where PrivateNote = 'x'", "4001",
     "QueryValidationError: property 'PrivateNote' is not queryable"),
    ("select * from Invoice where DepartmentRef = '1'", "4001",
     "QueryValidationError: property 'DepartmentRef' is not queryable"),
    ("select * from Purchase where AccountRef = '1'", "4001",
     "Property AccountRef not found for Entity Purchase"),
    ("select * from Invoice where CustomerRef.name = '1'", "4001",
     "QueryValidationError: property 'CustomerRef.name' is not queryable"),
    ("select * from Bill where AccountRef = '1'", "4001", "Property AccountRef not found for Entity Bill"),
    ("select * from Customer startposition 0", "4001",
     "QueryValidationError: value 0 is too small. Min allowed value is 1"),
    ("select * from Customer maxresults 0", "4001",
     "QueryValidationError: value 0 is too small. Min allowed value is 1"),
    ("select * from Customer maxresults 1001", "4001",
     "QueryValidationError: value 1001 is too large. Max allowed value is 1000"),
    ("select * from Customer where Active = 'perhaps'", "4001",
     "QueryValidationError: invalid value 'perhaps' for property Active"),
    ("select * from Invoice where TotalAmt > 'much'", "4001",
     "QueryValidationError: invalid value 'much' for property TotalAmt"),
    ("select * from Invoice where MetaData.LastUpdatedTime > 'soon'", "4001",
     "QueryValidationError: invalid value 'soon' for property MetaData.LastUpdatedTime"),
    ("select * from Customer where Id > '5'", "4001",
    "QueryValidationError: operator > is not supported for Id"),
    ("select Nothing from Customer", "4001", "Property Nothing not found for Entity Customer"),
    ("select * from Customer where DisplayName = 'O'R'", "4000",
     'QueryParserError: Encountered " <IDENTIFIER> "R "" at line 1, column 47.\nWas expecting one of:\n'
     '    <EOF> \n    <AND> ...\n    "maxresults" ...\n    "orderby" ...\n    "startposition" ...'),
    ("select * from Customer where DisplayName = %27x%27", "4000",
     "QueryParserError: Invalid content. Lexical error at line 1, column 44.  "
     'Encountered: "%" (37), after : ""'),
    ("select * from Customer where Id = '1' or Id = '2'", "4000", ""),
    ("select * from Customer where Id != '1'", "4000", ""),
    ("select * from Customer where Id <> '1'", "4000", ""),
    ("select * from Customer where (Id = '1')", "4000", ""),
    ("select * from Customer where Id is null", "4000", ""),
    ("select * from Customer where Id not in ('1')", "4000", ""),
    ("select * from Customer where Id in ()", "4000", ""),
    ("select * from Customer group by Id", "4000", ""),
    ("select * from Customer where DisplayName = 'x\\'", "4000", ""),
    ("select * from Customer where DisplayName = Amy", "4000", ""),
    ("select * from Customer where DisplayName = 'Smith", "4000", ""),
    ("select * Customer", "4000", ""),
    ("delete from Customer", "4000", ""),
    ("", "4000", ""),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "code", "detail"), REFUSED)
def test_refused(statement: str, code: str, detail: str) -> None:
    status, body = shared().get("query", query=statement)
    error = body["Fault"]["Error"][0]
    message = {"4000": "Error parsing query", "4001": "Invalid query"}[code]
    assert (status, error["code"], error["Message"]) == (400, code, message)
    assert not detail or error["Detail"] == detail


COUNTS = [
    ("select count(*) from Customer", 29),
    ("SELECT COUNT(*) FROM Invoice WHERE Balance = '0'", 5),
    ("select count(*) from Invoice where CustomerRef = '999'", 0),
]


@pytest.mark.parametrize(("statement", "count"), COUNTS)
def test_counts(statement: str, count: int) -> None:
    assert shared().ask(statement) == {"totalCount": count}


def test_nothing_found_is_an_empty_object() -> None:
    """2.3."""
    answer = shared().raw("GET", "query", query="select * from Customer where Id = '999'")
    assert answer.body == b'{"QueryResponse":{},"time":"2026-11-20T12:00:00.000-08:00"}'


def test_positions() -> None:
    """2.3: maxResults is how many came."""
    answer = shared().ask("select * from Customer startposition 3 maxresults 500")
    assert (answer["startPosition"], answer["maxResults"], len(answer["Customer"])) == (3, 27, 27)


@pytest.mark.parametrize("content_type", ["application/text", "text/plain", "application/json"])
def test_as_post(content_type: str) -> None:
    answer = shared().raw("POST", "query", b"select * from Customer where Id = '1'", content_type)
    assert b'"DisplayName":"Amy\'s Bird Sanctuary"' in answer.body


def test_some_columns() -> None:
    one = shared().ask("select DisplayName, Active from Customer where Id = '1'")["Customer"][0]
    assert one == {
        "DisplayName": "Amy's Bird Sanctuary", "Active": True, "Id": "1", "domain": "QBO", "sparse": False
    }  # fmt: skip


def test_default_page_is_a_hundred(us: Client) -> None:
    us.company.seed("large", customers=120, invoices=1100)
    assert us.ask("select * from Customer")["maxResults"] == 100
    assert us.ask("select * from Invoice maxresults 1000")["maxResults"] == 1000
    assert us.ask("select count(*) from Invoice")["totalCount"] == 1107


def test_inactive_ones_only_when_asked_for(us: Client) -> None:
    us.company.somebody("deactivate", entity="Customer", id="20")
    assert us.ask("select * from Customer where Id = '20'") == {}
    for statement in ("Active = false", "Active in (true, false) and Id = '20'"):
        rows: Any = us.ask(f"select * from Customer where {statement}")["Customer"]
        assert [one["DisplayName"] for one in rows] == ["Red Rock Diner (deleted)"]


def test_attachables_by_what_they_belong_to(us: Client) -> None:
    """5.23."""
    made = us.make("Attachable", Note="n", AttachableRef=[{"EntityRef": {"type": "Invoice", "value": "101"}}])
    where = "AttachableRef.EntityRef.Type = 'Invoice' and AttachableRef.EntityRef.value = "
    assert us.ask(f"select * from Attachable where {where}'101'")["Attachable"] == [made]
    assert us.ask(f"select * from Attachable where {where}'102'") == {}


WIDE = ["TxnDate >= '2020-01-01'", "MetaData.LastUpdatedTime > '2020-01-01'", "TotalAmt > '0'",
        "MetaData.CreateTime > '2020-01-01' and TxnDate < '2030-01-01'"]  # fmt: skip


def test_wide_ranges_come_in_the_usual_order() -> None:
    """2.4: as narrow ones do, the last transaction first, page by page."""
    client = Client(seeded=False)
    client.company.seed("large", customers=3, invoices=2500)
    last = int(client.ask("select Id from Invoice orderby Id desc maxresults 1")["Invoice"][0]["Id"])
    for where in WIDE:
        for start in (1, 1501):
            found = client.ask(f"select * from Invoice where {where} startposition {start} maxresults 3")
            wanted = [str(last - start + 1 - back) for back in range(3)]
            assert [one["Id"] for one in found["Invoice"]] == wanted, where


def test_made_and_changed_are_two_times(us: Client) -> None:
    """2.4."""
    made = us.invoice()
    us.later(hours=2)
    us.make("Invoice", Id=made["Id"], SyncToken="0", CustomerRef={"value": "1"}, Line=[sold(1)])
    us.invoice()
    after = "'2026-11-20T13:00:00-08:00'"
    assert us.ask(f"select count(*) from Invoice where MetaData.CreateTime > {after}") == {"totalCount": 1}
    assert us.ask(f"select count(*) from Invoice where MetaData.LastUpdatedTime > {after}") == {
        "totalCount": 2
    }


@pytest.mark.parametrize("order", ["orderby Id", "orderby Id desc", ""])
def test_a_page_in_the_order_of_the_index_is_not_looked_for_in_all(us: Client, order: str) -> None:
    """Counted in steps of the store: hundreds for ten rows, thousands where all are looked at."""
    us.invoice(1)
    for _ in range(600):
        us.invoice(1, customer="2")
    for _ in range(12):
        us.invoice(1)
    for _ in range(600):
        us.invoice(1, customer="2")
    steps: list[int] = []
    store = us.company._store.db
    store.set_progress_handler(lambda: steps.append(1), 10)
    try:
        found = us.ask(f"select * from Invoice where CustomerRef = '1' {order} maxresults 10")["Invoice"]
    finally:
        store.set_progress_handler(None, 0)
    assert len(found) == 10
    assert len(steps) < 100, len(steps)
