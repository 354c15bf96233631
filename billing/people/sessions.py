"""Where a person is signed in: listed in one query, ended in a few, however many there are."""

from collections.abc import Iterable
from typing import Any

from allauth.account.signals import password_changed, password_reset, user_logged_in
from allauth.usersessions.models import UserSession
from allauth.usersessions.signals import on_user_logged_in
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from billing.models import User
from billing.people.events import enter


def subscribe() -> None:
    """Take over from allauth, which looks at each of a person's sessions at every sign-in."""
    user_logged_in.disconnect(receiver=on_user_logged_in)
    user_logged_in.connect(_note, dispatch_uid="sessions.note")
    for signal in (password_changed, password_reset):
        signal.connect(_end_others, dispatch_uid="sessions.end_others")


def open_sessions(person: User) -> QuerySet[UserSession]:
    """Return the person's sessions that still let somebody in, the latest first."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.now())
    found: QuerySet[UserSession] = UserSession.objects.filter(Exists(alive), user=person)
    return found.order_by("-last_seen_at", "-pk")


@transaction.atomic
def end(sessions: Iterable[UserSession], *, person: User) -> None:
    """Sign these browsers of a person out, and say so wherever the person has a seat."""
    keys = [session.session_key for session in sessions]
    if not keys:
        return
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=person, session_key__in=keys).delete()
    enter("person.sessions_ended", person)


def forget_ended() -> int:
    """Drop the notes about sessions that are over, and return how many."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.now())
    count: int = UserSession.objects.exclude(Exists(alive)).delete()[0]
    return count


def _note(*, request: HttpRequest, **_: Any) -> None:
    UserSession.objects.create_from_request(request)


def _end_others(*, request: HttpRequest, user: User, **_: Any) -> None:
    others = UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key or "")
    end(list(others), person=user)
