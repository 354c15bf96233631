"""The most common faults as a company in French words them: the code stays, the texts do not (trap 34)."""

import re
from collections.abc import Mapping
from typing import Any

_GONE = (
    "Un élément que vous essayez d'utiliser a été rendu inactif. "
    "Vérifiez les champs contenant des comptes, des clients, des articles, des fournisseurs ou des employés."
)
_STALE = (
    r"Vous et \1 travailliez sur cet élément en même temps. \1 a terminé avant vous ; "
    "votre travail n'a donc pas été enregistré."
)
_CLOSED = (
    "La période comptable est clôturée et les livres ne peuvent pas être mis à jour par les services API "
    "de QBO. Veuillez utiliser le site Web de QBO pour apporter ces modifications."
)
# Code: message, then what is found in the detail and what stands there instead.
_TEXTS: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "610": ("Objet introuvable", (
        ("Object Not Found", "Objet introuvable"),
        ("Something you're trying to use has been made inactive.*", _GONE),
        ("Another user has deleted this transaction.", "Un autre utilisateur a supprimé cette opération."),
    )),
    "2010": ("La demande contient une propriété non valide ou non prise en charge", (
        ("Unrecognized field", "Champ non reconnu"),
        ("specified is unsupported or invalid", "indiquée n'est pas prise en charge ou n'est pas valide"),
    )),
    "2020": ("Paramètre requis manquant ; vous devez indiquer la valeur requise pour l'API", (
        ("Required parameter (.+) is missing in the request",
         r"Le paramètre requis \1 est manquant dans la demande"),
    )),
    "2050": ("La longueur de la chaîne est inférieure ou supérieure à celle prise en charge", (
        ("String length specified does not match the supported length",
         "La longueur de chaîne indiquée ne correspond pas à la longueur prise en charge"),
        ("supported. Supplied length", "pris en charge. Longueur fournie"),
    )),
    "2500": ("ID de référence non valide", (
        ("Invalid Reference Id", "ID de référence non valide"),
        (r"(\S+) element id (\S+) not found", r"élément \1 dont l'ID est \2 introuvable"),
        ("Something you're trying to use has been made inactive.*", _GONE),
    )),
    "5010": ("Erreur d'objet obsolète", (
        ("Stale Object Error", "Erreur d'objet obsolète"),
        ("You and (.+) were working on this at the same time. .*",
         _STALE),
    )),
    "6000": ("Une erreur de validation métier s'est produite lors du traitement de votre demande", (
        ("Business Validation Error", "Erreur de validation métier"),
        ("You must set a transaction amount.", "Vous devez indiquer un montant d'opération."),
        ("You can only add or edit one name at a time. Please try again.",
         "Vous ne pouvez ajouter ou modifier qu'un nom à la fois. Veuillez réessayer."),
    )),
    "6070": ("Le calcul du montant dans la demande est incorrect", (
        ("Amount is not equal to UnitPrice . Qty. Supplied value",
         "Le montant n'est pas égal à UnitPrice * Qty. Valeur fournie"),
    )),
    # The detail of a duplicate number is worded where the number is refused.
    "6140": ("Erreur de numéro de document en double", ()),
    "6210": ("Période comptable clôturée, mise à jour impossible par les services API", (
        ("The account period has closed.*",
         _CLOSED),
    )),
    "6240": ("Erreur de nom en double", (
        ("The name supplied already exists.", "Le nom fourni existe déjà."),
        ("Another customer, vendor or employee is already using this name. Please use a different name.",
         "Un autre client, fournisseur ou employé utilise déjà ce nom. Veuillez utiliser un autre nom."),
    )),
}  # fmt: skip


def said(fault: dict[str, Any]) -> dict[str, Any]:
    """Return a fault with its texts in French, as far as they are known."""
    return {**fault, "Error": [_one(error) for error in fault["Error"]]}


def _one(error: dict[str, str]) -> dict[str, str]:
    message, parts = _TEXTS.get(error["code"], (error["Message"], ()))
    detail = error["Detail"]
    for wanted, instead in parts:
        detail = re.sub(wanted, instead, detail, flags=re.DOTALL)
    return {**error, "Message": message, "Detail": detail}
