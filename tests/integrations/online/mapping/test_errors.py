"""Every code has its own words, its own next step, and something a person can do."""

import json
import string

import pytest

from integrations.contracts import Failed, Reply, Trouble
from integrations.quickbooks_online import errors
from integrations.quickbooks_online.errors import CATALOGUE, Fix
from tests.integrations.online.mapping.papers import US, VENDOR, charge, intent, sale

# All codes that are documented or were seen, but for 0, which is success.
CODES = [
    "100",
    "110",
    "120",
    "130",
    "140",
    "150",
    "500",
    "600",
    "610",
    "620",
    "630",
    "700",
    "900",
    "800",
    "1000",
    "1010",
    "1020",
    "1040",
    "1050",
    "2000",
    "2010",
    "2020",
    "2030",
    "2040",
    "2050",
    "2060",
    "2070",
    "2080",
    "2090",
    "2100",
    "2110",
    "2120",
    "2130",
    "2140",
    "2150",
    "2160",
    "2170",
    "2180",
    "2190",
    "2240",
    "2200",
    "2210",
    "2220",
    "2230",
    "2250",
    "2260",
    "2270",
    "2280",
    "2290",
    "2300",
    "2500",
    "2600",
    "3000",
    "3001",
    "3100",
    "3200",
    "3202",
    "4000",
    "4001",
    "4002",
    "5000",
    "5010",
    "5020",
    "5030",
    "6000",
    "6010",
    "6020",
    "6030",
    "6040",
    "6041",
    "6050",
    "6060",
    "6070",
    "6080",
    "6090",
    "6100",
    "6110",
    "6120",
    "6130",
    "6140",
    "6150",
    "6160",
    "6230",
    "6170",
    "6180",
    "6190",
    "6200",
    "6210",
    "6220",
    "6280",
    "6240",
    "6250",
    "6270",
    "6290",
    "6300",
    "6310",
    "6320",
    "6330",
    "6340",
    "6350",
    "6360",
    "6370",
    "6380",
    "6390",
    "6400",
    "6420",
    "6430",
    "6440",
    "6450",
    "6460",
    "6470",
    "6480",
    "6490",
    "6500",
    "6510",
    "6520",
    "6530",
    "6540",
    "10000",
    "10100",
    "10200",
    "-30000",
    "400",
]
NEXT = {
    Trouble.UNAUTHORISED: {"100", "110", "120", "130", "140", "3100", "3200", "3202"},
    Trouble.THROTTLED: {"3001"},
    Trouble.STALE: {"5010"},
    Trouble.TRANSIENT: {"150", "600", "10000", "-30000"},
}
VARIANTS = [
    ("You must set a transaction amount.", "6000:no_amount", Trouble.REFUSED),
    ("Make sure all your transactions have a VAT rate before you save.", "6000:tax_missing",
     Trouble.REFUSED),
    ("Make sure all your transactions have a GST/HST rate before you save.", "6000:tax_missing",
     Trouble.REFUSED),
    ("One or more transaction lines do not have a tax code associated with it.", "6000:tax_missing",
     Trouble.REFUSED),
    ("The currency of the transaction is invalid for customer/vendor/account.", "6000:currency",
     Trouble.REFUSED),
    ("You can only add or edit one name at a time. Please try again.", "6000:name_lock", Trouble.TRANSIENT),
    ("The entity Estimate 75 that you are trying to link does not exist.", "6000:link", Trouble.REFUSED),
    ("You must have at least a note string or file attachment", "6000:attachment", Trouble.REFUSED),
    ("you need to activate this item before updating the quantity", "6000:inactive_item", Trouble.REFUSED),
    ("Unexpected Internal Error. (-30000)", "-30000", Trouble.AMBIGUOUS),
    ("select an accounts receivable account", "6000:receivable", Trouble.REFUSED),
    ("Vous ne pouvez pas.", "6000", Trouble.REFUSED),
]  # fmt: skip


def decoded(code: str, detail: str = "d", status: int = 400) -> Failed:
    one = intent(sale([charge()]))
    message = VENDOR.encode([one], key="k", company=US, settings={})
    fault = {"Fault": {"Error": [{"Message": "m", "Detail": detail, "code": code}]}}
    outcome = VENDOR.decode(message, Reply(status=status, body=json.dumps(fault).encode()))[one.id]
    assert isinstance(outcome, Failed)
    return outcome


@pytest.mark.parametrize("code", CODES)
def test_every_code_leads_to_its_entry_and_the_right_next_step(code: str) -> None:
    expected = next((trouble for trouble, codes in NEXT.items() if code in codes), Trouble.REFUSED)
    assert CATALOGUE[code].trouble is expected
    outcome = decoded(code)
    # Broken inside, nobody knows whether it was done.
    in_doubt = code in {"10000", "-30000"}
    assert outcome.trouble is (Trouble.AMBIGUOUS if in_doubt else expected)
    assert errors.entry_of(outcome.code) is CATALOGUE[code]
    assert decoded(code.zfill(6)).code == code


@pytest.mark.parametrize(("detail", "key", "trouble"), VARIANTS)
def test_the_variants_of_6000(detail: str, key: str, trouble: Trouble) -> None:
    outcome = decoded("6000", f"Business Validation Error: {detail}")
    assert (outcome.code, outcome.trouble) == (key, trouble)
    assert errors.entry_of(outcome.code).code == key


def test_nothing_else_is_in_the_catalogue() -> None:
    assert {code for code in CATALOGUE if ":" not in code} == set(CODES)
    found = {key for _, key, _ in VARIANTS if ":" in key} | {"6000:closed", "5010:closed"}
    assert {code for code in CATALOGUE if ":" in code} == found


@pytest.mark.parametrize("code", [*CATALOGUE, ""])
def test_every_entry_is_in_words_for_people(code: str) -> None:
    entry = errors.entry_of(code)
    fields = {name for _, name, _, _ in string.Formatter().parse(entry.sentence) if name is not None}
    assert fields <= {"record", "number"}
    said = entry.said(record="Invoice {1042}", number="1042")
    assert "Invoice {1042}" in said or "{record}" not in entry.sentence
    for text in (said, entry.cause, entry.help):
        assert text[0].isupper()
        assert text.endswith(".")
    assert isinstance(entry.fix, Fix)


def test_a_code_nobody_knows_has_an_entry_too() -> None:
    assert errors.entry_of(decoded("99999").code) is errors.GENERAL
