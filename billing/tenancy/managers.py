"""The manager of every tenant-owned model: no query without a scope, whatever the verb."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.core.exceptions import FullResultSet
from django.db import models
from django.db.models import BooleanField, F, Func
from django.db.models.sql.compiler import SQLCompiler

from billing.tenancy.scope import NoTenant, Scope, current_scope

Row = TypeVar("Row", bound=models.Model)


class WrongTenant(PermissionError):
    """A row of one tenant was about to be written while working for another, or for none."""


class OutsideTransaction(RuntimeError):
    """Tenant-owned rows were touched outside a transaction, where the database shows none."""


class InScope(Func):
    """A condition whose meaning is decided when the SQL is compiled: the row belongs to the current scope."""

    output_field: "ClassVar[BooleanField[Any, Any]]" = BooleanField()
    arity = None

    def __init__(self, *columns: Any) -> None:
        super().__init__(*columns)

    def as_sql(  # type: ignore[override]  # Func's own signature is wider, and unused here
        self, compiler: SQLCompiler, connection: Any, **_: Any
    ) -> tuple[str, list[Any]]:
        scope = current_scope()
        if scope is None:
            raise NoTenant(
                "Tenant-owned rows were asked for outside any scope. Enter `tenant_scope(...)` first."
            )
        if not connection.in_atomic_block:
            raise OutsideTransaction(
                "Tenant-owned rows were asked for outside a transaction. Open one first."
            )
        if scope.across:
            raise FullResultSet
        column, value = self._belonging(scope)
        sql, params = compiler.compile(column)
        return f"{sql} = %s", [*params, value]

    def _belonging(self, scope: Scope) -> tuple[Any, Any]:
        tenant, *person = self.get_source_expressions()
        if scope.tenant_id is not None:
            return tenant, scope.tenant_id
        if not person:
            raise NoTenant("These rows belong to a tenant, and only a person is in scope.")
        return person[0], scope.person_id


def refuse_foreign(*, tenant_id: Any, what: object) -> None:
    """Raise WrongTenant unless a row of this tenant may be written in the current scope."""
    scope = current_scope()
    if scope is None:
        raise NoTenant(
            f"A {what} was about to be written outside any scope. Enter `tenant_scope(...)` first."
        )
    if not scope.across and (scope.tenant_id is None or tenant_id != scope.tenant_id):
        raise WrongTenant(f"A {what} of another tenant was about to be written.")


class TenantQuerySet(models.QuerySet[Row]):
    """Writes in bulk only what belongs to the current scope."""

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        rows = list(objs)
        for row in rows:
            refuse_foreign(tenant_id=getattr(row, "tenant_id", None), what=self.model._meta.verbose_name)
        return super().bulk_create(rows, *args, **kwargs)

    def update(self, **fields: Any) -> int:
        if {"tenant", "tenant_id"} & fields.keys():
            raise WrongTenant("A row never moves to another tenant.")
        return super().update(**fields)


if TYPE_CHECKING:
    Base = models.Manager
else:
    Base = models.Manager.from_queryset(TenantQuerySet)


class TenantManager(Base[Row]):
    """Adds the current scope to every query, read when the query is compiled."""

    def __init__(self, *, column: str = "tenant_id", person: str = "") -> None:
        super().__init__()
        self._columns = [column, *([person] if person else [])]

    def get_queryset(self) -> models.QuerySet[Row]:
        return super().get_queryset().filter(InScope(*(F(column) for column in self._columns)))
