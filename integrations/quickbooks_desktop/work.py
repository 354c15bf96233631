"""What is to be handed out to a connector now. Here the queue of work will come in; there is none yet."""

from uuid import UUID

from integrations.models import Connection
from integrations.quickbooks_desktop.qwc import braced
from integrations.quickbooks_desktop.versions import QBXML


def waiting(connection: Connection) -> int:
    """Return how many pieces of work wait for this connection's connector."""
    return 0


def question(owner_id: UUID) -> str:
    """Ask the company file for its name and for the stamp that the Web Connector wrote into it.

    It changes nothing, and having one answer is what lets a visit end as done and not as failed.
    """
    version = ".".join(map(str, QBXML))
    return (
        f'<?xml version="1.0" encoding="utf-8"?><?qbxml version="{version}"?>'
        '<QBXML><QBXMLMsgsRq onError="stopOnError"><CompanyQueryRq requestID="company">'
        f"<OwnerID>{braced(owner_id)}</OwnerID></CompanyQueryRq></QBXMLMsgsRq></QBXML>"
    )
