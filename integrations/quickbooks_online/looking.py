"""Looking whether a company still lets Tieout in, after somebody said that it does not."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from billing.actors import Actor
from integrations.models import Connection
from integrations.quickbooks_online import checks, keeping
from integrations.quickbooks_online.envelope import Fault, Trouble
from integrations.services import connections

THERE = Actor.system("Somebody in QuickBooks")


def look(*, connection_id: UUID, now: datetime) -> bool:
    """Tell whether it is open still; where QuickBooks has ended it, it ends here too."""
    with transaction.atomic():
        generation = Connection.objects.get(pk=connection_id).generation
    try:
        key = keeping.key(connection_id=connection_id, now=now)
        facts = checks.facts_of(key=key, now=now)
        # Where access does not reach into the company, fresh access would not either.
        if isinstance(facts, Fault) and facts.trouble is Trouble.UNAUTHORISED and not facts.is_forbidden:
            keeping.key(connection_id=connection_id, now=now, refused=key.access_token)
    except keeping.NotOpen:
        with transaction.atomic():
            over = Connection.objects.get(pk=connection_id).trouble_code == connections.RECONNECT
            if over:
                connections.disconnect(
                    connection_id=connection_id, revoke=False, generation=generation, actor=THERE, now=now
                )
        return False
    return True
