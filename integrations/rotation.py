"""Sealing anew, under the newest key, what an older one sealed. Safe to stop, repeat, and run beside work."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import transaction
from django.db.models import Model, QuerySet

from billing.models import ApiApplication, Mail
from billing.people.adapters import MFA_CONTEXT
from billing.services.credentials import context_of
from billing.services.mail import CONTEXT as MAIL_CONTEXT
from billing.tenancy import keyring
from billing.tenancy.scope import across_tenants
from integrations.fields import EncryptedJSONField, Sealed

BATCH = 200


def rotate() -> dict[str, int]:
    """Return how many rows of each table were sealed anew; raise Unreadable where one does not open."""
    done = {}
    with across_tenants(reason="a key is retired for every tenant at once"):
        for model in apps.get_models():
            fields = [field for field in model._meta.local_fields if isinstance(field, EncryptedJSONField)]
            if fields:
                done[model._meta.label] = _in_batches(model._base_manager.all(), _columns(fields))
        done[Authenticator._meta.label] = _in_batches(Authenticator.objects.all(), _authenticator)
        done[ApiApplication._meta.label] = _in_batches(ApiApplication.objects.all(), _application)
        waiting = Mail.objects.filter(sent_at=None)
        done[Mail._meta.label] = _in_batches(waiting, _mail)
    return done


def _in_batches(rows: QuerySet[Any], reseal: Callable[[Any], bool]) -> int:
    changed, last = 0, None
    while True:
        with transaction.atomic():
            batch = _locked(rows, after=last)
            changed += sum(reseal(row) for row in batch)
        if not batch:
            return changed
        last = batch[-1].pk


def _locked(rows: QuerySet[Any], *, after: UUID | int | None) -> list[Model]:
    if after is not None:
        rows = rows.filter(pk__gt=after)
    return list(rows.order_by("pk").select_for_update(of=("self",))[:BATCH])


def _columns(fields: list[EncryptedJSONField]) -> Callable[[Model], bool]:
    def reseal(row: Model) -> bool:
        stale = [field.attname for field in fields if _is_stale(row.__dict__[field.attname])]
        for name in stale:
            setattr(row, name, getattr(row, name))  # read in clear, so that saving seals it anew
        if stale:
            row.save(update_fields=stale)
        return bool(stale)

    return reseal


def _is_stale(value: Any) -> bool:
    return isinstance(value, Sealed) and not keyring.is_current(value.data)


def _authenticator(row: Authenticator) -> bool:
    stale = {name: text for name, text in _sealed_texts(row.data) if not keyring.text_is_current(text)}
    for name, text in stale.items():
        row.data[name] = keyring.seal_text(keyring.open_text(text, context=MFA_CONTEXT), context=MFA_CONTEXT)
    if stale:
        row.save(update_fields=["data"])
    return bool(stale)


def _sealed_texts(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    return ((name, data[name]) for name in ("secret", "seed") if name in data)


def _application(row: ApiApplication) -> bool:
    """Seal the digests of an application's secrets anew; the secrets stay what they are."""
    context, stale = context_of(row), []
    for name in ("secret", "old_secret"):
        kept = getattr(row, name)
        if kept is not None and not keyring.is_current(bytes(kept)):
            setattr(
                row, name, keyring.seal(keyring.open_sealed(bytes(kept), context=context), context=context)
            )
            stale.append(name)
    if stale:
        row.save(update_fields=stale)
    return bool(stale)


def _mail(row: Mail) -> bool:
    if keyring.is_current(bytes(row.message)):
        return False
    row.message = keyring.seal(
        keyring.open_sealed(bytes(row.message), context=MAIL_CONTEXT), context=MAIL_CONTEXT
    )
    row.save(update_fields=["message"])
    return True
