"""What QuickBooks Desktop brings to the page of the connection."""

from datetime import datetime

from integrations import registry
from integrations.models import Connection
from integrations.quickbooks_desktop import showing
from integrations.quickbooks_desktop.forms import SetUpForm
from integrations.quickbooks_desktop.setup import connector_of
from integrations.registry import Doors, Panel
from integrations.vendors import Vendor


def register() -> None:
    registry.register(
        Doors(vendor=Vendor.QUICKBOOKS_DESKTOP, environments=list, facts=showing.facts, panel=panel)
    )


def panel(connection: Connection, now: datetime) -> Panel:
    """Show how the connector stands, or how it is set up."""
    connector = connector_of(connection)
    if connector is None or connection.set_up_at is None:
        form = SetUpForm(initial=SetUpForm.initial_of(connector))
        return Panel(template="integrations/desktop/set_up_card.html", context={"form": form})
    return Panel(
        template="integrations/desktop/connector_card.html",
        context=showing.all_of(connection, connector, now=now) | {"on_panel": True},
    )
