"""Who calls, for DRF: what the gate found, and nothing else. Cookies of people open nothing here."""

from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication

from billing.api.caller import Caller, caller_of
from billing.models import User


class BearerToken(BaseAuthentication):  # type: ignore[misc]  # DRF carries no types
    """Sets `request.user` to the service account and `request.auth` to the Caller."""

    def authenticate(self, request: HttpRequest) -> tuple[User, Caller] | None:
        caller = caller_of(request)
        return None if caller is None else (caller.account.user, caller)

    def authenticate_header(self, request: HttpRequest) -> str:
        return 'Bearer realm="Tieout"'
