"""Reading the audit trail: filtered, in words, a page or a stream at a time."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet

from billing.events import Verb
from billing.kinds import Kind
from billing.models import AuditEntry
from billing.roles import closed_to
from billing.tenancy.scope import tenant_scope

BATCH = 500

# What each action is called on pages, in exports and in filters. Every action written has its line here.
WORDS = {
    "organisation.opened": "Organisation opened",
    "organisation.changed": "Organisation settings changed",
    "member.joined": "Member joined",
    "member.role_changed": "Role changed",
    "member.suspended": "Member suspended",
    "member.reinstated": "Member reinstated",
    "member.removed": "Member removed",
    "invitation.sent": "Invitation sent",
    "invitation.renewed": "Invitation sent again",
    "invitation.withdrawn": "Invitation withdrawn",
    "invitation.accepted": "Invitation accepted",
    "person.signed_in": "Signed in",
    "person.renamed": "Name changed",
    "person.password_changed": "Password changed",
    "person.password_set": "Password set",
    "person.password_reset": "Password reset by mail",
    "person.email_changed": "Email address changed",
    "person.two_factor_on": "Two-factor sign-in turned on",
    "person.two_factor_off": "Two-factor sign-in turned off",
    "person.sessions_ended": "Signed out elsewhere",
    "person.recovery_code_used": "Recovery code used",
    "person.recovery_codes_made": "Recovery codes made",
    "api.application_created": "API application created",
    "api.application_changed": "API application changed",
    "api.application_revoked": "API application revoked",
    "api.secret_rotated": "API application's secret replaced",
    "api.account_created": "Service account created",
    "api.account_changed": "Service account changed",
    "api.account_suspended": "Service account suspended",
    "api.account_reinstated": "Service account reinstated",
    "audit.exported": "Audit trail exported",
    "books.exported": "List exported",
    "attachment.added": "File added",
    "attachment.removed": "File taken off",
    "books.made_up": "Books made up for a demonstration",
    "books.changed": "Settings of the books changed",
    "books.closed": "Days of the books closed",
    "books.opened_again": "Closed days of the books opened again",
    "books.numbering_changed": "Numbering of documents changed",
    "import.started": "Import started",
    "import.finished": "Import finished",
    "import.stopped": "Import stopped",
    "import.failed": "Import failed",
    "connector.set_up": "Web Connector set up",
    "connector.changed": "Web Connector changed",
    "connector.password_made": "Web Connector's password replaced",
    "connector.file_downloaded": "File for the Web Connector downloaded",
    "connector.file_replaced": "File for the Web Connector replaced",
    "connector.unproven": "Company to be proven again",
    "connector.company_renamed": "Company renamed in QuickBooks",
}
WORDS |= {
    f"{kind.value}.{verb.value}": f"{kind.label.capitalize()} {verb.value}" for kind in Kind for verb in Verb
}
BOOKS = "books"
AREAS = {
    "organisation": "Organisation",
    "member": "Members",
    "invitation": "Invitations",
    "person": "Sign-in and credentials",
    "api": "API access",
    "audit": "Exports",
    "import": "Imports",
    "connector": "Web Connector",
    BOOKS: "Books",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What of the trail is asked for; everything empty means all of it."""

    area: str = ""
    text: str = ""
    since: date | None = None
    until: date | None = None
    zone: str = "UTC"
    # Those of the seat that asks; none means all.
    modules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field, before and after, in words."""

    field: str
    before: str
    after: str


def open_to(modules: Collection[str]) -> QuerySet[AuditEntry]:
    """Return what a seat restricted to these modules may read: nothing about records it does not see."""
    closed = closed_to(modules)
    if not closed:
        return AuditEntry.objects.all()
    return AuditEntry.objects.exclude(
        Q(subject_kind__in=closed)
        | Q(subject_kind="import", after__kind__in=[kind.plural for kind in closed])
        | Q(action="books.exported", subject_label__in=[kind.heading for kind in closed])
    )


def matching(wanted: Filter) -> QuerySet[AuditEntry]:
    """Return the entries that the filter asks for, unordered."""
    entries = open_to(wanted.modules)
    zone = ZoneInfo(wanted.zone)
    if wanted.area == BOOKS:
        kinds = [*(kind.value for kind in Kind), "bookkeeping"]
        entries = entries.filter(subject_kind__in=kinds)
    elif wanted.area:
        entries = entries.filter(action__startswith=f"{wanted.area}.")
    if wanted.text:
        entries = entries.filter(
            Q(actor_label__icontains=wanted.text) | Q(subject_label__icontains=wanted.text)
        )
    if wanted.since:
        entries = entries.filter(at__gte=datetime.combine(wanted.since, time.min, zone))
    if wanted.until:
        entries = entries.filter(at__lt=datetime.combine(wanted.until + timedelta(days=1), time.min, zone))
    return entries


def stream(wanted: Filter, *, tenant_id: UUID) -> Iterator[AuditEntry]:
    """Yield a tenant's entries newest first, however slowly they are taken.

    They are read in batches, each in a scope and a transaction of its own: neither waits for who takes them.
    """
    last: AuditEntry | None = None
    while True:
        with tenant_scope(tenant_id=tenant_id), transaction.atomic():
            entries = matching(wanted)
            if last is not None:
                older = Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk)
                entries = entries.filter(older, at__lte=last.at)
            batch = list(entries.order_by("-at", "-pk")[:BATCH])
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1]


def in_words(action: str) -> str:
    return WORDS.get(action, action)


def changes(entry: AuditEntry) -> list[Change]:
    """Return what the entry says changed, field by field."""
    before, after = entry.before or {}, entry.after or {}
    return [
        Change(field=field.replace("_", " "), before=_said(before.get(field)), after=_said(after.get(field)))
        for field in sorted(before.keys() | after.keys())
    ]


def _said(value: Any) -> str:
    match value:
        case None | "" | []:
            return "\N{EN DASH}"
        case True:
            return "yes"
        case False:
            return "no"
        case list():
            return ", ".join(str(item) for item in value)
        case _:
            return str(value)
