"""How a record is answered: with its tag, against lost updates, or with why not."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from rest_framework.response import Response

from billing.api.books.bodies import flaws_of
from billing.api.problems import Flaw
from billing.api.refusals import Problem
from billing.kinds import Kind
from billing.problems import Problem as Wrong
from billing.queries.representing import represent
from billing.registers import register_of

TAG = re.compile(r'(?:W/)?"([^"]*)"')
# What a service refuses because of how things stand, not because of what was sent.
CONFLICTS = {"state", "void", "closed", "in_use", "settled"}


def tag(record_id: UUID, version: int) -> str:
    """Return a record's tag. Weak: names of other records are in an answer, and change by themselves."""
    return f'W/"{record_id}.{version}"'


def tags(header: str) -> set[str]:
    """Return the tags of a header, without the mark of weak ones."""
    return set(TAG.findall(header))


def one(kind: Kind, row: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Answer with a record."""
    (said,) = represent(kind, [row])
    return Response(said, status=status, headers={"ETag": tag(row.pk, row.version), **(headers or {})})


def found(kind: Kind, record_id: UUID) -> Any:
    """Return a record of this organisation as it stands in the database."""
    row = register_of(kind).model.objects.filter(pk=record_id).first()
    if row is None:
        raise missing(kind)
    return row


def missing(kind: Kind) -> Problem:
    told = f"There is no {kind.label} with this id in this organisation."
    return Problem(status=404, code="not_found", detail=told)


def expect(request: HttpRequest, kind: Kind, record_id: UUID) -> None:
    """Hold the record, and refuse where `If-Match` names other versions than the one it has."""
    header = request.headers.get("If-Match", "").strip()
    if not header:
        return
    held = register_of(kind).model.objects.select_for_update(of=("self",)).filter(pk=record_id).first()
    if held is None:
        raise missing(kind)
    if header != "*" and f"{record_id}.{held.version}" not in tags(header):
        raise changed(kind.label, held.pk, held.version)


def changed(label: str, record_id: UUID, version: int) -> Problem:
    return Problem(
        status=412,
        code="changed_meanwhile",
        detail=f"This {label} is at version {version} by now, not the one that If-Match names. "
        "Read it again, then send the change with its new ETag.",
        errors=[Flaw(header="If-Match", code="stale", message=f"The present version is {version}.")],
        headers={"ETag": tag(record_id, version)},
        more={"version": version},
    )


def refusal(kind: Kind, problems: Sequence[Wrong], *, record_id: UUID | None = None) -> Problem:
    """Return why a record was not written."""
    codes = {problem.code for problem in problems}
    if record_id is not None and "missing" in codes and any(problem.field == "id" for problem in problems):
        return missing(kind)
    if record_id is not None and "stale" in codes:
        return _stale(kind, problems, record_id)
    return Problem(status=422, code="invalid", detail="", errors=flaws_of(problems, register_of(kind)))


def _stale(kind: Kind, problems: Sequence[Wrong], record_id: UUID) -> Problem:
    row = found(kind, record_id)
    return Problem(
        status=409,
        code="changed_meanwhile",
        detail=problems[0].message,
        errors=flaws_of(problems, register_of(kind)),
        headers={"ETag": tag(row.pk, row.version)},
        more={"version": row.version},
    )


def undone(kind: Kind, problems: Sequence[Wrong]) -> Problem:
    """Return why a deed was not done: how things stand is in its way."""
    first = problems[0]
    if first.code == "missing":
        return missing(kind)
    return Problem(
        status=409,
        code=first.code,
        detail=first.message,
        errors=[Flaw(code=problem.code, message=problem.message) for problem in problems],
    )
