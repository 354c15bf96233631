"""An application of Cedar, the token it gets, and addresses on which the API can be tried."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from billing.actors import Actor
from billing.api.books.examples import EXAMPLES
from billing.kinds import Kind
from billing.models import ApiApplication, Membership, Module, Role, Tenant
from billing.services import accounts, applications
from billing.tenancy.scope import tenant_scope

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
PROBLEM = "application/problem+json"


@dataclass(frozen=True, kw_only=True)
class Program:
    """What a program knows of itself, and what we know of it."""

    application: ApiApplication
    secret: str
    tenant: Tenant

    @property
    def client_id(self) -> str:
        return self.application.client_id

    def ask(self, **form: str) -> Any:
        """Ask for a token, as it should be done unless the form says otherwise."""
        given = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.secret,
        }
        return ask(**(given | form))

    def token(self, **form: str) -> str:
        answer = self.ask(**form)
        assert answer.status_code == 200, answer.content
        return answer.json()["access_token"]

    @property
    def stored(self) -> ApiApplication:
        with transaction.atomic(), tenant_scope(tenant_id=self.tenant.id):
            return ApiApplication.objects.select_related("account__user").get(pk=self.application.pk)

    def change(self, **fields: Any) -> None:
        with transaction.atomic(), tenant_scope(tenant_id=self.tenant.id):
            ApiApplication.objects.filter(pk=self.application.pk).update(**fields)

    def change_seat(self, **fields: Any) -> None:
        with transaction.atomic(), tenant_scope(tenant_id=self.tenant.id):
            Membership.objects.filter(pk=self.application.account_id).update(**fields)


def ask(**form: str) -> Any:
    body = "&".join(f"{name}={value}" for name, value in form.items())
    return Client().post("/api/oauth/token", body, content_type=FORM)


def bearer(token: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)


@pytest.fixture
def program(cedar: Tenant, actor: Actor) -> Callable[..., Program]:
    """Make an application with an account of its own, in Cedar unless another tenant is given."""

    def make(
        name: str = "Connector",
        *,
        scopes: tuple[str, ...] = ("customers.write",),
        role: Role = Role.SERVICE,
        modules: tuple[Module, ...] = (),
        tenant: Tenant = cedar,
    ) -> Program:
        account = accounts.Wanted(name=f"{name} robot", role=role, modules=modules)
        wanted = applications.Wanted(name=name, account=account, scopes=scopes, tracking_id="erp-7")
        with tenant_scope(tenant_id=tenant.id):
            application, secret = applications.create(
                wanted=wanted, within=(), actor=actor, now=timezone.now()
            )
        return Program(application=application, secret=secret, tenant=tenant)

    return make


@pytest.fixture
def probes(settings: Settings) -> None:
    """Add addresses below /api/v1/probe/ that read and write nothing but what they are sent."""
    settings.ROOT_URLCONF = "tests.api.urls"


@pytest.fixture
def api(program: Callable[..., Program]) -> Any:
    """A program that may do everything in Cedar's books."""
    from tests.api.calling import Api

    shop = program("Shop", scopes=("admin",), role=Role.ADMIN)
    return Api(token=shop.token(), tenant=shop.tenant)


@pytest.fixture
def examples(api: Any) -> dict[Kind, dict[str, Any]]:
    """One record of each kind, made through the API from the examples that the description shows."""
    made: dict[Kind, dict[str, Any]] = {}
    for kind, body in EXAMPLES.items():
        made[kind] = api.create(kind, **body)
        if kind is Kind.INVOICE:
            made[kind] = api.post(f"invoices/{made[kind]['id']}/approve/").json()
    return made
