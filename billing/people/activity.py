"""When each session was last seen, and from where: noted every few minutes, not with every page."""

from collections.abc import Callable
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.dateparse import parse_datetime

EVERY = timedelta(minutes=5)
NOTED = "seen_at"


class Activity:
    """Keeps the list of a person's sessions current."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            now, noted = timezone.now(), parse_datetime(request.session.get(NOTED, ""))
            if noted is None or now - noted >= EVERY:
                UserSession.objects.create_from_request(request)
                request.session[NOTED] = now.isoformat()
        response = self.get_response(request)
        if request.user.is_authenticated:
            # A page of the signed-in must not be shown from a cache to who comes after them.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
