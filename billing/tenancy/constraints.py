"""What the database itself holds to, declared in Meta.constraints and therefore made by migrations."""

from abc import ABC, abstractmethod
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BaseConstraint, Model

from billing.tenancy.roles import APP, SWEEP

CURRENT_TENANT = "(select nullif(current_setting('tieout.tenant', true), '')::uuid)"
CURRENT_PERSON = "(select nullif(current_setting('tieout.person', true), '')::uuid)"


class DatabaseGuard(BaseConstraint, ABC):
    """A constraint of plain SQL: judged by the database alone, never by Model.full_clean."""

    @abstractmethod
    def statements(self, model: type[Model], quote: Any) -> list[str]:
        """Return the SQL that puts the guard up."""

    @abstractmethod
    def removal(self, model: type[Model], quote: Any) -> list[str]:
        """Return the SQL that takes it down."""

    def constraint_sql(
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        """Follow CREATE TABLE: these need the table, and often another one, to be there."""
        assert model is not None and schema_editor is not None  # noqa: PT018, S101  # Django's hook types them as optional
        schema_editor.deferred_sql.extend(self.statements(model, schema_editor.quote_name))
        return ""

    def create_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        assert model is not None and schema_editor is not None  # noqa: PT018, S101  # likewise
        return ";\n".join(self.statements(model, schema_editor.quote_name))

    def remove_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        assert model is not None and schema_editor is not None  # noqa: PT018, S101  # likewise
        return ";\n".join(self.removal(model, schema_editor.quote_name))

    def validate(self, *_: Any, **__: Any) -> None:
        """Leave it to the database."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DatabaseGuard) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash(self.name)


class TenantIsolation(DatabaseGuard):
    """Row-level security by tenant, and the unique pair (tenant, id) that SameTenant keys point at.

    `column` holds the tenant. `person` is an extra condition under which a person in scope may read the row;
    {person} in it stands for that person's id.
    """

    def __init__(self, *, name: str, column: str = "tenant_id", person: str = "") -> None:
        super().__init__(name=name)
        self.column, self.person = column, person

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        path, _, kwargs = super().deconstruct()
        return path, (), {**kwargs, "column": self.column, "person": self.person}

    def statements(self, model: type[Model], quote: Any) -> list[str]:
        table, column = quote(model._meta.db_table), quote(self.column)
        own = f"{column} = {CURRENT_TENANT}"
        statements = [
            f"alter table {table} enable row level security",
            f"alter table {table} force row level security",
            f"create policy tenant on {table} using ({own}) with check ({own})",
            f"create policy sweep on {table} to {SWEEP} using (true) with check (true)",
        ]
        if self.person:
            own_person = self.person.replace("{person}", CURRENT_PERSON)
            statements.append(f"create policy person on {table} for select using ({own_person})")
        if self.column != "id":
            statements.append(f"alter table {table} add constraint {quote(self.name)} unique ({column}, id)")
        return statements

    def removal(self, model: type[Model], quote: Any) -> list[str]:
        table = quote(model._meta.db_table)
        return [
            f"alter table {table} drop constraint if exists {quote(self.name)} cascade",
            f"drop policy if exists person on {table}",
            f"drop policy sweep on {table}",
            f"drop policy tenant on {table}",
            f"alter table {table} no force row level security",
            f"alter table {table} disable row level security",
        ]


class SameTenant(DatabaseGuard):
    """A foreign key over (tenant_id, field): the database refuses a reference into another tenant."""

    def __init__(self, *, name: str, field: str) -> None:
        super().__init__(name=name)
        self.field = field

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        path, _, kwargs = super().deconstruct()
        return path, (), {**kwargs, "field": self.field}

    def statements(self, model: type[Model], quote: Any) -> list[str]:
        field: Any = model._meta.get_field(self.field)
        target = quote(field.remote_field.model._meta.db_table)
        key = f"foreign key (tenant_id, {quote(field.column)}) references {target} (tenant_id, id)"
        table = quote(model._meta.db_table)
        return [f"alter table {table} add constraint {quote(self.name)} {key} deferrable initially immediate"]

    def removal(self, model: type[Model], quote: Any) -> list[str]:
        return [f"alter table {quote(model._meta.db_table)} drop constraint {quote(self.name)}"]


class AppendOnly(DatabaseGuard):
    """Rows are added and read, never changed or taken away: by grants, and by a trigger beyond them."""

    def statements(self, model: type[Model], quote: Any) -> list[str]:
        table, function = quote(model._meta.db_table), quote(f"{self.name}_refuse")
        refusal = f"raise exception '{model._meta.db_table} is append-only' using errcode = '42501'"
        when = f"before update or delete on {table} for each row"
        return [
            f"revoke update, delete, truncate on {table} from {APP}, {SWEEP}",
            f"create function {function}() returns trigger language plpgsql as $$ begin {refusal}; end $$",
            f"create trigger {quote(self.name)} {when} execute function {function}()",
        ]

    def removal(self, model: type[Model], quote: Any) -> list[str]:
        table = quote(model._meta.db_table)
        return [
            f"drop trigger {quote(self.name)} on {table}",
            f"drop function {quote(f'{self.name}_refuse')}()",
            f"grant update, delete on {table} to {APP}, {SWEEP}",
        ]
