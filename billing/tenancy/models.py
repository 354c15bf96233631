"""The base of every model whose rows belong to a tenant."""

from typing import Any, ClassVar, Self

from django.db import models

from billing.tenancy.constraints import TenantIsolation
from billing.tenancy.identifiers import new_id
from billing.tenancy.managers import TenantManager, refuse_foreign
from billing.tenancy.scope import current_tenant_id


class TenantOwned(models.Model):
    """A row of one tenant. A subclass's Meta inherits this Meta and adds its constraints to these."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # No index of its own: every index that serves a page leads with tenant_id already.
    tenant = models.ForeignKey(
        "billing.Tenant",
        on_delete=models.PROTECT,
        default=current_tenant_id,
        editable=False,
        db_index=False,
        related_name="+",
    )

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            TenantIsolation(name="%(app_label)s_%(class)s_tenant_id_id")
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        refuse_foreign(tenant_id=self.tenant_id, what=self._meta.verbose_name)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        refuse_foreign(tenant_id=self.tenant_id, what=self._meta.verbose_name)
        return super().delete(*args, **kwargs)
