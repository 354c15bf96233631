"""Guards 1 and 2: whatever the verb, a query stays within its tenant or is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.models import Tenant
from billing.tenancy.managers import OutsideTransaction, WrongTenant
from billing.tenancy.scope import NoTenant, across_tenants, person_scope, tenant_scope
from tests.shelf.models import Book, Shelf

VERBS: dict[str, Callable[[], Any]] = {
    "iterate": lambda: list(Shelf.objects.all()),
    "iterator": lambda: list(Shelf.objects.iterator()),
    "get": lambda: Shelf.objects.get(name="ours"),
    "first": lambda: Shelf.objects.order_by("name").first(),
    "exists": lambda: Shelf.objects.exists(),
    "count": lambda: Shelf.objects.count(),
    "aggregate": lambda: Shelf.objects.aggregate(n=Count("pk")),
    "values": lambda: list(Shelf.objects.values_list("name", flat=True)),
    "in_bulk": lambda: Shelf.objects.in_bulk(),
    "update": lambda: Shelf.objects.update(name="changed"),
    "delete": lambda: Shelf.objects.all().delete(),
    "create": lambda: Shelf.objects.create(name="new"),
    "get_or_create": lambda: Shelf.objects.get_or_create(name="new"),
    "update_or_create": lambda: Shelf.objects.update_or_create(name="new"),
    "bulk_create": lambda: Shelf.objects.bulk_create([Shelf(name="new")]),
    "base manager": lambda: list(Shelf._base_manager.all()),
    "default manager": lambda: list(Shelf._default_manager.all()),
    "union": lambda: list(Shelf.objects.filter(name="ours").union(Shelf.objects.filter(name="theirs"))),
    "or": lambda: list(Shelf.objects.filter(name="ours") | Shelf.objects.filter(name="theirs")),
    "exclude": lambda: list(Shelf.objects.exclude(name="nothing")),
    "subquery": lambda: Tenant.objects.filter(Exists(Shelf.objects.filter(tenant=OuterRef("pk")))).exists(),
    "explain": lambda: Shelf.objects.all().explain(),
}


@pytest.fixture
def shelves(cedar: Tenant, harbour: Tenant) -> tuple[Shelf, Shelf]:
    """One shelf in either organisation, with a book on it."""
    made = []
    for tenant, name in ((cedar, "ours"), (harbour, "theirs")):
        with tenant_scope(tenant_id=tenant.id):
            shelf = Shelf.objects.create(name=name)
            Book.objects.create(shelf=shelf, title=f"book of {name}")
            made.append(shelf)
    return made[0], made[1]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_refused_outside_a_scope(verb: str, shelves: tuple[Shelf, Shelf]) -> None:
    with pytest.raises(NoTenant):
        VERBS[verb]()


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_refused_when_only_a_person_is_in_scope(
    verb: str, shelves: tuple[Shelf, Shelf], owner: Any
) -> None:
    with person_scope(person_id=owner.id), pytest.raises(NoTenant):
        VERBS[verb]()


@pytest.mark.parametrize("verb", sorted(VERBS.keys() - {"explain", "subquery"}))
def test_no_verb_reaches_another_tenants_row(
    verb: str, shelves: tuple[Shelf, Shelf], cedar: Tenant, harbour: Tenant
) -> None:
    with tenant_scope(tenant_id=cedar.id):
        answer = VERBS[verb]()

    assert "theirs" not in str(answer)
    assert str(shelves[1].pk) not in str(answer)
    with tenant_scope(tenant_id=harbour.id):
        assert list(Shelf.objects.values_list("name", flat=True)) == ["theirs"]


def test_reading_verbs_answer_with_the_tenants_own_rows(shelves: tuple[Shelf, Shelf], cedar: Tenant) -> None:
    with tenant_scope(tenant_id=cedar.id):
        assert VERBS["count"]() == 1
        assert VERBS["exists"]() is True
        assert VERBS["aggregate"]() == {"n": 1}
        assert VERBS["values"]() == ["ours"]
        assert VERBS["or"]() == [shelves[0]]


def test_the_tenant_is_read_when_the_query_runs_not_when_it_is_written(
    shelves: tuple[Shelf, Shelf], cedar: Tenant, harbour: Tenant
) -> None:
    with tenant_scope(tenant_id=cedar.id):
        written = Shelf.objects.all()

    with tenant_scope(tenant_id=harbour.id):
        assert [shelf.name for shelf in written] == ["theirs"]


def test_a_row_of_another_tenant_is_not_saved(
    shelves: tuple[Shelf, Shelf], cedar: Tenant, harbour: Tenant
) -> None:
    stray = Shelf(name="stray", tenant=harbour)

    with tenant_scope(tenant_id=cedar.id):
        with pytest.raises(WrongTenant):
            stray.save()
        with pytest.raises(WrongTenant):
            Shelf.objects.bulk_create([stray])
        with pytest.raises(WrongTenant):
            Shelf.objects.create(name="stray", tenant=harbour)
        with pytest.raises(WrongTenant):
            shelves[1].delete()

    with across_tenants(reason="to see that nothing was written"):
        assert sorted(Shelf.objects.values_list("name", flat=True)) == ["ours", "theirs"]


def test_a_row_never_moves_to_another_tenant(
    shelves: tuple[Shelf, Shelf], cedar: Tenant, harbour: Tenant
) -> None:
    with tenant_scope(tenant_id=cedar.id), pytest.raises(WrongTenant):
        Shelf.objects.update(tenant=harbour)


def test_a_foreign_row_held_in_memory_cannot_be_refreshed_or_followed(
    shelves: tuple[Shelf, Shelf], cedar: Tenant, harbour: Tenant
) -> None:
    with tenant_scope(tenant_id=harbour.id):
        book = Book.objects.get()

    with tenant_scope(tenant_id=cedar.id):
        with pytest.raises(Book.DoesNotExist):
            book.refresh_from_db()
        with pytest.raises(Shelf.DoesNotExist):
            _ = book.shelf
        assert not shelves[1].books.exists()


def test_looking_across_tenants_needs_a_reason_and_sees_all(shelves: tuple[Shelf, Shelf]) -> None:
    with pytest.raises(ValueError, match="Say why"):
        across_tenants(reason="")

    with across_tenants(reason="the test wants to see all"):
        assert Shelf.objects.count() == 2


def test_scopes_nest_and_end_also_after_an_error(cedar: Tenant, harbour: Tenant) -> None:
    with tenant_scope(tenant_id=cedar.id):
        with pytest.raises(ZeroDivisionError), tenant_scope(tenant_id=harbour.id):
            _ = 1 / 0
        Shelf.objects.create(name="ours")
        assert Shelf.objects.get().tenant_id == cedar.id
    with pytest.raises(NoTenant):
        Shelf.objects.count()


@pytest.mark.django_db(transaction=True)
def test_a_query_outside_a_transaction_is_refused_with_a_reason(cedar: Tenant) -> None:
    with tenant_scope(tenant_id=cedar.id), pytest.raises(OutsideTransaction):
        Shelf.objects.count()


@pytest.mark.django_db(transaction=True)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.sampled_from(["cedar", "harbour", "nobody", "savepoint", "back", "keep"]), max_size=12)
)
def test_whatever_the_order_of_scopes_and_savepoints_the_database_shows_the_current_tenant(
    steps: list[str], cedar: Tenant, harbour: Tenant
) -> None:
    """After each step, raw SQL, which no manager guards, sees one tenant or none."""
    tenants = {"cedar": cedar, "harbour": harbour}
    with transaction.atomic():
        for tenant in tenants.values():
            with tenant_scope(tenant_id=tenant.id):
                Shelf.objects.get_or_create(name=tenant.name)

    with transaction.atomic():
        savepoints = []
        for step in steps:
            if step == "savepoint":
                savepoints.append(transaction.savepoint())
            elif step == "back" and savepoints:
                transaction.savepoint_rollback(savepoints.pop())
            elif step == "keep" and savepoints:
                transaction.savepoint_commit(savepoints.pop())
            for name, tenant in tenants.items():
                if name != step:
                    continue
                with tenant_scope(tenant_id=tenant.id):
                    assert names_in_raw_sql() == [tenant.name]
            assert names_in_raw_sql() == []


def names_in_raw_sql() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select name from shelf_shelf order by name")
        return [row[0] for row in cursor.fetchall()]
