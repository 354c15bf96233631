"""Fills one organisation's empty books with lifelike records, as many as asked for."""

import time
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from billing.actors import Actor, Channel
from billing.models import Membership, User
from billing.services import demobooks, tenants
from billing.services.demobooks.making import NotEmpty
from billing.tenancy.scope import person_scope, tenant_scope


class Command(BaseCommand):
    help = "Fill an organisation's empty books with made-up customers, invoices, payments and purchases."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organisation", help="its name in addresses, or the name of one to open")
        parser.add_argument("--invoices", type=int, default=1000)
        parser.add_argument("--customers", type=int, help="unless a tenth as many as invoices")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same books")
        parser.add_argument("--count", type=int, default=1, help="how many organisations, numbered from 1")
        parser.add_argument("--owner", default="admin@demo.test", help="who has a seat there, or will own it")

    def handle(self, *_: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "Made-up books are for demonstration machines. Set TIEOUT_DEMO=1 if this is one."
            )
        if not 1 <= options["invoices"] <= 10_000_000:
            raise CommandError("Ask for one to ten million invoices.")
        name, count = options["organisation"], options["count"]
        size = demobooks.Size.of(options["invoices"], customers=options["customers"])
        started = time.monotonic()
        for number in range(1, count + 1):
            each = name if count == 1 else f"{name} {number}"
            _make(_tenant(each, options["owner"]), size=size, seed=options["seed"] + number - 1)
        took = time.monotonic() - started
        self.stdout.write(
            f"{size.invoices:,} invoices of {size.customers:,} customers "
            f"{f'in each of {count:,} organisations ' if count > 1 else ''}in {took:.0f} s, "
            f"{count * size.invoices / took:,.0f} a second."
        )


def _make(tenant_id: UUID, *, size: demobooks.Size, seed: int) -> None:
    actor = Actor.system("make_books", channel=Channel.COMMAND)
    with tenant_scope(tenant_id=tenant_id):
        try:
            demobooks.make(size=size, seed=seed, actor=actor, now=timezone.now())
        except NotEmpty as problem:
            raise CommandError(str(problem)) from None


def _tenant(name: str, email: str) -> UUID:
    """Return the organisation of this name in which the person has a seat, or open one."""
    person = User.objects.filter(email=email).first()
    if person is None:
        raise CommandError(f"There is no person {email} here. Name one with --owner.")
    with transaction.atomic(), person_scope(person_id=person.id):
        seat = Membership.objects.filter(tenant__slug=slugify(name)).first()
    if seat is not None:
        return cast(UUID, seat.tenant_id)
    actor = Actor.system("make_books", channel=Channel.COMMAND)
    opened: UUID = tenants.open_tenant(name=name, owner=person, actor=actor, now=timezone.now()).id
    return opened
