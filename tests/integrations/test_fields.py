"""Encrypted JSON columns: unreadable in the database, bound to tenant and column, rotated by a command."""

from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.exceptions import FieldError
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from billing.models import Mail, Tenant, User
from billing.services.mail import send_due
from billing.tenancy.keyring import Unreadable
from billing.tenancy.scope import across_tenants, tenant_scope
from tests.shelf.models import Credential

pytestmark = pytest.mark.django_db
OLD, NEW = ("old", bytes(range(32))), ("new", bytes(range(32, 64)))
SECRET = {"refresh": "AB11-very-secret", "nested": [1, None, True, {"é": "ü"}]}


def raw(column: str = "secret") -> list[bytes | None]:
    with connection.cursor() as cursor:
        cursor.execute(f"select {column} from shelf_credential order by id")
        return [None if value is None else bytes(value) for (value,) in cursor.fetchall()]


def test_a_value_is_read_as_it_was_written_and_unreadable_in_the_database(cedar: Tenant) -> None:
    with tenant_scope(tenant_id=cedar.id):
        kept = Credential.objects.create(secret=SECRET)

        assert Credential.objects.get(pk=kept.pk).secret == SECRET
        (stored,) = raw()
        assert stored is not None
        assert b"secret" not in stored
        assert "very-secret" not in repr(Credential.objects.get(pk=kept.pk).__dict__)


def test_nothing_is_kept_as_nothing(cedar: Tenant) -> None:
    with tenant_scope(tenant_id=cedar.id):
        kept = Credential.objects.create(secret=None)
        assert raw() == [None]
        assert Credential.objects.get(pk=kept.pk).secret is None
        assert Credential.objects.filter(secret__isnull=True).count() == 1


@pytest.mark.parametrize("value", [0, False, "", [], {}, "text", 1.5])
def test_any_json_value_comes_back(value: Any, cedar: Tenant) -> None:
    with tenant_scope(tenant_id=cedar.id):
        kept = Credential.objects.create(secret=value)
        assert Credential.objects.get(pk=kept.pk).secret == value


def test_a_value_changed_in_place_is_saved(cedar: Tenant) -> None:
    with tenant_scope(tenant_id=cedar.id):
        kept = Credential.objects.get(pk=Credential.objects.create(secret={"a": 1}).pk)
        kept.secret["a"] = 2
        kept.save()
        assert Credential.objects.get(pk=kept.pk).secret == {"a": 2}


def test_saving_an_unread_row_keeps_its_ciphertext(cedar: Tenant) -> None:
    with tenant_scope(tenant_id=cedar.id):
        Credential.objects.create(secret=SECRET)
        before = raw()
        Credential.objects.get().save()
        assert raw() == before


def test_ciphertext_moved_to_another_column_does_not_open(cedar: Tenant) -> None:
    with tenant_scope(tenant_id=cedar.id):
        Credential.objects.create(secret=SECRET)
        with connection.cursor() as cursor:
            cursor.execute("update shelf_credential set spare = secret")
        with pytest.raises(Unreadable, match="moved or changed"):
            _ = Credential.objects.get().spare


def test_ciphertext_moved_to_another_tenant_does_not_open(cedar: Tenant, harbour: Tenant) -> None:
    with tenant_scope(tenant_id=cedar.id):
        Credential.objects.create(secret=SECRET)
        (stored,) = raw()
    with tenant_scope(tenant_id=harbour.id):
        Credential.objects.create(secret=None)
        with connection.cursor() as cursor:
            cursor.execute("update shelf_credential set secret = %s", [stored])
        with pytest.raises(Unreadable, match="moved or changed"):
            _ = Credential.objects.get().secret


@pytest.mark.parametrize(
    "search", [{"secret": SECRET}, {"secret__contains": b"x"}, {"secret__in": [SECRET]}, {"secret__gt": b""}]
)
def test_an_encrypted_column_cannot_be_searched(search: dict[str, Any], cedar: Tenant) -> None:
    with tenant_scope(tenant_id=cedar.id), pytest.raises(FieldError, match="cannot be searched"):
        Credential.objects.filter(**search).exists()


def test_an_encrypted_column_is_never_written_in_bulk_in_clear(cedar: Tenant) -> None:
    with tenant_scope(tenant_id=cedar.id):
        Credential.objects.create(secret=SECRET)
        with pytest.raises(FieldError, match="through its row"), transaction.atomic():
            Credential.objects.update(secret={"planted": True})
        assert Credential.objects.get().secret == SECRET


def test_rows_written_in_bulk_are_sealed(cedar: Tenant) -> None:
    with tenant_scope(tenant_id=cedar.id):
        Credential.objects.bulk_create([Credential(secret=SECRET), Credential(secret="other")])
        assert all(value is not None and b"secret" not in value and b"other" not in value for value in raw())
        assert [row.secret for row in Credential.objects.order_by("id")] == [SECRET, "other"]


def test_rotation_seals_everything_anew_and_the_old_key_can_go(
    settings: Settings, cedar: Tenant, harbour: Tenant, owner: User
) -> None:
    settings.FIELD_KEYS = (OLD,)
    for tenant in (cedar, harbour):
        with tenant_scope(tenant_id=tenant.id):
            Credential.objects.create(secret={"of": tenant.slug}, spare=None)
    TOTP.activate(owner, "JBSWY3DPEHPK3PXP")
    EmailMessage(subject="A link", body="body", to=["a@people.test"]).send()
    settings.FIELD_KEYS = (NEW, OLD)

    said = StringIO()
    call_command("rotate_field_keys", stdout=said)
    settings.FIELD_KEYS = (NEW,)

    assert "shelf.Credential: 2 sealed anew" in said.getvalue()
    assert "mfa.Authenticator: 1 sealed anew" in said.getvalue()
    assert "billing.Mail: 1 sealed anew" in said.getvalue()
    for tenant in (cedar, harbour):
        with tenant_scope(tenant_id=tenant.id):
            assert Credential.objects.get().secret == {"of": tenant.slug}
    assert Authenticator.objects.get(user=owner).wrap().validate_code("000000") in {True, False}
    assert send_due(now=timezone.now()) == 1
    assert [message.subject for message in mail.outbox] == ["A link"]


def test_rotating_twice_changes_nothing_the_second_time(settings: Settings, cedar: Tenant) -> None:
    with tenant_scope(tenant_id=cedar.id):
        Credential.objects.create(secret=SECRET)
        settings.FIELD_KEYS = (NEW, *settings.FIELD_KEYS)
        call_command("rotate_field_keys", stdout=StringIO())
        before = raw()
        said = StringIO()
        call_command("rotate_field_keys", stdout=said)
        assert raw() == before
        assert "shelf.Credential: 0 sealed anew" in said.getvalue()


def test_rotation_stops_at_a_value_it_cannot_open_and_names_the_key(
    settings: Settings, cedar: Tenant
) -> None:
    settings.FIELD_KEYS = (OLD,)
    with tenant_scope(tenant_id=cedar.id):
        Credential.objects.create(secret=SECRET)
    settings.FIELD_KEYS = (NEW,)

    with pytest.raises(CommandError, match="'old'"):
        call_command("rotate_field_keys", stdout=StringIO())

    settings.FIELD_KEYS = (OLD,)
    with across_tenants(reason="to see that it is as it was"):
        assert Credential.objects.get().secret == SECRET


def test_the_seeds_of_authenticator_apps_lie_sealed(owner: User) -> None:
    TOTP.activate(owner, "JBSWY3DPEHPK3PXP")
    with connection.cursor() as cursor:
        cursor.execute("select data::text from mfa_authenticator")
        assert "JBSWY3DPEHPK3PXP" not in cursor.fetchone()[0]


def test_a_mail_lies_sealed_until_it_is_sent_and_not_at_all_afterwards(db: None) -> None:
    EmailMessage(subject="s", body="https://tieout.test/secret-link", to=["a@people.test"]).send()
    assert b"secret-link" not in bytes(Mail.objects.get().message)

    send_due(now=timezone.now())

    assert bytes(Mail.objects.get().message) == b""
    assert "secret-link" in mail.outbox[0].body
