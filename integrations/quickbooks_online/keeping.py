"""Keeping a connection open: a fresh token for whoever needs one, and one refresh for all who ask at once.

A refresh holds the row of its connection while it talks to Intuit. It is the only call made inside a
transaction: whoever else needs a token waits, and finds the one that was stored.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from billing.actors import Actor
from integrations.models import Connection
from integrations.quickbooks_online import oauth, worlds
from integrations.quickbooks_online.tokens import Tokens
from integrations.services import connections

# A token is changed while it still works for whatever is under way.
AHEAD = timedelta(minutes=10)
IDLE = timedelta(days=7)
USE_NOTED_EVERY = timedelta(minutes=10)
OVER = (
    "Intuit no longer takes what this connection was authorised with. It was disconnected in QuickBooks, or "
    "not used for a hundred days. Reconnect; everything that waits is kept and goes on by itself."
)
NO_ANSWER = (
    "Intuit's sign-in gives no usable answer. What is stored still stands, and Tieout tries again by itself."
)
KEYS_WRONG = (
    "Intuit does not know Tieout by its keys. Reconnecting does not help: whoever runs Tieout has to "
    "mend the "
    "keys of its Intuit app."
)
TRIED_AGAIN = frozenset({"sign_in_unreachable", "keys_wrong"})
KEEPER = Actor.system("Keeping connections open")


class NotOpen(Exception):
    """No token is to be had; the sentence says why, and the connection's standing says it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What opens a company now. `generation` is the one it was given under."""

    connection_id: UUID
    generation: int
    company_key: str
    api_url: str
    access_token: str = field(repr=False)


def key(*, connection_id: UUID, now: datetime, ahead: timedelta = AHEAD, refused: str = "") -> Key:
    """Return a key that still works for a while, refreshed if need be. Raises NotOpen.

    `refused` is an access token that QuickBooks did not take: another is wanted, whatever the clock says.
    """
    with transaction.atomic(durable=True):
        connection = Connection.objects.get(pk=connection_id)
        if _serves(connection, refused=refused, now=now, ahead=ahead):
            _note_use(connection, now=now)
            return _key_of(connection)
    return _refreshed(connection_id, refused=refused, is_used=True, now=now, ahead=ahead)


def keep_alive(*, connection_id: UUID, now: datetime) -> bool:
    """Refresh where it is due; tell whether the connection is open afterwards. It does not count as use."""
    with transaction.atomic():
        Connection.objects.filter(pk=connection_id).update(tried_at=now)
    try:
        _refreshed(connection_id, refused="", is_used=False, now=now, ahead=AHEAD)
    except NotOpen:
        return False
    return True


def _refreshed(connection_id: UUID, *, refused: str, is_used: bool, now: datetime, ahead: timedelta) -> Key:
    is_renewed = False
    try:
        with transaction.atomic(durable=True):
            connection = Connection.objects.select_for_update().get(pk=connection_id)
            # Somebody else may have been here first; what they stored serves us as well.
            if not _serves(connection, refused=refused, now=now, ahead=ahead):
                is_renewed = _refresh(connection, asked_anew=bool(refused), now=now)
            if is_used:
                _note_use(connection, now=now)
            found = _key_of(connection)
    except _Trouble as trouble:
        connections.note_trouble(
            connection_id=connection_id, generation=connection.generation, code=trouble.code,
            sentence=str(trouble), actor=KEEPER, now=now,
        )  # fmt: skip
        raise NotOpen(str(trouble)) from None
    if is_renewed and connection.trouble_code in TRIED_AGAIN:
        connections.clear_trouble(
            connection_id=connection_id, generation=connection.generation, code=connection.trouble_code,
            actor=KEEPER, now=now,
        )  # fmt: skip
    return found


class _Trouble(Exception):
    """What is to be written down once the row is let go."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        super().__init__(sentence)


def _refresh(connection: Connection, *, asked_anew: bool, now: datetime) -> bool:
    """Refresh and store; tell whether that was done, or is not needed yet."""
    if not connection.is_authorised:
        raise NotOpen("This connection is not authorised. Connect to QuickBooks first.")
    if connection.trouble_code == connections.RECONNECT:
        raise NotOpen(connection.trouble)
    try:
        world = worlds.world(connection.environment)
        _store(connection, _ask(connection, world, now=now), client_id=world.client_id, now=now)
    except oauth.GrantOver:
        raise _Trouble(connections.RECONNECT, OVER) from None
    except (oauth.KeysWrong, worlds.NoKeys):
        raise _Trouble("keys_wrong", KEYS_WRONG) from None
    except oauth.Unreachable:
        # Ahead of need, what is there still works.
        if asked_anew or connection.access_until is None or connection.access_until <= now:
            raise _Trouble("sign_in_unreachable", NO_ANSWER) from None
        return False
    return True


def _ask(connection: Connection, world: worlds.World, *, now: datetime) -> Tokens:
    """Refresh with what is stored and, where that is over, with what it replaced."""
    held = connection.credentials
    try:
        return oauth.refresh(world, refresh_token=held["refresh_token"], now=now)
    except oauth.GrantOver:
        earlier = held.get("earlier_refresh_token")
        if not earlier:
            raise
        return oauth.refresh(world, refresh_token=earlier, now=now)


def _store(connection: Connection, fresh: Tokens, *, client_id: str, now: datetime) -> None:
    """Keep what came, before anybody uses it."""
    held = connection.credentials
    changed = fresh.refresh_token != held["refresh_token"]
    connection.credentials = {
        "access_token": fresh.access_token,
        "refresh_token": fresh.refresh_token,
        "earlier_refresh_token": held["refresh_token"] if changed else held.get("earlier_refresh_token", ""),
    }
    connection.access_until, connection.refresh_until = fresh.access_until, fresh.refresh_until
    connection.hard_until = fresh.hard_until or connection.hard_until
    connection.refreshed_at, connection.client_id = now, client_id
    connection.save(
        update_fields=[
            "credentials",
            "access_until",
            "refresh_until",
            "hard_until",
            "refreshed_at",
            "client_id",
        ]
    )


def _serves(connection: Connection, *, refused: str, now: datetime, ahead: timedelta) -> bool:
    """Tell whether what is stored opens the company for a while, as far as is known here."""
    return (
        connection.is_authorised
        and connection.access_until is not None
        and connection.access_until - now > ahead
        and connection.trouble_code != connections.RECONNECT
        and connection.credentials["access_token"] != refused
    )


def _note_use(connection: Connection, *, now: datetime) -> None:
    if connection.used_at is None or now - connection.used_at > USE_NOTED_EVERY:
        Connection.objects.filter(pk=connection.pk).update(used_at=now)


def _key_of(connection: Connection) -> Key:
    return Key(
        connection_id=connection.pk,
        generation=connection.generation,
        company_key=connection.company_key,
        api_url=worlds.world(connection.environment).api_url,
        access_token=connection.credentials["access_token"],
    )
