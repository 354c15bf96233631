"""Books to write in: Cedar's, in whose scope every test of this folder runs."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from billing.actors import Actor
from billing.kinds import Kind
from billing.models import Tenant
from billing.services import deeds
from billing.services.writing import write_one
from billing.tenancy.scope import tenant_scope

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
Put = Callable[..., Any]


@pytest.fixture
def books(cedar: Tenant) -> Iterator[Tenant]:
    """Work in Cedar's books."""
    with tenant_scope(tenant_id=cedar.id):
        yield cedar


@pytest.fixture
def put(books: Tenant, actor: Actor) -> Put:
    """Write one record: put(Kind.CUSTOMER, name="Ash")."""

    def write(kind: Kind, record_id: UUID | None = None, version: int | None = None, **values: Any) -> Any:
        return write_one(kind=kind, values=values, record_id=record_id, version=version, actor=actor, now=NOW)

    return write


@pytest.fixture
def customer(put: Put) -> Any:
    return put(Kind.CUSTOMER, name="Ash & Sons")


@pytest.fixture
def invoice(put: Put, customer: Any) -> Callable[..., Any]:
    """Write an invoice: invoice("100", "50.50", day="2026-11-01")."""

    def write(*prices: str, **values: Any) -> Any:
        lines: list[Mapping[str, Any]] = [{"description": "Work", "price": price} for price in prices]
        given: dict[str, Any] = {"customer": customer, "day": "2026-11-20", "lines": lines} | values
        return put(Kind.INVOICE, **given)

    return write


@pytest.fixture
def owed(invoice: Callable[..., Any], actor: Actor) -> Callable[..., Any]:
    """Write and approve an invoice."""

    def make(*prices: str, **values: Any) -> Any:
        made = invoice(*prices, **values)
        deeds.approve(kind=Kind.INVOICE, ids=[made.pk], actor=actor, now=NOW)
        return made

    return make


@pytest.fixture
def pay(put: Put, customer: Any) -> Callable[..., Any]:
    def make(amount: str, *allocations: tuple[Any, str], **values: Any) -> Any:
        rows = [{"invoice": row, "amount": part} for row, part in allocations]
        given = {"customer": customer, "day": "2026-11-20", "amount": amount, "allocations": rows} | values
        return put(Kind.PAYMENT, **given)

    return make


@pytest.fixture
def credit(put: Put, customer: Any, actor: Actor) -> Callable[..., Any]:
    def make(price: str) -> Any:
        lines = [{"description": "Back", "price": price}]
        made = put(Kind.CREDIT_NOTE, customer=customer, day="2026-11-20", lines=lines)
        deeds.approve(kind=Kind.CREDIT_NOTE, ids=[made.pk], actor=actor, now=NOW)
        return made

    return make
