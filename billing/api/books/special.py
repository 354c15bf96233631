"""What only one subject has: the balance of a customer, the settings of the books."""

from typing import Any

from django.db.models import ForeignKey

from billing.api.books import describing as about
from billing.api.books import operations as made
from billing.api.books.fields import answered, written
from billing.api.books.views import BALANCE_SCOPES
from billing.kinds import Kind
from billing.models import Bookkeeping, NumberSeries
from billing.scopes import SETTINGS, Access
from billing.services import bookkeeping

READ, WRITE = Access.READ, Access.WRITE


def schemas() -> dict[str, Any]:
    return {"Settings": _settings(), "SettingsChange": _settings_change(), "Balance": _balance_schema()}


def paths() -> dict[str, Any]:
    return {"/api/v1/customers/{record_id}/balance/": _balance(), "/api/v1/settings/": _settings_path()}


def _balance_schema() -> dict[str, Any]:
    amount = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
    properties = {
        "customer": {"type": "string", "format": "uuid"},
        "customer_name": {"type": "string"},
        "currency": {"type": "string"},
        "day": {"type": "string", "format": "date", "description": "The day for which overdue is told."},
        "balance": amount | {"description": "What is open, less credit. Below nothing, we owe them."},
        "open": amount | {"description": "What is left to pay on approved invoices."},
        "overdue": amount | {"description": "Of it what was due before this day."},
        "credit": amount | {"description": "What is left of payments and credit notes."},
        "open_invoices": {"type": "integer"},
    }
    return {"type": "object", "properties": properties, "required": list(properties)}


def _balance() -> dict[str, Any]:
    told = made.operation(
        Kind.CUSTOMER,
        READ,
        name="read_customer_balance",
        summary="What a customer owes",
        tag=Kind.CUSTOMER.heading,
        scopes=BALANCE_SCOPES,
        parameters=[made.parameter("Id")],
        responses={"200": made.answer("What is owed", about.ref("Balance"))} | made.refusals(400, 404),
    )
    return {"get": told}


def _settings() -> dict[str, Any]:
    properties: dict[str, Any] = {"version": {"type": "integer", "description": "Goes up with every change."}}
    for name in bookkeeping.FIELDS:
        column = Bookkeeping._meta.get_field(name)
        properties[name] = answered(column)
        if isinstance(column, ForeignKey):
            properties[f"{name}_name"] = {"type": "string", "description": "What it is called."}
    series = {name: answered(NumberSeries._meta.get_field(name)) for name in bookkeeping.SERIES_FIELDS}
    one = {"type": "object", "properties": series, "required": list(series)}
    by_kind = {kind.plural: one for kind in bookkeeping.NUMBERED}
    properties[bookkeeping.SERIES] = {
        "type": "object",
        "description": "How documents are numbered, by kind.",
        "properties": by_kind,
        "required": list(by_kind),
    }
    return {"type": "object", "properties": properties, "required": list(properties)}


def _settings_change() -> dict[str, Any]:
    properties: dict[str, Any] = {
        "version": {"type": ["integer", "null"], "description": "The version that was seen."}
    }
    properties |= {name: written(Bookkeeping._meta.get_field(name)) for name in bookkeeping.FIELDS}
    series = {name: written(NumberSeries._meta.get_field(name)) for name in bookkeeping.SERIES_FIELDS}
    one = {"type": "object", "additionalProperties": False, "properties": series}
    properties[bookkeeping.SERIES] = {
        "type": "object",
        "additionalProperties": False,
        "description": "What changes about how documents are numbered, by kind.",
        "properties": {kind.plural: one for kind in bookkeeping.NUMBERED},
    }
    for described in (*series.values(), *properties.values()):
        described.pop("default", None)
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _settings_path() -> dict[str, Any]:
    answer = made.answer("The settings", about.ref("Settings"), headers=made.ETAG)
    example = {"closed_through": "2026-10-31", "number_series": {"invoices": {"next_number": 2001}}}
    tag = "Settings of the books"
    return {
        "get": made.operation(
            SETTINGS,
            READ,
            name="read_settings",
            summary="Read how the books are kept",
            tag=tag,
            parameters=[made.parameter("IfNoneMatch")],
            responses={"200": answer, "304": {"description": "They are as they were seen"}}
            | made.refusals(400),
        ),
        "patch": made.operation(
            SETTINGS,
            WRITE,
            name="change_settings",
            summary="Change what is sent: closed days, usual settings, numbers",
            tag=tag,
            parameters=[made.parameter("IfMatch")],
            requestBody=made.body(about.ref("SettingsChange"), example=example),
            responses={"200": answer} | made.refusals(400, 409, 412, 413, 415, 422),
        ),
    }
