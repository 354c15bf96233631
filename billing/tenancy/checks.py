"""System checks: a tenant-owned model without its guards does not start."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error
from django.db.models import ForeignKey, ManyToManyField, Model

from billing.tenancy.constraints import SameTenant, TenantIsolation
from billing.tenancy.managers import TenantManager
from billing.tenancy.models import TenantOwned

OURS = ("billing", "integrations", "simulator", "tests")


def check_tenancy(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Report every model that touches a tenant's rows without the guards that belong to it."""
    found: list[CheckMessage] = []
    for config in app_configs or apps.get_app_configs():
        for model in config.get_models(include_auto_created=True):
            found.extend(_problems(model))
    return found


def _problems(model: type[Model]) -> Iterable[CheckMessage]:
    if issubclass(model, TenantOwned):
        yield from _owned_problems(model)
        return
    if model.__module__.split(".")[0] not in OURS:
        return
    if not getattr(model, "no_tenant", ""):
        yield Error(
            f"{model._meta.label} belongs to no tenant and does not say why.",
            hint='Derive it from TenantOwned, or give it `no_tenant = "the reason"`.',
            obj=model,
            id="tenancy.E006",
        )
    for field in model._meta.local_fields:
        if _points_at_owned(field):
            yield Error(
                f"{model._meta.label}.{field.name} points at a tenant's row, and no tenant owns it.",
                hint="Derive the model from TenantOwned.",
                obj=model,
                id="tenancy.E001",
            )


def _owned_problems(model: type[Model]) -> Iterable[CheckMessage]:
    if not any(isinstance(constraint, TenantIsolation) for constraint in model._meta.constraints):
        yield Error(
            f"{model._meta.label} has no row-level security.",
            hint="class Meta(TenantOwned.Meta): constraints = [*TenantOwned.Meta.constraints, ...]",
            obj=model,
            id="tenancy.E002",
        )
    if not isinstance(model._base_manager, TenantManager) or not isinstance(
        model._default_manager, TenantManager
    ):
        yield Error(
            f"{model._meta.label} has a manager that does not know the tenant.",
            hint="Use TenantManager, and inherit Meta from TenantOwned.Meta.",
            obj=model,
            id="tenancy.E003",
        )
    kept = {constraint.field for constraint in model._meta.constraints if isinstance(constraint, SameTenant)}
    for field in model._meta.local_fields:
        if _points_at_owned(field) and field.name not in kept:
            yield Error(
                f"{model._meta.label}.{field.name} could point at another tenant's row.",
                hint=f'Add SameTenant(name="...", field="{field.name}") to the constraints.',
                obj=model,
                id="tenancy.E004",
            )
    for many in model._meta.local_many_to_many:
        if _through(many)._meta.auto_created:
            yield Error(
                f"{model._meta.label}.{many.name} keeps its pairs in a table that no tenant owns.",
                hint="Give it a `through` model derived from TenantOwned.",
                obj=model,
                id="tenancy.E005",
            )


def _points_at_owned(field: Any) -> bool:
    """Tell whether this is a key to a tenant's row. A key to nowhere is reported by Django itself."""
    if not isinstance(field, ForeignKey):
        return False
    target: Any = field.remote_field.model
    return isinstance(target, type) and issubclass(target, TenantOwned)


def _through(field: "ManyToManyField[Any, Any]") -> Any:
    return field.remote_field.through
