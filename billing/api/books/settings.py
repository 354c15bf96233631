"""The settings of the books: read, and changed in part."""

from collections.abc import Iterable
from typing import Any

from django.db.models import ForeignKey
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.views import APIView

from billing.api.books import answers, asking, bodies
from billing.api.caller import actor_of
from billing.api.errors import escaped
from billing.api.problems import Flaw
from billing.api.refusals import Problem
from billing.kinds import Kind
from billing.models import Bookkeeping, NumberSeries
from billing.problems import Problem as Wrong
from billing.problems import Refused, Stale
from billing.scopes import SETTINGS
from billing.services import bookkeeping


class SettingsView(APIView):  # type: ignore[misc]  # DRF carries no types
    kind = SETTINGS
    schema = None  # described in billing/api/books/describing.py

    def initial(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        asking.refuse_unknown(request.GET, ())

    def get(self, request: HttpRequest) -> Response:
        row, numbers = bookkeeping.kept(), bookkeeping.series()
        tag = _tag(row, numbers)
        header = request.headers.get("If-None-Match", "").strip()
        if header == "*" or answers.tags(tag) & answers.tags(header):
            return Response(status=304, headers={"ETag": tag})
        return _told(row, numbers)

    def patch(self, request: Any) -> Response:
        data = dict(bodies.an_object(request.data))
        version = data.pop("version", None)
        if version is not None and (isinstance(version, bool) or not isinstance(version, int)):
            told = "The version is a whole number."
            raise bodies.invalid([Flaw(pointer="/version", code="type", message=told)])
        values = {name: value for name, value in data.items() if name not in _READ_ONLY}
        row = bookkeeping.kept(lock=True)
        _expect(request, row)
        try:
            row = bookkeeping.change(
                values=values, version=version, actor=actor_of(request), now=timezone.now()
            )
        except Stale as problem:
            raise _stale(row, problem) from None
        except Refused as problem:
            raise bodies.invalid(_flaws(problem.problems)) from None
        return _told(row, bookkeeping.series())


_REFERENCES = [
    name for name in bookkeeping.FIELDS if isinstance(Bookkeeping._meta.get_field(name), ForeignKey)
]
_READ_ONLY = {f"{name}_name" for name in _REFERENCES}


def _told(row: Bookkeeping, numbers: dict[Kind, NumberSeries]) -> Response:
    said: dict[str, Any] = {"version": row.version}
    for name in bookkeeping.FIELDS:
        value: Any = getattr(row, name)
        if name in _REFERENCES:
            said |= {name: value.pk if value else None, f"{name}_name": value.label if value else ""}
        else:
            said[name] = value
    said[bookkeeping.SERIES] = {
        kind.plural: {name: getattr(one, name) for name in bookkeeping.SERIES_FIELDS}
        for kind, one in numbers.items()
    }
    return Response(said, headers={"ETag": _tag(row, numbers)})


def _tag(row: Bookkeeping, numbers: dict[Kind, NumberSeries]) -> str:
    """Return the tag. Numbers go on with every document, and belong to what was read, not to its version."""
    counts = "-".join(str(one.next_number) for one in numbers.values())
    return f'W/"settings.{row.version}.{counts}"'


def _expect(request: HttpRequest, row: Bookkeeping) -> None:
    header = request.headers.get("If-Match", "").strip()
    seen = {tag.rpartition(".")[0] for tag in answers.tags(header)}
    if header and header != "*" and f"settings.{row.version}" not in seen:
        raise Problem(
            status=412,
            code="changed_meanwhile",
            detail=f"These settings are at version {row.version} by now, not the one that If-Match names. "
            "Read them again, then send the change with their new ETag.",
            errors=[Flaw(header="If-Match", code="stale", message=f"The present version is {row.version}.")],
            more={"version": row.version},
        )


def _stale(row: Bookkeeping, problem: Refused) -> Problem:
    return Problem(
        status=409,
        code="changed_meanwhile",
        detail=str(problem),
        errors=_flaws(problem.problems),
        more={"version": row.version},
    )


def _flaws(problems: Iterable[Wrong]) -> list[Flaw]:
    return [
        Flaw(
            pointer="".join(f"/{escaped(part)}" for part in _parts(problem.field)),
            code=problem.code,
            message=problem.message,
        )
        for problem in problems
    ]


def _parts(path: str) -> list[str]:
    """Take a path apart; what somebody made up may hold dots itself."""
    return path.split(".", 2) if path.startswith(f"{bookkeeping.SERIES}.") else [path]
