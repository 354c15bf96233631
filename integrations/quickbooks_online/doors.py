"""What QuickBooks Online brings to the page of the connection."""

from datetime import datetime

from integrations import registry
from integrations.models import Connection
from integrations.quickbooks_online import worlds
from integrations.registry import Doors, Panel
from integrations.services import connections
from integrations.states import Facts
from integrations.vendors import Vendor


def register() -> None:
    registry.register(
        Doors(vendor=Vendor.QUICKBOOKS_ONLINE, environments=worlds.environments, facts=facts, panel=panel)
    )


def facts(connection: Connection) -> Facts:
    return Facts(
        chosen=True,
        authorised=connection.is_authorised,
        confirmed=connection.confirmed_at is not None,
        disconnected=connection.disconnected_at is not None and not connection.is_authorised,
        paused=connection.paused_at is not None,
        reconnect_needed=connection.trouble_code == connections.RECONNECT,
        trouble=connection.trouble,
        hard_until=connection.hard_until,
    )


def panel(connection: Connection, now: datetime) -> Panel:
    return Panel(
        template="integrations/online/panel.html",
        context={
            "failed": next((check for check in connection.checks if not check["ok"]), None),
            "took": sum(check["milliseconds"] for check in connection.checks) / 1000,
            "keys_missing": connection.environment not in worlds.environments(),
        },
        leads_to=worlds.origins(connection.environment),
    )
