"""What is done with the code that somebody brings back: tokens, the company they open, and keeping both."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from billing.actors import Actor
from integrations.models import Connection
from integrations.quickbooks_online import checks, keeping, oauth, worlds
from integrations.quickbooks_online.envelope import Fault, Trouble
from integrations.quickbooks_online.tokens import Tokens
from integrations.services import connections, revocations
from integrations.services.connections import Grant


class NotConnected(Exception):
    """Nothing came of it; the sentence says why and what to do."""

    def __init__(self, title: str, text: str) -> None:
        self.title = title
        super().__init__(text)


def arrive(
    *, connection_id: UUID, code: str, realm: str, switch: bool, actor: Actor, now: datetime
) -> Connection:
    """Exchange the code, store what came, ask the company who it is, and keep it.

    Raises NotConnected or connections.Refused; what Intuit gave is given back then.
    """
    with transaction.atomic(durable=True):
        connection = Connection.objects.get(pk=connection_id)
        connections.refuse_company(connection, company_key=realm, switch=switch)
        try:
            world = worlds.world(connection.environment)
        except worlds.NoKeys as problem:
            raise NotConnected("Nothing was connected", str(problem)) from None
    tokens = _exchanged(world, code=code, now=now)
    credentials = {
        "access_token": tokens.access_token,
        "refresh_token": tokens.refresh_token,
        "earlier_refresh_token": "",
    }
    held = revocations.hold(
        connection_id=connection_id, environment=world.environment, company_key=realm,
        client_id=world.client_id, credentials=credentials, now=now,
    )  # fmt: skip
    key = keeping.Key(
        connection_id=connection_id, generation=0, company_key=realm, api_url=world.api_url,
        access_token=tokens.access_token,
    )  # fmt: skip
    facts = checks.facts_of(key=key, now=now)
    unread = ""
    if isinstance(facts, Fault):
        if facts.trouble not in {Trouble.TRANSIENT, Trouble.THROTTLED}:
            revocations.give_back(held=held, now=now)
            raise NotConnected(
                "Intuit let Tieout in, but not into that company",
                "What Intuit sent back does not open the company it names. Nothing was connected. Connect "
                "again, and choose a company that you administer.",
            )
        unread = f"Tieout was let in, but could not read the company. {checks.FIXES[facts.trouble]}"
    grant = Grant(
        company_key=realm, company=None if isinstance(facts, Fault) else facts, unread=unread,
        credentials=credentials, client_id=world.client_id, access_until=tokens.access_until,
        refresh_until=tokens.refresh_until, hard_until=tokens.hard_until,
    )  # fmt: skip
    try:
        return connections.authorise(
            connection_id=connection_id, grant=grant, switch=switch, held=held, actor=actor, now=now
        )
    except connections.TakenElsewhere:
        # To give it back would end the other organisation's grant with it.
        revocations.forget(held=held)
        if unread:
            # Whether it is connected elsewhere is told to those only who were seen to have access to it.
            raise NotConnected(
                "QuickBooks does not answer", f"Nothing was connected. {checks.FIXES[Trouble.TRANSIENT]}"
            ) from None
        raise
    except connections.Refused:
        revocations.give_back(held=held, now=now)
        raise


def _exchanged(world: worlds.World, *, code: str, now: datetime) -> Tokens:
    try:
        return oauth.exchange(
            world, code=code, redirect_uri=settings.PUBLIC_URL + reverse("quickbooks-callback"), now=now
        )
    except oauth.GrantOver:
        raise NotConnected(
            "Intuit took its answer back",
            "The code that Intuit sent you back with was used already, or is too old. Connect again "
            "from here.",
        ) from None
    except oauth.KeysWrong:
        raise NotConnected("Intuit does not know Tieout", keeping.KEYS_WRONG) from None
    except oauth.Unreachable:
        raise NotConnected(
            "Intuit's sign-in does not answer",
            "You did everything right, but Intuit gave no usable answer. Nothing has changed. Try again "
            "in a minute.",
        ) from None
