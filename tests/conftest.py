"""The people and organisations most tests are about, and a database that is used as the product uses it."""

import time
from collections.abc import Callable, Iterator

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as configured
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from billing.actors import Actor, Channel
from billing.models import Membership, Role, Tenant, User
from billing.services import tenants
from billing.tenancy.scope import tenant_scope

PASSWORD = "correct horse battery"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Let the tests log in as the product does, and the owner take the database away again."""

    def log_in_as(database: dict[str, object]) -> None:
        connection.close()
        connection.settings_dict.update({name: database[name] for name in ("USER", "PASSWORD")})

    with django_db_blocker.unblock():
        log_in_as(configured.APP_DATABASE)
    yield
    with django_db_blocker.unblock():
        _wait_for_others_to_leave()
        log_in_as(configured.OWNER_DATABASE)


def _wait_for_others_to_leave() -> None:
    """Threads of the live server hang up by themselves, a moment after the last test."""
    others = "datname = current_database() and pid <> pg_backend_pid()"
    shown = (
        f"select client_port, state, backend_start, query from pg_stat_activity where {others}"  # no input
    )
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute(shown)
            staying = cursor.fetchall()
        if not staying:
            return
        time.sleep(0.1)
    raise AssertionError(f"These still use the database of the tests: {staying}")


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def _mail_goes_through_the_outbox(settings: Settings) -> None:
    """Django's test runner would swap the product's mail backend for its own."""
    settings.EMAIL_BACKEND = "billing.services.mail.OutboxBackend"


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """Make people whose mail address is verified."""

    def make(name: str, **fields: object) -> User:
        email = f"{name}@people.test"
        user = User.objects.create_user(email=email, name=name.title(), password=PASSWORD, **fields)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        return user

    return make


@pytest.fixture
def actor() -> Actor:
    return Actor(id=None, label="the tests", channel=Channel.COMMAND)


@pytest.fixture
def owner(person: Callable[..., User]) -> User:
    return person("owner")


@pytest.fixture
def stranger(person: Callable[..., User]) -> User:
    return person("stranger")


@pytest.fixture
def cedar(owner: User, actor: Actor) -> Tenant:
    """The organisation the tests work in."""
    return tenants.open_tenant(name="Cedar", owner=owner, actor=actor, now=timezone.now())


@pytest.fixture
def harbour(stranger: User, actor: Actor) -> Tenant:
    """Somebody else's organisation."""
    return tenants.open_tenant(name="Harbour", owner=stranger, actor=actor, now=timezone.now())


@pytest.fixture
def seated(cedar: Tenant, person: Callable[..., User]) -> Callable[[Role], User]:
    """Give a new person a seat in Cedar, in the given role."""

    def seat(role: Role) -> User:
        user = person(role.value)
        with tenant_scope(tenant_id=cedar.id):
            Membership.objects.create(user=user, role=role)
        return user

    return seat


@pytest.fixture
def client_of() -> Callable[[User | None], Client]:
    """Make a browser in which this person is signed in, or nobody."""

    def make(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return make
