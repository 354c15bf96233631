"""Files sent for import into Cedar's books, and a worker that is called by hand."""

import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest
from django.test import Client

from billing.actors import Actor, Channel
from billing.files.writing import write_csv, write_xlsx
from billing.kinds import Kind
from billing.models import Import, ImportState, Tenant, User
from billing.problems import Refused
from billing.services import imports
from billing.services.importing import working
from billing.services.importing.plan import Options
from tests.books.conftest import NOW, books, customer, invoice, put

__all__ = ["books", "customer", "invoice", "put"]
Send = Callable[..., Import]


@pytest.fixture
def keeper(owner: User) -> Actor:
    """The person who imports."""
    return Actor(id=owner.id, label=owner.email, channel=Channel.WEB)


def csv_file(rows: Iterable[Sequence[Any]]) -> io.BytesIO:
    out = io.BytesIO()
    write_csv(rows, out)
    return out


def xlsx_file(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> io.BytesIO:
    out = io.BytesIO()
    write_xlsx(head, rows, out)
    return out


@pytest.fixture
def send(books: Tenant, keeper: Actor) -> Send:
    """Receive a file, match it as proposed, and check it: send(Kind.CUSTOMER, rows, by="name")."""

    def sent(
        kind: Kind,
        content: io.BytesIO | bytes | str | Sequence[Sequence[Any]],
        *,
        name: str = "table.csv",
        matching: dict[str, str] | None = None,
        **options: Any,
    ) -> Import:
        if isinstance(content, str):
            content = content.encode()
        if isinstance(content, bytes):
            file = io.BytesIO(content)
        elif isinstance(content, io.BytesIO):
            file = content
        else:
            file = csv_file(content)
        row = imports.receive(kind=kind, name=name, file=file, actor=keeper, now=NOW)
        imports.match(
            import_id=row.pk,
            matching=row.matching | (matching or {}),
            options=Options.read(row.options | options),
            version=row.version,
            now=NOW,
        )
        assert working.work(import_id=row.pk, clock=lambda: NOW) is False
        row.refresh_from_db()
        return row

    return sent


@pytest.fixture
def run(send: Send, keeper: Actor) -> Send:
    """Do all of it: receive, match, check, start, write."""

    def ran(*args: Any, **kwargs: Any) -> Import:
        row = send(*args, **kwargs)
        assert row.state == ImportState.CHECKED, row.problem
        imports.start(import_id=row.pk, version=row.version, actor=keeper, now=NOW)
        assert working.work(import_id=row.pk, clock=lambda: NOW) is False
        row.refresh_from_db()
        return row

    return ran


def wrong(row: Import) -> list[tuple[int, str, str]]:
    """Return what is wrong in a file: line, column, message."""
    return [(each.line, each.column, each.message) for each in row.refusals.order_by("first", "id")]


def refused(send: Send, *args: Any, **kwargs: Any) -> list[str]:
    """Return why a matching is refused."""
    with pytest.raises(Refused) as caught:
        send(*args, **kwargs)
    return [problem.message for problem in caught.value.problems]


@pytest.fixture
def reader(client_of: Callable[[User | None], Client], owner: User) -> Client:
    """The owner's window."""
    return client_of(owner)
