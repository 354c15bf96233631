"""Tenant-owned models that exist for the tests alone: the smallest that have every guard."""

from typing import ClassVar

from django.db import models

from billing.tenancy.constraints import SameTenant
from billing.tenancy.models import TenantOwned
from integrations.fields import EncryptedJSONField


class Shelf(TenantOwned):
    name = models.CharField(max_length=50)


class Book(TenantOwned):
    shelf = models.ForeignKey(Shelf, on_delete=models.CASCADE, related_name="books")
    title = models.CharField(max_length=50)
    pages = models.IntegerField(default=1)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            SameTenant(name="shelf_book_same_tenant", field="shelf"),
            models.UniqueConstraint(fields=["tenant", "title"], name="shelf_book_title_once"),
        ]


class Credential(TenantOwned):
    secret = EncryptedJSONField(null=True)
    spare = EncryptedJSONField(null=True)
