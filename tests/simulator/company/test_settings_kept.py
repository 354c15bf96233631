"""What the API changes of the settings is kept, and only with the rest of its call: 5.2, 7.1."""

from pathlib import Path
from typing import Any

from simulator.quickbooks_online.company import Company
from tests.simulator.company.calling import REALM, Client

NUMBERS = {"SalesFormsPrefs": {"CustomTxnNumbers": True}}


def changed(us: Client, **groups: Any) -> dict[str, Any]:
    token = us.get("preferences")[1]["Preferences"]["SyncToken"]
    return {"Id": "1", "SyncToken": token, **groups}


def numbers(us: Client) -> Any:
    return us.get("preferences")[1]["Preferences"]["SalesFormsPrefs"]["CustomTxnNumbers"]


def test_what_the_api_changed_is_there_after_a_restart(us: Client, tmp_path: Path) -> None:
    us.company = Company(REALM, clock=us.clock, path=tmp_path / "company")
    us.make("Preferences", **changed(us, **NUMBERS))
    us.make("CompanyInfo", **{**us.get("companyinfo/1")[1]["CompanyInfo"], "CompanyName": "Oak Ltd"})
    us.company.close()
    us.company = Company(REALM, clock=us.clock, path=tmp_path / "company")
    info = us.get("companyinfo/1")[1]["CompanyInfo"]
    assert (numbers(us), info["CompanyName"], us.company.name) == (True, "Oak Ltd", "Oak Ltd")
    us.company.close()


def test_refused_preferences_change_nothing() -> None:
    us = Client(multi_currency=True)
    body = changed(us, **NUMBERS, CurrencyPrefs={"MultiCurrencyEnabled": False})
    assert us.refused("preferences", body)["code"] == "2600"
    assert numbers(us) is False


def test_settings_go_back_with_their_call(us: Client) -> None:
    """7.1: an item that is one object too many is undone, and what it set."""
    us.company.set("batch_objects", value=1)
    items = [
        {"bId": "a", "Query": "select * from Customer maxresults 1"},
        {"bId": "b", "operation": "update", "Preferences": changed(us, **NUMBERS)},
    ]
    answer = us.post("batch", {"BatchItemRequest": items})[1]["BatchItemResponse"]
    assert answer[1]["Fault"]["Error"][0]["code"] == "10100"
    assert (numbers(us), us.company.settings["custom_numbers"]) == (False, False)
