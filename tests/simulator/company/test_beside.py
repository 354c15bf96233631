"""Files, paper, mail, preferences, somebody, seeds, what is kept: 2.1, 5.1, 5.2, 5.23."""

import base64
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from simulator.quickbooks_online.api.refusals import Refused
from simulator.quickbooks_online.calls import Call
from simulator.quickbooks_online.clock import Clock
from simulator.quickbooks_online.company import Company
from simulator.quickbooks_online.settings import DEFAULTS
from tests.simulator.company.calling import REALM, Client, sold


def part(name: str, content: bytes, content_type: str, *head: str) -> bytes:
    lines = [
        f'Content-Disposition: form-data; name="{name}"; filename="r.pdf"',
        f"Content-Type: {content_type}",
        *head,
    ]
    return b"--B\r\n" + "\r\n".join(lines).encode() + b"\r\n\r\n" + content + b"\r\n"


class TestFiles:
    """5.23."""

    META = (
        b'{"AttachableRef":[{"EntityRef":{"type":"Invoice","value":"101"},"IncludeOnSend":false}],'
        b'"FileName":"r.pdf"}'
    )
    TYPE = "multipart/form-data; boundary=B"

    def test_upload_and_download(self, us: Client) -> None:
        data = bytes(range(256))
        body = part("file_metadata_01", self.META, "application/json")
        body += part(
            "file_content_01", base64.b64encode(data), "application/pdf", "Content-Transfer-Encoding: base64"
        )
        body += part("file_content_02", data, "application/octet-stream")
        status, answer = _read(us.raw("POST", "upload", body + b"--B--\r\n", self.TYPE))
        first, second = (one["Attachable"] for one in answer["AttachableResponse"])
        assert (status, first["FileName"], first["Size"], first["ContentType"]) == (
            200,
            "r.pdf",
            256,
            "application/pdf",
        )
        assert first["FileAccessUri"] == f"/v3/company/{REALM}/download/{first['Id']}"
        assert second["Size"] == 256
        found = us.ask("select * from Attachable where AttachableRef.EntityRef.value = '101'")["Attachable"]
        assert [one["Id"] for one in found] == [first["Id"]]
        address = us.raw("GET", f"download/{first['Id']}").body.decode()
        assert us.read("Attachable", first["Id"])["TempDownloadUri"] == address
        path, _, query = address.partition("?")
        call = Call(method="GET", path=("temporary", path.split("/")[-1]), query=dict(parse_qsl(query)))
        us.later(seconds=899)
        assert us.company.answer(call).body == data
        forged = replace(call, query={**call.query, "Expires": "9999999999"})
        assert b"Access Denied" in us.company.answer(forged).body
        us.later(seconds=1)
        late = us.company.answer(call)
        assert (late.status, b"Request has expired" in late.body) == (403, True)
        found = us.ask("select * from Attachable")["Attachable"]
        assert address not in {one.get("TempDownloadUri") for one in found}

    def test_one_bad_file_among_good_ones(self, us: Client) -> None:
        body = part("file_metadata_01", b'{"FileName":"x.exe"}', "application/json")
        body += part("file_content_01", b"1", "text/plain") + part("file_content_02", b"2", "text/plain")
        status, answer = _read(us.raw("POST", "upload", body + b"--B--\r\n", self.TYPE))
        assert status == 200
        assert [next(iter(one)) for one in answer["AttachableResponse"]] == ["Fault", "Attachable"]

    def test_not_multipart(self, us: Client) -> None:
        assert us.refused("upload", {})["code"] == "1050"


def _read(answer: Any) -> tuple[int, Any]:
    from tests.simulator.company.calling import read

    return read(answer)


class TestPaperAndMail:
    """2.1, 5.14."""

    @pytest.mark.parametrize("kind", ["Invoice", "Payment"])
    def test_pdf(self, kind: str, us: Client) -> None:
        key = us.ask(f"select * from {kind} maxresults 1")[kind][0]["Id"]
        answer = us.raw("GET", f"{kind.lower()}/{key}/pdf")
        assert (answer.status, answer.content_type, answer.body[:5]) == (200, "application/pdf", b"%PDF-")
        assert answer.body.endswith(b"%%EOF\n")

    def test_pdf_of_nothing(self, us: Client) -> None:
        assert us.get("invoice/9999/pdf")[1]["Fault"]["Error"][0]["code"] == "610"
        assert us.get("bill/114/pdf")[1]["Fault"]["Error"][0]["code"] == "500"

    def test_send(self, us: Client) -> None:
        made = us.invoice()
        us.told.clear()
        status, body = _read(
            us.raw("POST", f"invoice/{made['Id']}/send", b"", "application/octet-stream", sendTo="a@b.c")
        )
        one = body["Invoice"]
        assert (status, one["EmailStatus"], one["BillEmail"], one["SyncToken"]) == (
            200, "EmailSent", {"Address": "a@b.c"}, "1"
        )  # fmt: skip
        assert one["DeliveryInfo"] == {"DeliveryType": "Email", "DeliveryTime": "2026-11-20T12:00:00-08:00"}
        assert us.told[-1].verb == "Emailed"

    def test_nowhere_to_send(self, us: Client) -> None:
        made = us.invoice()
        assert us.refused(f"invoice/{made['Id']}/send", {})["code"] == "6420"


class TestCompanyItself:
    """5.1, 5.2."""

    def test_information(self, us: Client) -> None:
        _, body = us.get(f"companyinfo/{REALM}")
        assert (body["CompanyInfo"]["Id"], body["CompanyInfo"]["Country"]) == ("1", "US")
        changed = us.make("CompanyInfo", Id="1", SyncToken="0", sparse=True, CompanyName="Oak Ltd")
        assert (changed["CompanyName"], changed["SyncToken"], us.company.name) == ("Oak Ltd", "1", "Oak Ltd")

    @pytest.mark.parametrize(
        ("profile", "country", "home", "partner"),
        [("us", "US", "USD", None), ("us-ast", "US", "USD", True), ("ca", "CA", "CAD", None),
         ("uk", "GB", "GBP", None), ("au", "AU", "AUD", None)],
    )  # fmt: skip
    def test_profiles(self, profile: str, country: str, home: str, partner: bool | None) -> None:
        client = Client(profile)
        prefs = client.get("preferences")[1]["Preferences"]
        assert prefs["CurrencyPrefs"] == {"MultiCurrencyEnabled": False, "HomeCurrency": {"value": home}}
        assert prefs["TaxPrefs"].get("PartnerTaxEnabled") is partner
        assert client.get("companyinfo/1")[1]["CompanyInfo"]["Country"] == country

    def test_preferences_and_settings_are_one(self, us: Client) -> None:
        us.company.set("closed_through", "2026-01-31")
        us.company.set("classes", "txn")
        prefs = us.get("preferences")[1]["Preferences"]
        assert prefs["AccountingInfoPrefs"]["BookCloseDate"] == "2026-01-31"
        assert prefs["AccountingInfoPrefs"]["ClassTrackingPerTxn"] is True
        body = {
            "Id": "1",
            "SyncToken": prefs["SyncToken"],
            "sparse": True,
            "SalesFormsPrefs": {"CustomTxnNumbers": True},
        }
        assert us.make("Preferences", **body)["SalesFormsPrefs"]["CustomTxnNumbers"] is True
        assert us.company.settings["custom_numbers"] is True
        assert us.refused("preferences", body)["code"] == "5010"

    @pytest.mark.parametrize(
        ("where", "line", "form"), [("line", True, False), ("txn", False, True), ("off", False, False)]
    )
    def test_classes_only_where_they_are_kept(self, where: str, line: bool, form: bool, us: Client) -> None:
        key = us.ask("select * from Class")["Class"][0]["Id"]
        us.company.set("classes", where)
        reference = {"value": key}
        made = us.make(
            "Invoice", CustomerRef={"value": "1"}, ClassRef=reference, Line=[sold(1, ClassRef=reference)]
        )
        assert ("ClassRef" in made["Line"][0]["SalesItemLineDetail"], "ClassRef" in made) == (line, form)

    @pytest.mark.parametrize(
        ("name", "value"),
        [("nothing", 1), ("classes", "some"), ("closed_through", "soon"), ("custom_numbers", "yes"),
         ("duplicate_numbers_refused", ["Customer"]), ("home_currency", "EURO"), ("locale", "de")],
    )  # fmt: skip
    def test_settings_are_checked(self, name: str, value: Any, us: Client) -> None:
        before = dict(us.company.settings)
        with pytest.raises(ValueError, match=name):
            us.company.set(name, value)
        assert us.company.settings == before
        assert set(before) == set(DEFAULTS)

    @pytest.mark.parametrize("code", ["6210", "6200", "5010"])
    def test_closed_books(self, code: str, us: Client) -> None:
        """4.3: three codes have been told of."""
        made = us.invoice(TxnDate="2026-01-10")
        us.company.set("closed_code", code)
        us.company.somebody("close_books", through="2026-01-31")
        body = {"Id": made["Id"], "SyncToken": "0"}
        assert us.refused("invoice", {**body, "sparse": True, "PrivateNote": "n"})["code"] == code
        assert us.refused("invoice", body, operation="delete")["code"] == code
        assert us.refused("invoice", body, operation="void")["code"] == code
        assert us.refused("invoice", {**body, "sparse": True, "TxnDate": "2026-02-01"})["code"] == code
        us.invoice(TxnDate="2026-02-01")


class TestSomebody:
    """What people do beside the API: 2.5, 7.3."""

    def test_edit(self, us: Client) -> None:
        one = us.company.somebody("edit", entity="Customer", id="1", fields={"Notes": "n"})
        assert (one["Notes"], one["SyncToken"]) == ("n", "1")
        assert (
            us.refused("customer", {"Id": "1", "SyncToken": "0", "sparse": True, "Notes": "m"})["code"]
            == "5010"
        )
        assert [(one.entity, one.id, one.verb) for one in us.told] == [("Customer", "1", "Update")]
        assert us.told[0].at == datetime(2026, 11, 20, 20, tzinfo=UTC)

    def test_pay(self, us: Client) -> None:
        made = us.invoice(100)
        paid = us.company.somebody("pay", invoice=made["Id"], amount="30")
        assert (paid["TotalAmt"], us.read("Invoice", made["Id"])["Balance"]) == (30, 70)
        us.company.somebody("pay", id=made["Id"])
        assert us.read("Invoice", made["Id"])["Balance"] == 0
        us.company.somebody("delete", entity="Invoice", id=made["Id"])
        assert us.read("Payment", paid["Id"])["UnappliedAmt"] == 30

    def test_void_create_deactivate(self, us: Client) -> None:
        made = us.company.somebody("create", entity="Customer", fields={"DisplayName": "New"})
        assert (
            us.company.somebody("deactivate", entity="Customer", id=made["Id"])["DisplayName"]
            == "New (deleted)"
        )
        invoice = us.invoice()
        assert us.company.somebody("void", entity="Invoice", id=invoice["Id"])["TotalAmt"] == 0
        with pytest.raises(Refused, match="already exists"):
            us.company.somebody("create", entity="Customer", fields={"DisplayName": "Cool Cars"})
        with pytest.raises(ValueError, match="dance"):
            us.company.somebody("dance")

    def test_merge(self, us: Client) -> None:
        made = us.invoice(100, customer="3")
        owed = us.read("Customer", "3")["Balance"] + us.read("Customer", "1")["Balance"]
        us.told.clear()
        us.company.somebody("merge", entity="Customer", id="3", into="1")
        assert us.get("customer/3")[1]["Fault"]["Error"][0]["code"] == "610"
        assert us.read("Invoice", made["Id"])["CustomerRef"] == {"value": "1", "name": "Amy's Bird Sanctuary"}
        assert us.read("Customer", "1")["Balance"] == owed
        assert [(one.id, one.verb, one.deleted_id) for one in us.told] == [("1", "Merge", "3")]


SEEDED = [
    ("Customer", "1", "DisplayName", "Amy's Bird Sanctuary"), ("Customer", "2", "DisplayName",
    "Bill's Windsurf Shop"),
    ("Customer", "20", "DisplayName", "Red Rock Diner"), ("Customer", "24", "DisplayName",
    "Sonnenschein Family Store"),
    ("Customer", "8", "DisplayName", "0969 Ocean View Road"), ("Item", "1", "Name", "Services"),
    ("Item", "2", "Name", "Hours"), ("Item", "5", "Name", "Rock Fountain"), ("Item", "11", "Name", "Pump"),
    ("Item", "14", "Name", "Sod"), ("Account", "4", "Name", "Undeposited Funds"), ("Account", "5", "Name",
    "Fees Billed"),
    ("Account", "33", "Name", "Accounts Payable (A/P)"), ("Account", "35", "Name", "Checking"),
    ("Account", "42", "Name", "Visa"), ("Account", "48", "Name", "Fountains and Garden Lighting"),
    ("TaxCode", "2", "Name", "California"), ("TaxRate", "3", "RateValue", 8), ("Term", "3", "DueDays", 30),
    ("PaymentMethod", "1", "Name", "Cash"), ("PaymentMethod", "2", "Name", "Check"), ("TaxCode", "TAX",
    "Taxable", True),
    ("TaxCode", "NON", "Taxable", False),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "key", "field", "value"), SEEDED)
def test_sandbox(kind: str, key: str, field: str, value: Any, us: Client) -> None:
    """9.11."""
    assert us.read(kind, key)[field] == value


def test_next_ids(us: Client) -> None:
    """9.11."""
    item = us.make("Item", Name="N", Type="Service", IncomeAccountRef={"value": "1"})
    assert (us.make("Customer", DisplayName="N")["Id"], item["Id"], us.invoice(customer="2")["Id"]) == (
        "58",
        "19",
        "145",
    )
    assert us.ask("select count(*) from Payment")["totalCount"] >= 5
    first = us.ask("select * from Customer maxresults 1")["Customer"][0]["Id"]
    assert us.ask(f"select * from Invoice where CustomerRef = '{first}'")["maxResults"] == 1


def test_kept_in_a_file(tmp_path: Path) -> None:
    company = Company(REALM, profile="ca", clock=Clock(), path=tmp_path / "one")
    company.seed()
    company.set("custom_numbers", value=True)
    company.close()
    again = Company(REALM, clock=Clock(), path=tmp_path / "one")
    assert (again.profile, again.settings["custom_numbers"]) == ("ca", True)
    assert again.answer(Call(method="GET", path=("customer", "1"))).status == 200
    again.reset()
    assert again.settings["custom_numbers"] is False
    assert again.answer(Call(method="GET", path=("customer", "1"))).status == 400
    again.close()


def test_time_is_pacific(us: Client) -> None:
    """9: with daylight saving."""
    us.clock.freeze(datetime(2026, 7, 1, 6, 0, tzinfo=UTC))
    made = us.invoice()
    assert (made["TxnDate"], made["MetaData"]["CreateTime"]) == ("2026-06-30", "2026-06-30T23:00:00-07:00")


def test_unknown_profile_and_seed(us: Client) -> None:
    with pytest.raises(ValueError, match="mars"):
        Company(REALM, profile="mars", clock=Clock())
    with pytest.raises(ValueError, match="tiny"):
        us.company.seed("tiny")
