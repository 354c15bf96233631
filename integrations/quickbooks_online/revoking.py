"""Telling Intuit that a grant was given up here; again and again until it was heard."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from billing.tenancy.scope import across_tenants
from integrations.models import Connection, Revocation
from integrations.quickbooks_online import oauth, worlds
from integrations.vendors import Vendor

TRIES = 12
LONGEST_WAIT = timedelta(hours=12)


def revoke(*, revocation_id: UUID, now: datetime) -> bool:
    """Try once; tell whether nothing is left to be done."""
    with transaction.atomic():
        row = Revocation.objects.select_for_update(skip_locked=True).filter(pk=revocation_id).first()
        if row is None:
            return True
        if _is_open_again(row):
            # Authorised anew meanwhile: to revoke would end the new grant with the old.
            row.delete()
            return True
        row.tries += 1
        row.due_at = now + min(timedelta(minutes=2**row.tries), LONGEST_WAIT)
        row.save(update_fields=["tries", "due_at"])
        token, tries, world = row.credentials["refresh_token"], row.tries, _world(row)
    if not _told(world, token) and tries < TRIES:
        return False
    with transaction.atomic():
        Revocation.objects.filter(pk=revocation_id).delete()
    return True


def _is_open_again(row: Revocation) -> bool:
    """Tell whether the same company was connected again, by whoever, before Intuit heard of the end."""
    of_app = Q(client_id__in=[row.client_id, ""]) if row.client_id else Q()
    with across_tenants(reason="a grant belongs to a company and an app, whichever organisation holds it"):
        return Connection.objects.filter(
            of_app, vendor=Vendor.QUICKBOOKS_ONLINE, environment=row.environment,
            company_key=row.company_key, authorised_at__isnull=False,
        ).exists()  # fmt: skip


def _told(world: worlds.World | None, token: str) -> bool:
    if world is None:
        return False
    try:
        oauth.revoke(world, token=token)
    except (oauth.Unreachable, oauth.KeysWrong):
        return False
    return True


def _world(row: Revocation) -> worlds.World | None:
    """Return the world with the keys of the app it was authorised for: with others Intuit ends nothing."""
    kept = row.credentials.get("client_secret")
    if kept:
        return worlds.opened_by(row.environment, client_id=row.client_id, client_secret=kept)
    try:
        world = worlds.world(row.environment)
    except worlds.NoKeys:
        return None
    return world if row.client_id in {"", world.client_id} else None
