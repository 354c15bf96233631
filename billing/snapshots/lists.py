"""Customers, suppliers, items and terms as documents."""

from collections.abc import Collection, Iterable
from uuid import UUID

from billing.documents import (
    CustomerDocument,
    Document,
    ItemDocument,
    Part,
    Person,
    SupplierDocument,
    TermsDocument,
)
from billing.models import Contact, Customer, Item, PaymentTerms, Supplier
from billing.models.customer import TaxTreatment
from billing.snapshots.parts import address, copied, head, must, ref
from billing.terms import Basis


def terms(ids: Collection[UUID]) -> list[Document]:
    return [
        TermsDocument(
            **head(row),
            by_day_of_month=row.basis == Basis.DAY_OF_MONTH.value,
            **copied(
                row,
                "name",
                "due_days",
                "day_of_month",
                "next_month_within",
                "discount_percent",
                "discount_days",
            ),
        )
        for row in PaymentTerms.objects.filter(pk__in=ids)
    ]


def customers(ids: Collection[UUID]) -> list[Document]:
    rows = Customer.objects.filter(pk__in=ids).select_related("parent", "terms", "tax_code")
    return [_customer(row) for row in rows.prefetch_related("contacts")]


def _customer(row: Customer) -> CustomerDocument:
    contacts = sorted(row.contacts.all(), key=lambda contact: contact.position)
    return CustomerDocument(
        **head(row),
        **copied(row, "name", "company", "currency", "exemption_reason", "tax_rate", "notes"),
        number=row.external_number,
        parent=ref(row.parent),
        terms=ref(row.terms),
        is_taxable=row.tax_treatment != TaxTreatment.EXEMPT,
        tax_code=ref(row.tax_code),
        billing=address(row, "billing"),
        shipping=address(row, "shipping"),
        primary=_person(contact for contact in contacts if contact.is_primary),
        for_billing=_person(
            contact for billing in (True, False) for contact in contacts if contact.is_billing or not billing
        ),
    )


def _person(contacts: Iterable[Contact]) -> Person:
    """Take the first; nobody where there is none."""
    found = next(iter(contacts), None)
    return Person() if found is None else Person(name=found.name, email=found.email, phone=found.phone)


def suppliers(ids: Collection[UUID]) -> list[Document]:
    return [
        SupplierDocument(
            **head(row),
            **copied(row, "name", "company", "our_account", "currency", "email", "phone", "notes"),
            number=row.external_number,
            terms=ref(row.terms),
            address=address(row, "billing"),
        )
        for row in Supplier.objects.filter(pk__in=ids).select_related("terms")
    ]


def items(ids: Collection[UUID]) -> list[Document]:
    rows = Item.objects.filter(pk__in=ids).select_related(
        "parent", "tax_code", "income_account", "expense_account", "asset_account"
    )
    return [_item(row) for row in rows.prefetch_related("parts__item")]


def _item(row: Item) -> ItemDocument:
    return ItemDocument(
        **head(row),
        **copied(row, "name", "type", "description", "price", "cost", "is_taxable"),
        number=row.external_number,
        parent=ref(row.parent),
        tax_code=ref(row.tax_code),
        income_account=ref(row.income_account),
        expense_account=ref(row.expense_account),
        asset_account=ref(row.asset_account),
        parts=tuple(
            Part(item=must(part.item), quantity=part.quantity)
            for part in sorted(row.parts.all(), key=lambda part: part.position)
        ),
    )
