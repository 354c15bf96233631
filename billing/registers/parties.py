"""The registers of those one deals with: customers and suppliers."""

from collections.abc import Sequence
from typing import Any

from billing.kinds import Kind
from billing.models import (
    Contact,
    CreditNote,
    Customer,
    Expense,
    Invoice,
    Payment,
    PurchaseOrder,
    Supplier,
    TaxTreatment,
)
from billing.registers.base import Children, Draft, Register
from billing.registers.books import Books
from billing.registers.trees import no_circles

STREET_LINES = 5
DOCUMENTS: dict[Kind, tuple[tuple[Any, str], ...]] = {
    Kind.CUSTOMER: ((Invoice, "customer"), (CreditNote, "customer"), (Payment, "customer")),
    Kind.SUPPLIER: ((Expense, "supplier"), (PurchaseOrder, "supplier")),
}
BILLING = ("billing_lines", "billing_city", "billing_region", "billing_postcode", "billing_country")
SHIPPING = ("shipping_lines", "shipping_city", "shipping_region", "shipping_postcode", "shipping_country")


def currency_in_use(drafts: Sequence[Draft], books: Books) -> None:
    """Let new records begin with the home currency, and fix the currency once documents are in it."""
    for draft in drafts:
        if draft.row.currency not in books.currencies and draft.has_changed("currency"):
            draft.refuse(
                "currency",
                f"{draft.row.currency} is not one of your currencies. Add it under Currencies first.",
            )
    moved = [draft for draft in drafts if not draft.is_new and draft.has_changed("currency")]
    used: set[Any] = set()
    for model, column in DOCUMENTS[drafts[0].row.kind] if moved else ():
        rows = model.objects.filter(**{f"{column}__in": [draft.row.pk for draft in moved]})
        used.update(rows.values_list(f"{column}_id", flat=True).distinct())
    for draft in moved:
        if draft.row.pk in used:
            label = draft.row.kind.label
            draft.refuse(
                "currency",
                f"{draft.row.name} has documents in {draft.was('currency')}, so the currency stays. "
                f"Add a second {label} for {draft.row.currency}.",
                code="fixed",
            )


def home_currency_first(drafts: Sequence[Draft], books: Books) -> None:
    for draft in drafts:
        if not draft.row.currency:
            draft.row.currency = books.home


def streets_have_few_lines(drafts: Sequence[Draft], books: Books) -> None:
    for draft in drafts:
        for name in ("billing_lines", "shipping_lines"):
            lines = getattr(draft.row, name, "").splitlines()
            if len(lines) > STREET_LINES:
                draft.refuse(
                    name, f"This has {len(lines)} lines, and an address takes {STREET_LINES} at most."
                )


def taxes_are_said_once(drafts: Sequence[Draft], books: Books) -> None:
    needed = {
        TaxTreatment.EXEMPT: ("exemption_reason", "Say why this customer is exempt from tax."),
        TaxTreatment.OWN_CODE: ("tax_code", "Choose the tax code that always applies to this customer."),
        TaxTreatment.OWN_RATE: ("tax_rate", "Give the rate that always applies to this customer."),
    }
    for draft in drafts:
        name, sentence = needed.get(draft.row.tax_treatment, ("", ""))
        if name and getattr(draft.row, name) in {None, ""}:
            draft.refuse(name, sentence, code="required")


def one_contact_for_each_purpose(drafts: Sequence[Draft], books: Books) -> None:
    for draft in drafts:
        for name, purpose in (("is_primary", "the primary contact"), ("is_billing", "for billing")):
            chosen = [index for index, row in enumerate(draft.children["contacts"]) if getattr(row, name)]
            for index in chosen[1:]:
                draft.refuse(f"contacts.{index}.{name}", f"Another contact is {purpose} already. One can be.")


CUSTOMERS = Register(
    kind=Kind.CUSTOMER,
    model=Customer,
    fields=(
        "name",
        "company",
        "external_number",
        "parent",
        "currency",
        "terms",
        "tax_treatment",
        "exemption_reason",
        "tax_code",
        "tax_rate",
        *BILLING,
        *SHIPPING,
        "notes",
        "is_active",
    ),
    lookups=("external_number", "name"),
    sorts=("sort_key", "external_number"),
    filters=("is_active", "currency", "parent", "tax_treatment"),
    searched=True,
    children=(
        Children(
            name="contacts",
            model=Contact,
            parent="customer",
            fields=("name", "email", "phone", "is_primary", "is_billing"),
            label="contact",
            at_most=100,
        ),
    ),
    rules=(
        home_currency_first,
        currency_in_use,
        streets_have_few_lines,
        taxes_are_said_once,
        one_contact_for_each_purpose,
        no_circles,
    ),
)
SUPPLIERS = Register(
    kind=Kind.SUPPLIER,
    model=Supplier,
    fields=(
        "name",
        "company",
        "external_number",
        "our_account",
        "currency",
        "terms",
        "expense_account",
        "tax_code",
        "email",
        "phone",
        *BILLING,
        "notes",
        "is_active",
    ),
    lookups=("external_number", "name"),
    sorts=("sort_key", "external_number"),
    filters=("is_active", "currency"),
    searched=True,
    rules=(home_currency_first, currency_in_use, streets_have_few_lines),
)
