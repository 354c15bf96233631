"""What somebody does in QuickBooks itself: the forms of the window."""

from decimal import Decimal, InvalidOperation
from typing import Any

from aiohttp import web

from simulator.quickbooks_online.appkeys import WORLD
from simulator.quickbooks_online.window.frame import Wrong
from simulator.quickbooks_online.world import Place, somebody


def customer(request: web.Request, place: Place, form: dict[str, str]) -> str:
    fields = {name: form.get(name, "").strip() for name in ("DisplayName", "CompanyName", "Notes")}
    _act(
        place,
        "edit",
        entity="Customer",
        id=form["id"],
        fields={
            **fields,
            "PrimaryEmailAddr": {"Address": form["email"]} if form.get("email") else {},
            "PrimaryPhone": {"FreeFormNumber": form["phone"]} if form.get("phone") else {},
        },
    )
    return "The customer was changed."


def deactivate(request: web.Request, place: Place, form: dict[str, str]) -> str:
    _act(place, "deactivate", entity=form["entity"], id=form["id"])
    return "It is inactive now."


def merge(request: web.Request, place: Place, form: dict[str, str]) -> str:
    _act(place, "merge", entity="Customer", id=form["id"], into=form["into"].strip())
    return f"The customer was merged into {form['into'].strip()}."


def pay(request: web.Request, place: Place, form: dict[str, str]) -> str:
    try:
        amount = Decimal(form["amount"])
    except InvalidOperation as error:
        raise Wrong("The amount is no number.") from error
    if not amount.is_finite() or amount <= 0:
        raise Wrong("The amount must be above nought.")
    _act(place, "pay", invoice=form["id"], amount=amount)
    return f"A payment of {amount:,.2f} was recorded."


def void(request: web.Request, place: Place, form: dict[str, str]) -> str:
    _act(place, "void", entity=form["entity"], id=form["id"])
    return "It was voided."


def delete(request: web.Request, place: Place, form: dict[str, str]) -> str:
    _act(place, "delete", entity=form["entity"], id=form["id"])
    return "It was deleted."


def close(request: web.Request, place: Place, form: dict[str, str]) -> str:
    _act(place, "close_books", through=form["through"])
    return f"The books are closed through {form['through']}."


def disconnect(request: web.Request, place: Place, form: dict[str, str]) -> str:
    ended = request.app[WORLD].grants.disconnect(realm=place.realm, client_id=form["client_id"])
    return "The app was disconnected." if ended else "The app was not connected."


def _act(place: Place, what: str, **values: Any) -> None:
    """Do it. Raises ValueError with the books' words."""
    somebody(place.books, what, values)


DEEDS = {
    "customer": customer,
    "deactivate": deactivate,
    "merge": merge,
    "pay": pay,
    "void": void,
    "delete": delete,
    "close": close,
    "disconnect": disconnect,
}
