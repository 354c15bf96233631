"""Is it the right company file? By the stamp in it, which the Web Connector wrote for this connection."""

from datetime import datetime
from typing import Any

from billing.actors import Actor
from integrations.models import Connection, Connector
from integrations.quickbooks_desktop.host import Said
from integrations.quickbooks_desktop.troubles import Trouble
from integrations.quickbooks_desktop.versions import QBXML
from integrations.services import connections
from integrations.services.connections import Grant, Refused

Wrong = tuple[str, str] | None


def wrong_with(connector: Connector, connection: Connection, said: Said, *, surely: bool) -> Wrong:
    """Return what is wrong with the file that is open, with its name, or nothing.

    `surely` is whether this is the answer to our own question, in which a stamp that exists is seen.
    """
    if said.versions and max(said.versions) < QBXML:
        return Trouble.TOO_OLD, said.facts.get("product", "")
    name = said.company
    if connector.owner_id in said.stamps:
        same = said.stamps[connector.owner_id] == connector.file_id
        return None if same else (Trouble.OTHER_COMPANY, name)
    if not surely:
        return None
    if connection.company.get("stamped"):
        return Trouble.NO_STAMP, name
    # A file whose stamp nobody can see is known by its name alone; a person confirms it when it is
    # authorised, and anew when the name has changed since.
    known = connection.company_name if connection.is_authorised else ""
    return (Trouble.OTHER_COMPANY, name) if known and name and name != known else None


def prove(connector: Connector, connection: Connection, said: Said, *, actor: Actor, now: datetime) -> Wrong:
    """Write down that the right company file answered; at the first time, that opens the connection."""
    company = _company(connector, said)
    # A copy of a company file carries the same stamp, and the same .qwc stamps any file it is added to:
    # whether one of another name is right, a person says anew.
    renamed = bool(connection.company_name) and connection.company_name != company["name"]
    if not connection.is_authorised:
        grant = Grant(company_key=str(connector.file_id), company=company, in_doubt=renamed, credentials={})
        try:
            connections.authorise(connection_id=connection.pk, grant=grant, actor=actor, now=now)
        except Refused as problem:
            return Trouble.REFUSED, str(problem)
    elif dict(connection.company) != company:
        before = connections.told(connection)
        connection.company = company
        if renamed:
            connection.confirmed_at, connection.confirmed_by = None, ""
        connection.save(update_fields=["company", "confirmed_at", "confirmed_by"])
        if renamed:
            connections.record(connection, "connector.company_renamed", before=before, actor=actor, now=now)
    connector.facts_at = now
    connector.save(update_fields=["facts_at"])
    return None


def _company(connector: Connector, said: Said) -> dict[str, Any]:
    """Put together what both answers said: the first one of the program, the second one of the company."""
    facts = connector.facts | {name: text for name, text in said.facts.items() if text}
    version = ".".join(filter(None, (facts.get("major", ""), facts.get("minor", ""))))
    return {
        "name": said.company,
        "country": facts.get("country", ""),
        "currency": facts.get("currency", ""),
        "product": facts.get("product", ""),
        "version": version,
        "file": facts.get("file", ""),
        "stamped": connector.owner_id in said.stamps,
    }
