"""Who is acting in a web request, and from where."""

from typing import cast

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from billing.actors import Actor, Channel
from billing.models import User


def actor_of(request: HttpRequest, person: User | None = None) -> Actor:
    """Return the signed-in person (or the given one) as the actor of this request."""
    person = person or cast(User, request.user)
    return Actor(
        id=person.id,
        label=person.email,
        channel=Channel.WEB,
        address=address_of(request),
        request_id=getattr(request, "id", ""),
    )


def address_of(request: HttpRequest) -> str:
    """Return the network address that the request came from, as far as the proxies in front are trusted."""
    return str(get_adapter().get_client_ip(request))
