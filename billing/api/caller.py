"""Who calls the API: an application, as a service account, in one organisation, with what it may do."""

from dataclasses import dataclass

from django.http import HttpRequest

from billing.actors import Actor, Channel
from billing.models import ApiApplication, Membership, Tenant
from billing.people.acting import address_of
from billing.roles import Role
from billing.scopes import Line, Subject, both, effective


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """What the gate found for the running request; read by every view of the API."""

    application: ApiApplication
    table: dict[Subject, Line]
    scopes: frozenset[str]

    @classmethod
    def of(cls, application: ApiApplication, *, token_scopes: tuple[str, ...]) -> "Caller":
        """Return the application as it is now, with what both it and its token were granted."""
        account = application.account
        scopes = both(application.scopes, token_scopes)
        table = effective(role=Role(account.role), modules=account.modules, scopes=scopes)
        return cls(application=application, table=table, scopes=scopes)

    @property
    def account(self) -> Membership:
        return self.application.account

    @property
    def tenant(self) -> Tenant:
        return self.application.tenant


def caller_of(request: HttpRequest) -> Caller | None:
    """Return who calls, or None where the request did not pass the gate. Takes DRF's requests as well."""
    return getattr(getattr(request, "_request", request), "caller", None)


def actor_of(request: HttpRequest) -> Actor:
    """Return who calls as the actor of what is changed."""
    caller = caller_of(request)
    if caller is None:
        raise LookupError("This request did not pass the gate, so nobody is known to act.")
    inner = getattr(request, "_request", request)
    account = caller.account.user
    return Actor(
        id=account.id,
        label=f"{caller.application.name} ({account.name})",
        channel=Channel.API,
        address=address_of(inner),
        request_id=getattr(inner, "id", ""),
    )
