"""The current scope: whose rows the running code may see and write.

There is one scope at a time. Code outside any scope may touch no tenant-owned row: the manager raises, and
the database, which is told the scope at the start of each transaction, shows nothing.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID


class NoTenant(LookupError):
    """Tenant-owned rows were touched outside a tenant's scope."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One tenant's rows, or one person's own seats, or (with a reason) every tenant's rows."""

    tenant_id: UUID | None = None
    person_id: UUID | None = None
    across: str = ""


_scope: ContextVar[Scope | None] = ContextVar("tieout_scope", default=None)


def current_scope() -> Scope | None:
    return _scope.get()


def current_tenant_id() -> UUID:
    """Return the tenant being worked for, or raise NoTenant."""
    scope = _scope.get()
    if scope is None or scope.tenant_id is None:
        raise NoTenant("No tenant is being worked for. Enter `tenant_scope(tenant_id=...)` first.")
    return scope.tenant_id


@contextmanager
def _scoped(scope: Scope) -> Iterator[None]:
    token = _scope.set(scope)
    try:
        yield
    finally:
        _scope.reset(token)


def tenant_scope(*, tenant_id: UUID) -> AbstractContextManager[None]:
    """Work for one tenant: its rows are visible and writable, nobody else's."""
    return _scoped(Scope(tenant_id=tenant_id))


def person_scope(*, person_id: UUID) -> AbstractContextManager[None]:
    """See one person's own memberships, in whichever tenants, and write nothing."""
    return _scoped(Scope(person_id=person_id))


def across_tenants(*, reason: str) -> AbstractContextManager[None]:
    """See and write every tenant's rows, as the database role for sweeps. Linted: see the allow-list."""
    if not reason:
        raise ValueError("Say why every tenant's rows are needed.")
    return _scoped(Scope(across=reason))
