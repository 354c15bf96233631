"""Pages that show what is in the books."""

from html import escape
from typing import Any

from aiohttp import web

from simulator.quickbooks_online import pages
from simulator.quickbooks_online.window import rows
from simulator.quickbooks_online.window.frame import form, link, sheet
from simulator.quickbooks_online.window.rows import money, percent, text
from simulator.quickbooks_online.world import Place


def overview(request: web.Request, place: Place) -> str:
    through = str(place.books.settings.get("closed_through") or "")
    switches = ((name, escape(str(value))) for name, value in sorted(place.books.settings.items()))
    closing = form(
        place,
        "close",
        pages.field("Closed through", "through", through, kind="date", required=True),
        "Close the books",
        back="",
    )
    told = f"<p>Closed through {escape(through)}.</p>" if through else "<p>The books are open.</p>"
    return sheet("Closing the books", told + closing) + sheet("Settings", pages.facts(switches))


def customers(request: web.Request, place: Place) -> str:
    start = _start(request)
    held = rows.page_of(
        place.books, "Customer", where="Active in (true,false)", order="DisplayName", start=start
    )
    cells = (
        (
            link(place, f"customers/{text(row, 'Id')}", text(row, "DisplayName")),
            text(row, "PrimaryEmailAddr", "Address"),
            "active" if row.get("Active", True) else "inactive",
            money(row, "Balance"),
            text(row, "Id"),
            text(row, "SyncToken"),
        )
        for row in held
    )
    heads = ("Name", "Email", "State", "Balance", "Id", "SyncToken")
    return pages.table(heads, cells, numbers=(3,)) + _pager(place, "customers", start, len(held))


def customer(request: web.Request, place: Place) -> str:
    number = request.match_info["id"]
    row = rows.one(place.books, "Customer", number)
    back = f"customers/{number}"
    plain = {name: str(row.get(name) or "") for name in ("DisplayName", "CompanyName", "Notes")}
    email = str((row.get("PrimaryEmailAddr") or {}).get("Address", ""))
    phone = str((row.get("PrimaryPhone") or {}).get("FreeFormNumber", ""))
    fields = (
        pages.hidden(id=number)
        + pages.field("Display name", "DisplayName", plain["DisplayName"], required=True)
        + pages.field("Company", "CompanyName", plain["CompanyName"])
        + pages.field("Email", "email", email, kind="email")
        + pages.field("Phone", "phone", phone)
        + pages.field("Notes", "Notes", plain["Notes"])
    )
    edit = form(place, "customer", fields, "Save", back=back)
    off = form(
        place, "deactivate", pages.hidden(entity="Customer", id=number), "Make inactive", back=back, bad=True
    )
    into = pages.hidden(id=number) + pages.field("Id of the customer that stays", "into", required=True)
    merge = form(place, "merge", into, "Merge", back="customers", bad=True)
    shown = pages.facts(
        [(name, text(row, name)) for name in ("Id", "SyncToken", "FullyQualifiedName")]
        + [("Balance", money(row, "Balance"))]
    )
    return (
        sheet("In the books", shown)
        + sheet("Edit", edit)
        + sheet("Make inactive", off)
        + sheet("Merge", merge)
    )


def items(request: web.Request, place: Place) -> str:
    start = _start(request)
    held = rows.page_of(place.books, "Item", where="Active in (true,false)", order="Name", start=start)
    cells = (
        (
            text(row, "FullyQualifiedName") or text(row, "Name"),
            text(row, "Type"),
            text(row, "Sku"),
            "active" if row.get("Active", True) else "inactive",
            money(row, "UnitPrice"),
            text(row, "Id"),
            text(row, "SyncToken"),
        )
        for row in held
    )
    heads = ("Name", "Type", "SKU", "State", "Price", "Id", "SyncToken")
    return pages.table(heads, cells, numbers=(4,)) + _pager(place, "items", start, len(held))


def invoices(request: web.Request, place: Place) -> str:
    start = _start(request)
    held = rows.page_of(place.books, "Invoice", order="TxnDate desc", start=start)
    cells = (
        (
            link(place, f"invoices/{text(row, 'Id')}", text(row, "DocNumber") or f"id {text(row, 'Id')}"),
            text(row, "CustomerRef"),
            text(row, "TxnDate"),
            text(row, "DueDate"),
            rows.state_of(row),
            money(row, "TotalAmt"),
            money(row, "Balance"),
            text(row, "SyncToken"),
        )
        for row in held
    )
    heads = ("Number", "Customer", "Date", "Due", "State", "Total", "Balance", "SyncToken")
    return pages.table(heads, cells, numbers=(5, 6)) + _pager(place, "invoices", start, len(held))


def invoice(request: web.Request, place: Place) -> str:
    number = request.match_info["id"]
    row = rows.one(place.books, "Invoice", number)
    names = (
        "Id",
        "SyncToken",
        "DocNumber",
        "CustomerRef",
        "TxnDate",
        "DueDate",
        "CurrencyRef",
        "PrivateNote",
    )
    facts = [(name, text(row, name)) for name in names]
    facts += [
        ("State", rows.state_of(row)),
        ("Tax", money(row.get("TxnTaxDetail") or {}, "TotalTax")),
        ("Total", money(row, "TotalAmt")),
        ("Balance", money(row, "Balance")),
    ]
    lines = pages.table(
        ("Line", "Item", "Quantity", "Price", "Amount"),
        (_line(line) for line in rows.lines_of(row)),
        numbers=(2, 3, 4),
    )
    back, held = f"invoices/{number}", pages.hidden(entity="Invoice", id=number)
    amount = pages.field("Amount", "amount", str(row.get("Balance") or ""), kind="number", required=True)
    pay = form(place, "pay", held + amount, "Record a payment", back=back)
    void = form(place, "void", held, "Void", back=back, bad=True)
    delete = form(place, "delete", held, "Delete", back="invoices", bad=True)
    return (
        sheet("In the books", pages.facts(facts))
        + lines
        + (sheet("Payment", pay) if row.get("Balance") else "")
        + sheet("Void", "<p>The number stays, the amounts become nought.</p>" + void)
        + sheet("Delete", "<p>The invoice is gone; apps that ask for it are told so.</p>" + delete)
    )


def payments(request: web.Request, place: Place) -> str:
    start = _start(request)
    held = rows.page_of(place.books, "Payment", order="TxnDate desc", start=start)
    cells = (
        (
            text(row, "Id"),
            text(row, "CustomerRef"),
            text(row, "TxnDate"),
            text(row, "PaymentRefNum"),
            money(row, "TotalAmt"),
            money(row, "UnappliedAmt"),
            text(row, "SyncToken"),
            form(
                place,
                "delete",
                pages.hidden(entity="Payment", id=str(row["Id"])),
                "Delete",
                back="payments",
                bad=True,
            ),
        )
        for row in held
    )
    heads = ("Id", "Customer", "Date", "Reference", "Total", "Not applied", "SyncToken", "")
    return pages.table(heads, cells, numbers=(4, 5)) + _pager(place, "payments", start, len(held))


def taxes(request: web.Request, place: Place) -> str:
    codes = rows.page_of(place.books, "TaxCode")
    rates = rows.page_of(place.books, "TaxRate")
    first = pages.table(
        ("Code", "Description", "Taxable", "Id"),
        (
            (text(row, "Name"), text(row, "Description"), text(row, "Taxable"), text(row, "Id"))
            for row in codes
        ),
    )
    second = pages.table(
        ("Rate", "Description", "Per cent", "Agency", "Id"),
        (
            (
                text(row, "Name"),
                text(row, "Description"),
                percent(row, "RateValue"),
                text(row, "AgencyRef"),
                text(row, "Id"),
            )
            for row in rates
        ),
        numbers=(2,),
    )
    return f"<h2>Codes</h2>{first}<h2>Rates</h2>{second}"


def _line(line: dict[str, Any]) -> tuple[str, ...]:
    detail = line.get("SalesItemLineDetail") or {}
    return (
        text(line, "Description") or text(line, "DetailType"),
        text(detail, "ItemRef"),
        text(detail, "Qty"),
        money(detail, "UnitPrice"),
        money(line, "Amount"),
    )


def _start(request: web.Request) -> int:
    asked = request.query.get("start", "1")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 9 else 1


def _pager(place: Place, path: str, start: int, count: int) -> str:
    before = link(place, f"{path}?start={max(1, start - rows.PAGE)}", "Earlier") if start > 1 else ""
    after = link(place, f"{path}?start={start + rows.PAGE}", "More") if count == rows.PAGE else ""
    return f'<p class="buttons">{before} {after}</p>' if before or after else ""
