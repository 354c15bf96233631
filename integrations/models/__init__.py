"""What the integrations keep in the database."""

from integrations.models.attempt import Attempt, Purpose
from integrations.models.connection import Connection
from integrations.models.connector import Connector, Outcome, Visit
from integrations.models.intuit_app import IntuitApp
from integrations.models.revocation import Revocation
from integrations.models.setting_change import Cause, SettingChange

__all__ = [
    "Attempt", "Cause", "Connection", "Connector", "IntuitApp", "Outcome", "Purpose", "Revocation",
    "SettingChange", "Visit",
]  # fmt: skip
