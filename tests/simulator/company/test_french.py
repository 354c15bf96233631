"""Faults of a company in French: trap 34. The code stays, the texts do not."""

from typing import Any

import pytest

from tests.simulator.company.calling import Client, sold

FORM = {"CustomerRef": {"value": "1"}}
# path, body, code, what the detail says
CASES = [
    ("invoice", {"Id": "9999", "SyncToken": "0"}, "610", "Objet introuvable : Un élément que vous essayez"),
    ("invoice", {**FORM, "Lines": []}, "2010", 'Champ non reconnu "Lines"'),
    ("invoice", FORM, "2020", "Le paramètre requis Line est manquant dans la demande"),
    ("invoice", {**FORM, "Line": [sold(1)], "DocNumber": "x" * 22}, "2050", "Min:0 Max:21 pris en charge."),
    ("invoice", {"CustomerRef": {"value": "970"}, "Line": [sold(1)]}, "2500",
     "ID de référence non valide : élément Names dont l'ID est 970 introuvable"),
    ("customer", {"Id": "1", "SyncToken": "9", "sparse": True}, "5010", "Vous et Ann Lee travailliez sur"),
    ("invoice", {**FORM, "Line": [sold(1)], "CurrencyRef": {"value": "EUR"}}, "6000",
     "Erreur de validation métier: The currency"),
    ("invoice", {**FORM, "Line": [sold(5, Qty=2, UnitPrice=2)]}, "6070", "Valeur fournie:5.00"),
    ("invoice", {**FORM, "Line": [sold(1)], "DocNumber": "1001"}, "6140", "TxnType=Facture"),
    ("invoice", {**FORM, "Line": [sold(1)], "TxnDate": "2025-01-01"}, "6210", "La période comptable est"),
    ("customer", {"DisplayName": "Cool Cars"}, "6240", "Le nom fourni existe déjà. : Id=3"),
    ("vendor", {"DisplayName": "Cool Cars"}, "6240", "Le nom fourni existe déjà. : Un autre client"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body", "code", "words"), CASES)
def test_worded_in_french(path: str, body: Any, code: str, words: str) -> None:
    client = Client(locale="fr", closed_through="2025-12-31")
    english = Client(closed_through="2025-12-31").refused(path, body)
    error = client.refused(path, body)
    assert error["code"] == english["code"] == code
    assert error["Message"] != english["Message"]
    assert words in error["Detail"]
    assert words not in english["Detail"]
    item = {"bId": "1", "operation": "update" if "Id" in body else "create", path.title(): body}
    _, answer = client.post("batch", {"BatchItemRequest": [item]})
    assert answer["BatchItemResponse"][0]["Fault"]["Error"][0] == error


def test_other_codes_stay_as_they_are() -> None:
    error = Client(locale="fr").refused("item", {"Name": "N", "Type": "Nothing"})
    assert (error["code"], error["Message"]) == ("2120", "Invalid Type")
