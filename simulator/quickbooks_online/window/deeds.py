"""What somebody does in QuickBooks itself: the forms of the window."""

from decimal import Decimal, InvalidOperation

from aiohttp import web

from simulator.quickbooks_online.appkeys import WORLD
from simulator.quickbooks_online.window.frame import Wrong
from simulator.quickbooks_online.world import Place


def customer(request: web.Request, place: Place, form: dict[str, str]) -> str:
    fields = {name: form.get(name, "").strip() for name in ("DisplayName", "CompanyName", "Notes")}
    place.books.somebody(
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
    place.books.somebody("deactivate", entity=form["entity"], id=form["id"])
    return "It is inactive now."


def merge(request: web.Request, place: Place, form: dict[str, str]) -> str:
    place.books.somebody("merge", entity="Customer", id=form["id"], into=form["into"].strip())
    return f"The customer was merged into {form['into'].strip()}."


def pay(request: web.Request, place: Place, form: dict[str, str]) -> str:
    try:
        amount = Decimal(form["amount"])
    except InvalidOperation as error:
        raise Wrong("The amount is no number.") from error
    if not amount.is_finite() or amount <= 0:
        raise Wrong("The amount must be above nought.")
    place.books.somebody("pay", invoice=form["id"], amount=amount)
    return f"A payment of {amount:,.2f} was recorded."


def void(request: web.Request, place: Place, form: dict[str, str]) -> str:
    place.books.somebody("void", entity=form["entity"], id=form["id"])
    return "It was voided."


def delete(request: web.Request, place: Place, form: dict[str, str]) -> str:
    place.books.somebody("delete", entity=form["entity"], id=form["id"])
    return "It was deleted."


def close(request: web.Request, place: Place, form: dict[str, str]) -> str:
    place.books.somebody("close_books", through=form["through"])
    return f"The books are closed through {form['through']}."


def disconnect(request: web.Request, place: Place, form: dict[str, str]) -> str:
    ended = request.app[WORLD].grants.disconnect(realm=place.realm, client_id=form["client_id"])
    return "The app was disconnected." if ended else "The app was not connected."


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
