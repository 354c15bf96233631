"""The register of items, or billing codes."""

from collections.abc import Sequence

from billing.kinds import Kind
from billing.models import AccountType, BundlePart, Item, ItemType
from billing.registers.base import Children, Draft, Register
from billing.registers.books import Books
from billing.registers.documents import known
from billing.registers.trees import no_circles

SELLING = {AccountType.INCOME, AccountType.OTHER_INCOME}
ACCOUNTS = {
    "income_account": (SELLING, "an income account"),
    "asset_account": ({AccountType.OTHER_CURRENT_ASSET}, "an other current asset"),
}


def accounts_fit(drafts: Sequence[Draft], books: Books) -> None:
    for draft in drafts:
        for name, (types, meant) in ACCOUNTS.items():
            account = getattr(draft.row, name) if draft.has_changed(name) else None
            if account is not None and account.type not in types:
                draft.refuse(
                    name, f"{account.label} is of the type {account.get_type_display()}. Choose {meant}."
                )


def inventory_has_an_asset_account(drafts: Sequence[Draft], books: Books) -> None:
    for draft in drafts:
        if draft.row.type == ItemType.INVENTORY and draft.row.asset_account_id is None:
            draft.row.asset_account = books.bookkeeping.asset_account
            if draft.row.asset_account_id is None:
                draft.refuse(
                    "asset_account",
                    "An inventory item needs an other current asset account. "
                    "Choose one here, or the usual one in the settings of the books.",
                    code="required",
                )


def types_stay(drafts: Sequence[Draft], books: Books) -> None:
    for draft in drafts:
        was = draft.was("type")
        if was == ItemType.INVENTORY and draft.row.type != was:
            draft.refuse("type", "An inventory item stays one. Add a new item, and make this one inactive.")


def bundles_have_parts(drafts: Sequence[Draft], books: Books) -> None:
    judged = [draft for draft in drafts if draft.has_changed("type", "parts")]
    known([part for draft in judged for part in draft.children["parts"]], "item")
    for draft in judged:
        parts = draft.children["parts"]
        if draft.row.type != ItemType.BUNDLE:
            if parts:
                draft.refuse("parts", "Only a bundle has parts. Change its type, or leave the parts out.")
            continue
        if not parts:
            draft.refuse("parts", "A bundle needs at least one part.", code="required")
        for index, part in enumerate(parts):
            if part.item.type in {ItemType.BUNDLE, ItemType.CATEGORY}:
                draft.refuse(
                    f"parts.{index}.item",
                    f"{part.item.name} is a {part.item.get_type_display().lower()}. "
                    "Choose a service or a product.",
                )


def categories_hold_items(drafts: Sequence[Draft], books: Books) -> None:
    for draft in drafts:
        parent = draft.row.parent if draft.has_changed("parent") else None
        if parent is not None and parent.type != ItemType.CATEGORY:
            draft.refuse("parent", f"{parent.name} is not a category. Choose one that is.")


ITEMS = Register(
    kind=Kind.ITEM,
    model=Item,
    fields=(
        "name",
        "external_number",
        "type",
        "parent",
        "description",
        "price",
        "cost",
        "is_taxable",
        "tax_code",
        "income_account",
        "expense_account",
        "asset_account",
        "is_active",
    ),
    lookups=("name", "external_number"),
    sorts=("sort_key", "external_number", "price"),
    filters=("is_active", "type", "parent", "external_number"),
    searched=True,
    children=(
        Children(
            name="parts",
            model=BundlePart,
            parent="bundle",
            fields=("item", "quantity"),
            label="part",
            at_most=150,
        ),
    ),
    rules=(
        accounts_fit,
        inventory_has_an_asset_account,
        types_stay,
        bundles_have_parts,
        categories_hold_items,
        no_circles,
    ),
)
