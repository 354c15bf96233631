"""An item, or billing code: what is sold and bought."""

from typing import ClassVar

from django.db import models

from billing.kinds import Kind
from billing.models import columns
from billing.models.record import Listed
from billing.naming import words
from billing.tenancy.models import TenantOwned


class ItemType(models.TextChoices):
    SERVICE = "service", "Service"
    NON_INVENTORY = "non_inventory", "Non-inventory"
    INVENTORY = "inventory", "Inventory"
    BUNDLE = "bundle", "Bundle"
    CATEGORY = "category", "Category"


class Item(Listed):
    """Something that lines name. Several codes may share one external number."""

    kind = Kind.ITEM

    name = columns.line_of_text("name or code", max_length=100, blank=False)
    external_number = columns.line_of_text(
        max_length=100, help_text="May be shared: several codes, one product."
    )
    type = models.CharField(max_length=20, choices=ItemType.choices, default=ItemType.SERVICE)
    parent = columns.reference("self", "category")
    description = columns.text(max_length=4000)
    price = columns.fine("sales price")
    cost = columns.fine("purchase cost")
    is_taxable = models.BooleanField("taxable", default=True)
    tax_code = columns.reference("billing.TaxCode", help_text="Unless it is the usual one of your books.")
    income_account = columns.reference("billing.Account")
    expense_account = columns.reference("billing.Account")
    asset_account = columns.reference("billing.Account", help_text="For inventory: an other current asset.")

    class Meta(Listed.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Listed.Meta.constraints,
            *columns.kept_in_tenant(
                "parent", "tax_code", "income_account", "expense_account", "asset_account"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            *Listed.Meta.indexes,
            models.Index(fields=["tenant", "external_number", "id"], name="item_by_external_number"),
        ]

    def search_words(self) -> list[str]:
        return words(self.name, self.external_number, self.description[:200])


class BundlePart(TenantOwned):
    """One item of a bundle, and how many of it."""

    bundle = columns.reference(
        "billing.Item", optional=False, on_delete=models.CASCADE, related_name="parts", editable=False
    )
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    item = columns.reference("billing.Item", optional=False)
    quantity = columns.fine(default=1)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            *columns.kept_in_tenant("bundle", "item"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "bundle", "position"], name="bundlepart_of_bundle")
        ]
