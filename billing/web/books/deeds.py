"""What is done with records from a list or their own page: approve, send, void, delete, and so on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from billing.frame.rights import seat_in
from billing.kinds import Kind
from billing.people.acting import actor_of
from billing.problems import Problem
from billing.registers import register_of
from billing.roles import Right
from billing.services import deeds as service
from billing.services.writing import Change, Result, write
from billing.text import whole_number
from billing.web.books.guard import of_kind, record_or_404

AT_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing that can be done, its words, and whether it is asked for first."""

    key: str
    label: str
    done: str
    icon: str
    act: Callable[..., list[Result]]
    asks: str = ""
    stays: str = ""


def _set_active(value: bool) -> Callable[..., list[Result]]:  # noqa: FBT001  # names itself in DEEDS
    def act(*, kind: Kind, ids: Sequence[UUID], **who: Any) -> list[Result]:
        changes = [Change(id=record_id, values={"is_active": value}) for record_id in ids]
        return write(kind=kind, changes=changes, **who)

    return act


APPROVE = Deed(key="approve", label="Approve", done="approved", icon="check", act=service.approve)
SEND = Deed(key="send", label="Mark as sent", done="marked as sent", icon="send", act=service.mark_sent)
CLOSE = Deed(key="close", label="Close", done="closed", icon="check", act=service.close)
REOPEN = Deed(key="reopen", label="Open again", done="open again", icon="rotate-ccw", act=service.reopen)
VOID = Deed(
    key="void",
    label="Void",
    done="void",
    icon="ban",
    act=service.void,
    asks="It counts for nothing from now on, and what it settled is open again.",
    stays="It stays to be seen, with its number and its history.",
)
REMOVE = Deed(
    key="delete",
    label="Delete",
    done="deleted",
    icon="trash-2",
    act=service.remove,
    asks="It goes for good. Only drafts, and records that nothing refers to, can go.",
    stays="The audit trail keeps who deleted it.",
)
ACTIVATE = Deed(
    key="activate",
    label="Make active",
    done="active",
    icon="check",
    act=_set_active(True),  # noqa: FBT003
)
DEACTIVATE = Deed(
    key="deactivate",
    label="Make inactive",
    done="inactive",
    icon="ban",
    act=_set_active(False),  # noqa: FBT003
)
SALES = (APPROVE, SEND, VOID, REMOVE)
LISTED = (ACTIVATE, DEACTIVATE, REMOVE)
BULK: dict[Kind, tuple[Deed, ...]] = {kind: LISTED for kind in Kind if kind != Kind.EXCHANGE_RATE} | {
    Kind.EXCHANGE_RATE: (REMOVE,),
    Kind.INVOICE: SALES,
    Kind.CREDIT_NOTE: SALES,
    Kind.PAYMENT: (VOID,),
    Kind.REFUND: (VOID,),
    Kind.PURCHASE_ORDER: (APPROVE, SEND, CLOSE, REOPEN, VOID, REMOVE),
    Kind.EXPENSE: (APPROVE, VOID, REMOVE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A record as somebody saw it who now does something with it; without a version, however it is."""

    id: UUID
    version: int | None

    @classmethod
    def read(cls, text: str) -> "Seen":
        """Read an id with the version behind a point, as the ticks of a list have it; or raise 404."""
        key, _, version = text.partition(".")
        try:
            return cls(id=UUID(key), version=whole_number(version, digits=8))
        except ValueError:
            raise Http404 from None

    def __str__(self) -> str:
        return str(self.id) if self.version is None else f"{self.id}.{self.version}"


@of_kind(Right.KEEP_BOOKS)
@require_POST
def bulk(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Do one deed to the ticked records of a list, after asking where it cannot be taken back."""
    deed = _deed(kind, request.POST.get("deed", ""))
    seen = [Seen.read(text) for text in request.POST.getlist("ids")[:AT_MOST]]
    back = redirect(f"{reverse('records', args=[_slug(request), kind])}?{request.POST.get('query', '')}")
    if not seen:
        messages.warning(request, "Tick the records first, then choose what to do with them.")
        return back
    if deed.asks and "sure" not in request.POST:
        return render(
            request,
            "billing/books/sure.html",
            {"kind": kind, "deed": deed, "ids": seen, "query": request.POST.get("query", "")},
        )
    results = _do(request, kind, deed, seen)
    done = sum(result.verb is not None for result in results)
    if done:
        word = kind.label if done == 1 else kind.plural.replace("_", " ")
        messages.success(request, f"{done} {word} {deed.done}.")
    for result in [result for result in results if result.problems][:5]:
        messages.warning(request, result.problems[0].message)
    left = sum(bool(result.problems) for result in results) - 5
    if left > 0:
        messages.warning(request, f"And {left} more were left as they are, for such reasons.")
    return back


@of_kind(Right.KEEP_BOOKS)
@require_http_methods(["GET", "POST"])
def deed(request: HttpRequest, kind: Kind, record_id: UUID, key: str) -> HttpResponse:
    """Ask where it cannot be taken back, then do a deed to one record."""
    chosen, row = _deed(kind, key), record_or_404(kind, record_id)
    version = whole_number((request.POST or request.GET).get("version", ""), digits=8)
    page = reverse("record", args=[_slug(request), kind, record_id])
    if request.method != "POST":
        question = {"title": f"{chosen.label}: {row.label}?", "text": chosen.asks, "stays": chosen.stays}
        kept = {"version": row.version if version is None else version}
        context = {"verb": chosen.label, "action": request.path, "back_url": page, "kept": kept}
        return render(request, "confirm.html", question | context)
    (result,) = _do(request, kind, chosen, [Seen(id=record_id, version=version)])
    if result.problems:
        messages.error(request, result.problems[0].message)
        return redirect(page)
    messages.success(request, f"{row.label} is {chosen.done}.")
    return redirect("records", _slug(request), kind) if chosen is REMOVE else redirect(page)


def _do(request: HttpRequest, kind: Kind, deed: Deed, seen: Sequence[Seen]) -> list[Result]:
    """Do a deed to what stands as it was seen; say of the rest that it was changed meanwhile."""
    with transaction.atomic():
        stale = changed_since(kind, seen)
        ids = [each.id for each in seen if each.id not in stale]
        results = deed.act(kind=kind, ids=ids, actor=actor_of(request), now=timezone.now()) if ids else []
    return [*results, *(Result(record=row, problems=(unseen(row, deed.done),)) for row in stale.values())]


def changed_since(kind: Kind, seen: Sequence[Seen]) -> dict[UUID, Any]:
    """Hold these records until the transaction ends, and return those that are not as they were seen."""
    versions = {each.id: each.version for each in seen if each.version is not None}
    rows = register_of(kind).model.objects.select_for_update(of=("self",)).filter(pk__in=versions)
    return {row.pk: row for row in rows.order_by("pk") if row.version != versions[row.pk]}


def unseen(row: Any, done: str) -> Problem:
    """Return that a record is another one by now than the one that was seen."""
    told = f"{row.label} was changed since you saw it, and is not {done}. Look at it now, then do it again."
    return Problem(field="version", message=told, code="stale")


def deeds_for(kind: Kind, row: Any) -> list[Deed]:
    """Return what makes sense for a record as it stands."""
    fitting: dict[str, Callable[[], Any]] = {
        "approve": lambda: row.approved_at is None,
        "send": lambda: row.approved_at and not row.sent_at,
        "close": lambda: row.approved_at and not row.closed_at,
        "reopen": lambda: row.closed_at,
        "void": lambda: getattr(row, "approved_at", row),
        "delete": lambda: not hasattr(row, "voided_at") or getattr(row, "approved_at", row) is None,
        "activate": lambda: not row.is_active,
        "deactivate": lambda: row.is_active,
    }
    if getattr(row, "voided_at", None):
        return []
    return [deed for deed in BULK.get(kind, ()) if fitting[deed.key]()]


def _deed(kind: Kind, key: str) -> Deed:
    found = next((deed for deed in BULK.get(kind, ()) if deed.key == key), None)
    if found is None:
        raise Http404
    return found


def _slug(request: HttpRequest) -> str:
    return seat_in(request).tenant.slug
