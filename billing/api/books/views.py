"""The records of one kind: list, create, read, change, replace, delete."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.views import APIView

from billing.api.books import answers, asking, bodies
from billing.api.caller import actor_of
from billing.api.idempotency import once
from billing.api.problems import Flaw
from billing.api.refusals import Problem
from billing.kinds import Kind
from billing.money import digits
from billing.problems import Refused
from billing.queries import balances
from billing.queries.changes import complete_until
from billing.queries.paging import page_of
from billing.queries.records import matching
from billing.queries.representing import figure, represent
from billing.registers import register_of
from billing.registers.base import Register
from billing.scopes import Access, scope_of
from billing.services import deeds
from billing.services.writing import Change, write


class OfKind(APIView):  # type: ignore[misc]  # DRF carries no types
    """A view of one kind, which the address names."""

    kind: ClassVar[Any] = Kind.CUSTOMER
    schema = None  # described in billing/api/books/describing.py

    @property
    def register(self) -> Register:
        return register_of(self.kind)

    def initial(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        asking.refuse_unknown(request.GET, self.parameters(request.method or ""))

    def parameters(self, method: str) -> tuple[str, ...]:
        """Return the parameters that this address knows."""
        return ()


class Records(OfKind):
    """All records of a kind."""

    def parameters(self, method: str) -> tuple[str, ...]:
        return asking.parameters_of(self.register) if method in {"GET", "HEAD"} else ()

    def get(self, request: HttpRequest) -> Response:
        asked = asking.asked(self.register, request.GET)
        # Before the records are read: what commits in between is then told of as not complete yet.
        until = complete_until()
        try:
            rows = matching(self.kind, asked.wanted)
        except Refused as refused:
            raise asking.refused(refused) from None
        page = page_of(rows, order=asked.order, query=request.GET, size=asked.limit)
        return Response(
            {
                "data": represent(self.kind, page.rows),
                "next": _address(request, page.next_url),
                "previous": _address(request, page.previous_url),
                "changes_until": until,
            }
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        return once(request, lambda: self._create(request))

    def _create(self, request: Any) -> Response:
        body = bodies.read(bodies.an_object(request.data), self.register)
        flaws = list(body.flaws)
        if "id" in request.data:
            told = "A new record gets its id here. Leave this out, or change the record with PATCH."
            flaws = [Flaw(pointer="/id", code="read_only", message=told)]
        if flaws:
            raise bodies.invalid(flaws)
        row = written(self.kind, Change(values=body.values), request)
        headers = {"Location": f"{request.path}{row.pk}/"}
        return answers.one(self.kind, answers.found(self.kind, row.pk), status=201, headers=headers)


class OneRecord(OfKind):
    """One record."""

    def get(self, request: HttpRequest, record_id: UUID) -> Response:
        row = answers.found(self.kind, record_id)
        header = request.headers.get("If-None-Match", "").strip()
        if header == "*" or f"{row.pk}.{row.version}" in answers.tags(header):
            return Response(status=304, headers={"ETag": answers.tag(row.pk, row.version)})
        return answers.one(self.kind, row)

    def patch(self, request: HttpRequest, record_id: UUID) -> Response:
        return self._change(request, record_id, is_whole=False)

    def put(self, request: HttpRequest, record_id: UUID) -> Response:
        return self._change(request, record_id, is_whole=True)

    def delete(self, request: HttpRequest, record_id: UUID) -> Response:
        answers.expect(request, self.kind, record_id)
        (result,) = deeds.remove(kind=self.kind, ids=[record_id], actor=actor_of(request), now=timezone.now())
        if result.problems:
            raise answers.undone(self.kind, result.problems)
        return Response(status=204)

    def _change(self, request: Any, record_id: UUID, *, is_whole: bool) -> Response:
        body = bodies.read(bodies.an_object(request.data), self.register)
        flaws = list(body.flaws)
        if body.id not in {None, record_id}:
            told = "The address names another record than the body. Leave the id out."
            flaws.append(Flaw(pointer="/id", code="read_only", message=told))
        if flaws:
            raise bodies.invalid(flaws)
        answers.expect(request, self.kind, record_id)
        change = Change(values=body.values, id=record_id, version=body.version, is_whole=is_whole)
        written(self.kind, change, request)
        return answers.one(self.kind, answers.found(self.kind, record_id))


class Balance(OfKind):
    """What one customer owes."""

    kind = Kind.CUSTOMER

    def get(self, request: Any, record_id: UUID) -> Response:
        verdict = request.auth.table[Kind.INVOICE].of(Access.READ)
        if not verdict.allowed:
            raise Problem(
                status=403,
                code=verdict.reasons[0].code,
                detail="A balance is made of invoices, credit notes and payments. "
                + " ".join(reason.text for reason in verdict.reasons),
            )
        customer = answers.found(self.kind, record_id)
        today = timezone.localdate()
        owed = balances.of_customers([customer.pk], today=today)[customer.pk]
        places = digits(customer.currency)
        figures = {
            name: figure(getattr(owed, name), places=places)
            for name in ("balance", "open", "overdue", "credit")
        }
        return Response(
            {
                "customer": customer.pk,
                "customer_name": customer.label,
                "currency": customer.currency,
                "day": today,
                **figures,
                "open_invoices": owed.invoices,
            }
        )


BALANCE_SCOPES = (scope_of(Kind.CUSTOMER, Access.READ), scope_of(Kind.INVOICE, Access.READ))


def written(kind: Kind, change: Change, request: HttpRequest) -> Any:
    """Write one record, or raise why not."""
    (result,) = write(kind=kind, changes=[change], actor=actor_of(request), now=timezone.now())
    if result.problems:
        raise answers.refusal(kind, result.problems, record_id=change.id)
    return result.record


def _address(request: HttpRequest, query: str) -> str | None:
    return request.build_absolute_uri(query) if query else None
