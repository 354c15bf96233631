"""Many records in one request, and deeds. One that does not fit keeps none of the others back."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from rest_framework.response import Response

from billing.api.books import answers, bodies
from billing.api.books.views import OfKind
from billing.api.caller import actor_of
from billing.api.idempotency import once
from billing.api.problems import Flaw
from billing.events import Verb
from billing.kinds import Kind
from billing.services import deeds as service
from billing.services.writing import Change, Result, write

MOST = 1000
Act = Callable[..., list[Result]]
ACTS: dict[str, Act] = {
    "approve": service.approve,
    "send": service.mark_sent,
    "close": service.close,
    "reopen": service.reopen,
    "void": service.void,
    "delete": service.remove,
}
SALES = ("approve", "send", "void")
DEEDS: dict[Kind, tuple[str, ...]] = {
    Kind.INVOICE: SALES,
    Kind.CREDIT_NOTE: SALES,
    Kind.PAYMENT: ("void",),
    Kind.REFUND: ("void",),
    Kind.PURCHASE_ORDER: ("approve", "send", "close", "reopen", "void"),
    Kind.EXPENSE: ("approve", "void"),
}
WRITTEN, ACTED = ("created", "changed", "unchanged", "refused"), ("done", "refused")
STATUSES = {Verb.CREATED: "created", Verb.CHANGED: "changed"}


def deeds_of(kind: Kind) -> tuple[str, ...]:
    """Return what can be done to many records of a kind at once."""
    lasting = kind in {Kind.PAYMENT, Kind.REFUND}
    return (*DEEDS.get(kind, ()), *(() if lasting else ("delete",)))


class Bulk(OfKind):
    """Up to a thousand records to create or to change."""

    def post(self, request: HttpRequest) -> HttpResponse:
        return once(request, lambda: self._write(request))

    def _write(self, request: Any) -> Response:
        data = bodies.an_object(request.data)
        bodies.only(data, "records")
        records = _several(data, "records")
        read = [_record(index, given, self) for index, given in enumerate(records)]
        changes = [
            Change(values=body.values, id=body.id, version=body.version) for body in read if not body.flaws
        ]
        results = iter(write(kind=self.kind, changes=changes, actor=actor_of(request), now=timezone.now()))
        told = [
            refused(body.flaws) if body.flaws else self._told(index, next(results))
            for index, body in enumerate(read)
        ]
        return _answer(told, WRITTEN)

    def _told(self, index: int, result: Result) -> dict[str, Any]:
        if result.problems:
            return refused(bodies.flaws_of(result.problems, self.register, at=f"/records/{index}"))
        return _done(STATUSES[result.verb] if result.verb else "unchanged", result.record)


class ManyDeeds(OfKind):
    """One deed, done to up to a thousand records."""

    def post(self, request: HttpRequest) -> HttpResponse:
        return once(request, lambda: self._do(request))

    def _do(self, request: Any) -> Response:
        data = bodies.an_object(request.data)
        bodies.only(data, "deed", "ids")
        possible = deeds_of(self.kind)
        if data.get("deed") not in possible:
            told = f"What can be done to {self.kind.plural.replace('_', ' ')} is: {', '.join(possible)}."
            raise bodies.invalid([Flaw(pointer="/deed", code="choice", message=told)])
        ids = [_id(given) for given in _several(data, "ids")]
        known = [record_id for record_id in ids if record_id is not None]
        act = ACTS[data["deed"]]
        results = iter(act(kind=self.kind, ids=known, actor=actor_of(request), now=timezone.now()))
        done = [
            _no_id(index) if record_id is None else _told_of_deed(index, next(results))
            for index, record_id in enumerate(ids)
        ]
        return _answer(done, ACTED)


class Deed(OfKind):
    """One deed, done to one record."""

    deed = ""

    def post(self, request: HttpRequest, record_id: UUID) -> HttpResponse:
        return once(request, lambda: self._do(request, record_id))

    def _do(self, request: Any, record_id: UUID) -> Response:
        data = bodies.an_object(request.data)
        bodies.only(data)
        answers.expect(request, self.kind, record_id)
        (result,) = ACTS[self.deed](
            kind=self.kind, ids=[record_id], actor=actor_of(request), now=timezone.now()
        )
        if result.problems:
            raise answers.undone(self.kind, result.problems)
        return answers.one(self.kind, answers.found(self.kind, record_id))


def _several(data: Mapping[str, Any], name: str) -> Sequence[Any]:
    given = data.get(name)
    if not isinstance(given, list) or not given:
        told = f"Send a list with at least one of them, and at most {MOST:,}."
        raise bodies.invalid(
            [Flaw(pointer=f"/{name}", code="required" if not given else "type", message=told)]
        )
    if len(given) > MOST:
        told = f"There are {len(given):,}, and one request takes {MOST:,}. Send the others with another one."
        raise bodies.invalid([Flaw(pointer=f"/{name}", code="many", message=told)])
    return given


def _record(index: int, given: Any, view: Bulk) -> bodies.Body:
    at = f"/records/{index}"
    if not isinstance(given, Mapping):
        return bodies.Body(values={}, flaws=[Flaw(pointer=at, code="type", message="Send a JSON object.")])
    body = bodies.read(given, view.register)
    moved = [Flaw(pointer=at + flaw.pointer, code=flaw.code, message=flaw.message) for flaw in body.flaws]
    return bodies.Body(values=body.values, id=body.id, version=body.version, flaws=moved)


def _id(given: Any) -> UUID | None:
    try:
        return UUID(given) if isinstance(given, str) else None
    except ValueError:
        return None


def _no_id(index: int) -> dict[str, Any]:
    told = "This is not an id of a record."
    return refused([Flaw(pointer=f"/ids/{index}", code="type", message=told)])


def refused(flaws: Sequence[Flaw]) -> dict[str, Any]:
    return {"status": "refused", "errors": [flaw.told() for flaw in flaws]}


def _done(status: str, row: Any) -> dict[str, Any]:
    return {"status": status, "id": row.pk, "version": row.version}


def _told_of_deed(index: int, result: Result) -> dict[str, Any]:
    if result.problems:
        flaws = [
            Flaw(pointer=f"/ids/{index}", code=problem.code, message=problem.message)
            for problem in result.problems
        ]
        return refused(flaws)
    return _done("done", result.record)


def _answer(told: Sequence[Mapping[str, Any]], statuses: Sequence[str]) -> Response:
    """Answer with what became of each, in order, and how many became what."""
    found = [one["status"] for one in told]
    summary = {"total": len(told), **{status: found.count(status) for status in statuses}}
    return Response({"summary": summary, "results": told})
