"""The demonstration: two organisations, people in every role, a fortnight of history, by the services."""

from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from billing.actors import Actor, Channel
from billing.demo import DEMO_EMAIL, DEMO_PASSWORD
from billing.models import Invitation, Membership, Module, Role, Tenant, User
from billing.services import audit, demobooks, invitations, members, tenants
from billing.tenancy.scope import tenant_scope

COLLEAGUES = [
    ("integrations@demo.test", "Demo Integrations", Role.ADMIN, []),
    ("mapping@demo.test", "Demo Mapping", Role.MAPPER, []),
    ("billing@demo.test", "Demo Billing", Role.OPERATOR, []),
    ("purchasing@demo.test", "Demo Purchasing", Role.OPERATOR, [Module.EXPENSES, Module.PURCHASE_ORDERS]),
    ("approvals@demo.test", "Demo Approvals", Role.APPROVER, []),
    ("accountant@demo.test", "Demo Accountant", Role.ACCOUNTANT, []),
    ("viewer@demo.test", "Demo Viewer", Role.VIEWER, []),
]


@transaction.atomic
def make() -> bool:
    """Make it all, or nothing when it is there. Every person's password is the demonstration's."""
    if User.objects.filter(email=DEMO_EMAIL).exists():
        return False
    now = timezone.now()
    owner = _person(DEMO_EMAIL, "Demo Admin", now=now)
    owner.is_staff = True
    owner.save(update_fields=["is_staff"])
    first = _organisation(
        "Cedar IT", owner=owner, now=now - timedelta(days=14), zone="America/Chicago", currency="USD"
    )
    second = _organisation(
        "Harbour Works", owner=owner, now=now - timedelta(days=9), zone="Europe/London", currency="GBP"
    )
    people = [_person(email, name, now=now) for email, name, _, _ in COLLEAGUES]
    with tenant_scope(tenant_id=first.id):
        for index, (person, (_, _, role, modules)) in enumerate(zip(people, COLLEAGUES, strict=True)):
            _join(
                person, role, modules, inviter=owner, now=now - timedelta(days=13 - index, minutes=37 * index)
            )
        _history(owner, now=now)
        _open_invitations(owner, now=now)
    for tenant, invoices in ((first, 600), (second, 150)):
        with tenant_scope(tenant_id=tenant.id):
            size = demobooks.Size.of(invoices)
            demobooks.make(size=size, seed=1, actor=_as(owner), now=now - timedelta(hours=2))
    with tenant_scope(tenant_id=second.id):
        for person, role in ((people[0], Role.ADMIN), (people[5], Role.ACCOUNTANT)):
            _join(person, role, [], inviter=owner, now=now - timedelta(days=8))
    return True


def _person(email: str, name: str, *, now: datetime) -> User:
    person = User.objects.create_user(email=email, name=name, password=DEMO_PASSWORD, created_at=now)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def _organisation(name: str, *, owner: User, now: datetime, zone: str, currency: str) -> Tenant:
    tenant = tenants.open_tenant(name=name, owner=owner, actor=_as(owner), now=now)
    with tenant_scope(tenant_id=tenant.id):
        changes = {"time_zone": zone, "currency": currency}
        tenants.change_settings(
            tenant=tenant, changes=changes, actor=_as(owner), now=now + timedelta(minutes=4)
        )
    return tenant


def _join(person: User, role: Role, modules: list[Module], *, inviter: User, now: datetime) -> None:
    seat = Membership.objects.create(user=person, role=role, modules=sorted(modules), created_at=now)
    for action, actor, at in (
        ("member.joined", _as(person), now),
        ("person.signed_in", _as(person), now + timedelta(minutes=1)),
    ):
        audit.record(
            actor=actor,
            action=action,
            kind="member",
            subject_id=seat.id,
            label=person.email,
            after=members.picture(seat) if action == "member.joined" else None,
            now=at,
        )


def _history(owner: User, *, now: datetime) -> None:
    mapper = _seat("mapping@demo.test")
    members.change_role(
        seat_id=mapper, role=Role.OPERATOR, modules=[], actor=_as(owner), now=now - timedelta(days=5, hours=3)
    )
    members.change_role(
        seat_id=mapper, role=Role.MAPPER, modules=[], actor=_as(owner), now=now - timedelta(days=5, hours=2)
    )
    members.suspend(seat_id=_seat("viewer@demo.test"), actor=_as(owner), now=now - timedelta(days=2, hours=6))


def _open_invitations(owner: User, *, now: datetime) -> None:
    for email, role, at in (
        ("auditor@demo.test", Role.ACCOUNTANT, now - timedelta(hours=20)),
        ("temporary@demo.test", Role.VIEWER, now - invitations.LIFETIME - timedelta(days=1)),
    ):
        Invitation.objects.create(
            email=email, role=role, invited_by=owner, sent_at=at, expires_at=at + invitations.LIFETIME
        )


def _seat(email: str) -> UUID:
    found: UUID = Membership.objects.values_list("id", flat=True).get(user__email=email)
    return found


def _as(person: User) -> Actor:
    return Actor(id=person.id, label=person.email, channel=Channel.WEB, address="127.0.0.1")
