"""What connections enter in the audit trail, in words."""

from billing.queries import audit

CONNECTOR = {
    "connector.set_up": "Web Connector set up",
    "connector.changed": "Web Connector changed",
    "connector.password_made": "Web Connector's password replaced",
    "connector.file_downloaded": "File for the Web Connector downloaded",
    "connector.file_replaced": "File for the Web Connector replaced",
    "connector.unproven": "Company to be proven again",
    "connector.company_renamed": "Company renamed in QuickBooks",
}
WORDS = {
    "connection.chosen": "Accounting vendor chosen",
    "connection.retired": "Accounting vendor given up",
    "connection.authorised": "QuickBooks connected",
    "connection.confirmed": "Company confirmed",
    "connection.switched": "Company switched",
    "connection.disconnected": "QuickBooks disconnected",
    "connection.paused": "Syncing paused",
    "connection.resumed": "Syncing resumed",
    "connection.troubled": "Connection in trouble",
    "connection.recovered": "Connection works again",
    "connection.settings_changed": "Settings of syncing changed",
    "connection.app_changed": "Keys of the own Intuit app changed",
    "connection.app_removed": "Keys of the own Intuit app removed",
}


def register() -> None:
    audit.tell(area="connection", label="Connection", words=WORDS)
    audit.tell(area="connector", label="Web Connector", words=CONNECTOR)
