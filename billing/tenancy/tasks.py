"""The base of every task that works for one tenant."""

from typing import Any
from uuid import UUID

from celery import Task

from billing.tenancy.scope import tenant_scope


class TenantTask(Task):  # type: ignore[type-arg]  # generic in its stubs only
    """Enters the scope of the tenant named in the message; a message that names none is refused."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if args or "tenant_id" not in kwargs:
            raise TypeError(f"{self.name} needs keyword arguments only, tenant_id among them.")
        tenant_id = UUID(str(kwargs.pop("tenant_id")))
        with tenant_scope(tenant_id=tenant_id):
            return super().__call__(**kwargs)
