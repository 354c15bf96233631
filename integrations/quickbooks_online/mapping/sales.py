"""What invoices and credit notes have in common: the form a customer is sent."""

from decimal import Decimal
from typing import Any

from billing.documents import Line, SaleDocument
from integrations.quickbooks_online.mapping import addresses, keeping, places, tax
from integrations.quickbooks_online.mapping.amounts import cents, figures, total
from integrations.quickbooks_online.mapping.making import Body, Making, Write

NUMBER_LENGTH = 21
GENERATED = "AUTO_GENERATE"
# What stands for a line that names no item.
ITEM = "default_item"
ORDER_FIELD = "order_number_field"


def put(making: Making, entity: str, document: SaleDocument, **more: Any) -> Write:
    refuse_unready(making, document)
    charges = [line for line in document.lines if line.type == "charge"]
    taxed = tax.of_sale(making, document, charges)
    made_of = lines(making, document, taxed)
    made: Body = {
        "CustomerRef": making.to(document.customer),
        "TxnDate": document.day.isoformat(),
        "DocNumber": number(making, document.number),
        **making.currency(document.currency, document.exchange_rate),
        "Line": made_of,
        "PrivateNote": making.text(document.memo, 4000, "memo", "The internal memo"),
        "CustomerMemo": _message(making, document),
        "DepartmentRef": places.location(making, document, document.customer),
        "ClassRef": places.document_class(making, charges, document.customer),
        **_addressed(making, document),
        **_order(making, document),
        **taxed.fields,
        **more,
    }
    return keeping.transaction(making, entity, made, expect=expected(making, document, made))


def refuse_unready(making: Making, document: Any) -> None:
    """Refuse what has no place in other books, or is there already."""
    if document.is_draft:
        raise making.unfit("draft", "state", "it is a draft. Approve it to send it.")
    if document.is_void:
        raise making.unfit("void", "state", "it is void. It can be voided there, not written.")
    if getattr(document, "is_opening", False) and making.is_new:
        raise making.unfit(
            "opening",
            "is_opening",
            "it is an opening balance, so QuickBooks has it already. Link it to the one there.",
        )
    if document.total < 0:
        raise making.unfit(
            "negative", "lines", "it comes to less than nothing, which QuickBooks takes nowhere."
        )


def expected(making: Making, document: Any, made: Body) -> Body:
    """Return what has to come out; see answers."""
    number = made.get("DocNumber") or ""
    return {
        "total": making.money(document.total, "total"),
        "tax": making.money(document.tax, "tax"),
        "currency": document.currency,
        "lines": len(made["Line"]),
        "number": "" if number == GENERATED else number,
    }


def number(making: Making, ours: str) -> str | None:
    """Return the number it is to carry there, or None where it is theirs to give."""
    policy = making.settings["numbering"]
    if policy == "theirs" or not ours:
        return GENERATED if making.is_new and making.company.own_numbers else _kept_number(making)
    given = f"{making.settings['number_prefix']}{ours}" if policy == "prefixed" else ours
    if len(given) > NUMBER_LENGTH:
        raise making.unfit(
            "number_length",
            "number",
            f"the number {given} has {len(given)} characters, and QuickBooks takes {NUMBER_LENGTH}. Shorten "
            "it, or the prefix in the settings.",
        )
    return given


def _kept_number(making: Making) -> str | None:
    held = making.intent.theirs.get("DocNumber")
    return str(held) if held else None


def lines(making: Making, document: SaleDocument, taxed: tax.Taxed) -> list[Body]:
    """Return the lines in our order; subtotals are theirs to show."""
    folded = tax.folded(making, document)
    made: list[Body] = []
    codes = iter(taxed.codes)
    for place, line in enumerate(document.lines):
        if line.type == "charge":
            made.append(_charge(making, document, line, next(codes), place, folded=folded))
        elif line.type == "text":
            made.append(words(line.description))
    made += _discount(making, document, folded=folded)
    if not made:
        raise making.unfit("no_lines", "lines", "it has no lines, and QuickBooks needs one. Add a line.")
    return made


def words(text: str) -> Body:
    return {"DetailType": "DescriptionOnly", "Description": text, "DescriptionLineDetail": {}}


def _charge(
    making: Making, document: SaleDocument, line: Line, code: Body | None, place: int, *, folded: bool
) -> Body:
    amount = making.money(line.net if folded else line.amount, f"lines.{place}.price")
    detail: Body = {
        "ItemRef": making.to(line.item, ITEM),
        **figures(quantity=line.quantity, price=line.price, amount=amount),
        "ServiceDate": line.service_date.isoformat() if line.service_date else None,
        "ClassRef": places.line_class(making, line, document.customer),
        "TaxCodeRef": code,
    }
    made = {
        "DetailType": "SalesItemLineDetail",
        "Amount": amount,
        "Description": making.text(line.description, 4000, f"lines.{place}.description", "The description"),
        "SalesItemLineDetail": {name: value for name, value in detail.items() if value is not None},
    }
    return {name: value for name, value in made.items() if value is not None}


def _discount(making: Making, document: SaleDocument, *, folded: bool) -> list[Body]:
    if not document.discount:
        return []
    amount = making.money(document.discount, "discount_amount")
    if folded or amount < 0:
        # Said in words, for the sums are in the lines already.
        if not folded:
            raise making.unfit(
                "negative_discount",
                "discount_percent",
                "its discount comes to less than nothing, and QuickBooks takes none like that. Put it on the "
                "lines.",
            )
        return [words(f"The lines contain a discount of {amount} {document.currency}.")]
    percent = document.discount_percent
    by_percent = bool(percent) and _meets(document, percent, amount)
    detail: Body = {"PercentBased": by_percent}
    if by_percent:
        detail["DiscountPercent"] = percent
    if account := making.perhaps("discount_account"):
        detail["DiscountAccountRef"] = account
    return [{"DetailType": "DiscountLineDetail", "Amount": amount, "DiscountLineDetail": detail}]


def _meets(document: SaleDocument, percent: Decimal, amount: Decimal) -> bool:
    """Return whether they work out the same discount from the percentage."""
    subtotal = total(line.amount for line in document.lines if line.type == "charge")
    return cents(subtotal * percent / 100) == amount


def _message(making: Making, document: SaleDocument) -> Body | None:
    text = making.text(document.message, 1000, "customer_message", "The message to the customer")
    return {"value": text} if text else None


def _order(making: Making, document: SaleDocument) -> Body:
    """Say the customer's order number, which has a place in a field of the company's own only."""
    found = making.role(ORDER_FIELD)
    if found is None or not document.order_number:
        return {}
    text = making.text(document.order_number, 31, "purchase_order_number", "The customer's order number")
    return {"CustomField": [{"DefinitionId": found.key, "Type": "StringType", "StringValue": text}]}


def _addressed(making: Making, document: SaleDocument) -> Body:
    first, copies = addresses.mails(making, document.email_to, "email_to")
    made: Body = {"BillEmail": first, "BillEmailCc": copies}
    if making.company.tax_mode != "automated":
        # Automated tax looks at the parts of an address, and ours is printed lines: the customer's stands.
        made["BillAddr"] = addresses.printed(making, document.bill_to, "bill_to")
        made["ShipAddr"] = addresses.printed(making, document.ship_to, "ship_to")
    if making.is_new:
        # Later it says whether it was mailed, which is theirs to know.
        made |= _sending(making, document, has_address=first is not None)
    return made


def _sending(making: Making, document: SaleDocument, *, has_address: bool) -> Body:
    policy = making.settings["email_status"]
    wanted = policy == "to_be_sent" or (policy == "as_here" and document.delivery == "email")
    if wanted and not has_address:
        raise making.unfit(
            "no_mail_address",
            "email_to",
            "QuickBooks is to mail it, and it names no mail address. Give one, or change under Settings what "
            "QuickBooks mails.",
        )
    made: Body = {"EmailStatus": "NeedToSend" if wanted else "NotSet"}
    if policy == "as_here":
        made["PrintStatus"] = "NeedToPrint" if document.delivery == "print" else "NotSet"
    return made
