"""Guards 3 and 4: what PostgreSQL itself refuses to the role that web and worker log in as."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection, transaction

from billing.models import AuditEntry, Membership, Tenant, User
from billing.tenancy import roles
from billing.tenancy.scope import across_tenants, person_scope, tenant_scope
from tests.shelf.models import Book, Shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelves(cedar: Tenant, harbour: Tenant) -> dict[str, Shelf]:
    made = {}
    for tenant in (cedar, harbour):
        with tenant_scope(tenant_id=tenant.id):
            made[tenant.slug] = Shelf.objects.create(name=tenant.slug)
    return made


def run(sql: str, *params: object) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def test_the_tests_run_as_the_role_the_product_runs_as() -> None:
    assert run("select current_user::text, session_user::text") == [(roles.APP, roles.APP)]
    assert roles.check() == ""


def test_raw_sql_without_a_scope_sees_and_changes_nothing(shelves: dict[str, Shelf]) -> None:
    assert run("select count(*) from shelf_shelf") == [(0,)]
    assert run("update shelf_shelf set name = 'taken'") == 0
    assert run("delete from shelf_shelf") == 0
    with across_tenants(reason="to see that nothing changed"):
        assert sorted(Shelf.objects.values_list("name", flat=True)) == ["cedar", "harbour"]


def test_raw_sql_in_a_scope_sees_and_changes_only_its_tenant(
    shelves: dict[str, Shelf], cedar: Tenant
) -> None:
    with tenant_scope(tenant_id=cedar.id):
        assert run("select name from shelf_shelf") == [("cedar",)]
        assert run("update shelf_shelf set name = name") == 1
        assert run("delete from shelf_shelf where name = 'harbour'") == 0


@pytest.mark.parametrize(
    "sql",
    [
        "insert into shelf_shelf (id, tenant_id, name) values (gen_random_uuid(), %(other)s, 'planted')",
        "update shelf_shelf set tenant_id = %(other)s",
        "insert into shelf_shelf (id, tenant_id, name) values (%(own)s, %(other)s, 'x') "
        "on conflict (id) do update set tenant_id = %(other)s",
    ],
)
def test_raw_sql_cannot_put_a_row_into_another_tenant(
    sql: str, shelves: dict[str, Shelf], cedar: Tenant, harbour: Tenant
) -> None:
    with tenant_scope(tenant_id=cedar.id), pytest.raises(ProgrammingError, match="row-level security"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, {"other": harbour.id, "own": shelves["cedar"].pk})

    with across_tenants(reason="to see that nothing was planted"):
        assert Shelf.objects.count() == 2


def test_a_reference_into_another_tenant_is_refused_by_the_key_itself(
    shelves: dict[str, Shelf], cedar: Tenant
) -> None:
    with tenant_scope(tenant_id=cedar.id), pytest.raises(IntegrityError, match="shelf_book_same_tenant"):
        with transaction.atomic():
            Book.objects.create(shelf_id=shelves["harbour"].pk, title="smuggled")


def test_the_key_holds_even_for_the_role_that_sees_all_tenants(
    shelves: dict[str, Shelf], cedar: Tenant
) -> None:
    with across_tenants(reason="row-level security is out of the way"):
        with pytest.raises(IntegrityError, match="shelf_book_same_tenant"), transaction.atomic():
            Book.objects.create(tenant=cedar, shelf_id=shelves["harbour"].pk, title="smuggled")


@pytest.mark.parametrize(
    "sql",
    [
        f"set role {roles.OWNER}",
        "alter table shelf_shelf disable row level security",
        "alter table shelf_shelf no force row level security",
        "drop policy tenant on shelf_shelf",
        "truncate shelf_shelf cascade",
        "create table public.copied as select * from shelf_shelf",
        "set session authorization postgres",
    ],
)
def test_the_role_cannot_lift_the_guards(sql: str, shelves: dict[str, Shelf]) -> None:
    with pytest.raises(ProgrammingError, match="permission denied|must be owner"), transaction.atomic():
        run(sql)


def test_row_security_cannot_be_switched_off_for_a_session(shelves: dict[str, Shelf]) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        run("set local row_security = off")
        run("select * from shelf_shelf")


def test_every_table_with_a_tenant_column_has_forced_row_security() -> None:
    unguarded = run(
        """
        select c.relname from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
        where c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)
        """
    )
    assert unguarded == []


def test_an_unset_or_garbled_setting_shows_nothing_or_fails(shelves: dict[str, Shelf]) -> None:
    run("select set_config('tieout.tenant', '', true)")
    assert run("select count(*) from shelf_shelf") == [(0,)]
    run("select set_config('tieout.tenant', %s, true)", str(uuid4()))
    assert run("select count(*) from shelf_shelf") == [(0,)]


def test_a_person_sees_their_own_seats_and_nothing_else(
    shelves: dict[str, Shelf], owner: User, cedar: Tenant, harbour: Tenant
) -> None:
    with person_scope(person_id=owner.id):
        assert [seat.tenant_id for seat in Membership.objects.all()] == [cedar.id]
        assert run("select slug from billing_tenant") == [("cedar",)]
        assert run("select count(*) from shelf_shelf") == [(0,)]
        assert run("update billing_membership set role = 'owner'") == 0
        assert run("delete from billing_membership") == 0


def test_the_policy_is_computed_once_and_the_index_led_by_the_tenant_is_used(cedar: Tenant) -> None:
    with tenant_scope(tenant_id=cedar.id):
        run("set local enable_seqscan = off")
        run("set local enable_bitmapscan = off")
        run("set local enable_sort = off")
        plan = "\n".join(
            line
            for (line,) in run("explain select * from billing_auditentry order by at desc, id desc limit 5")
        )

    assert "audit_by_time" in plan
    assert "InitPlan" in plan
    assert "Filter" not in plan


@pytest.mark.parametrize("sql", ["update {} set action = 'x'", "delete from {}", "truncate {}"])
def test_the_audit_trail_can_only_grow(sql: str, cedar: Tenant) -> None:
    table = AuditEntry._meta.db_table
    for scope in (
        tenant_scope(tenant_id=cedar.id),
        across_tenants(reason="the strongest role the product has"),
    ):
        with scope, pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            run(sql.format(table))

    with tenant_scope(tenant_id=cedar.id):
        assert AuditEntry.objects.count() == 2


@pytest.fixture
def owners_connection() -> Iterator[psycopg.Connection[Any]]:
    owner = settings.OWNER_DATABASE
    with psycopg.connect(
        dbname=connection.settings_dict["NAME"],
        user=owner["USER"],
        password=owner["PASSWORD"],
        host=owner["HOST"],
        port=owner["PORT"],
        autocommit=True,
    ) as opened:
        yield opened


@pytest.mark.django_db(transaction=True)
def test_even_the_owner_of_the_tables_cannot_rewrite_the_audit_trail(
    cedar: Tenant, owners_connection: psycopg.Connection[Any]
) -> None:
    with owners_connection.transaction():
        owners_connection.execute("select set_config('tieout.tenant', %s, true)", [str(cedar.id)])
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
            owners_connection.execute("update billing_auditentry set action = 'x'")


@pytest.mark.django_db(transaction=True)
def test_even_the_owner_of_the_tables_sees_nothing_without_a_tenant(
    cedar: Tenant, owners_connection: psycopg.Connection[Any]
) -> None:
    assert owners_connection.execute("select count(*) from billing_auditentry").fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_scope_outlives_its_transaction_in_the_connection(cedar: Tenant) -> None:
    for ending in (transaction.commit, transaction.rollback):
        with transaction.atomic(), tenant_scope(tenant_id=cedar.id):
            assert run("select count(*) from billing_auditentry") == [(2,)]
            transaction.set_rollback(ending is transaction.rollback)
        assert run("select current_setting('tieout.tenant', true), current_user::text") == [("", roles.APP)]
        assert run("select count(*) from billing_auditentry") == [(0,)]


@pytest.mark.django_db(transaction=True)
def test_threads_working_for_different_tenants_at_once_do_not_mix(cedar: Tenant, harbour: Tenant) -> None:
    def work(tenant: Tenant) -> set[str]:
        seen: set[str] = set()
        try:
            for number in range(40):
                with transaction.atomic(), tenant_scope(tenant_id=tenant.id):
                    Shelf.objects.create(name=f"{tenant.slug} {number}")
                    seen |= {row[0].split()[0] for row in run("select name from shelf_shelf")}
        finally:
            connection.close()
        return seen

    with ThreadPoolExecutor(4) as pool:
        seen = list(pool.map(work, [cedar, harbour, cedar, harbour]))

    assert seen == [{"cedar"}, {"harbour"}, {"cedar"}, {"harbour"}]
