"""The accounting vendors there are, by the words people choose them with."""

from django.db.models import TextChoices


class Vendor(TextChoices):
    QUICKBOOKS_ONLINE = "quickbooks_online", "QuickBooks Online"
    QUICKBOOKS_DESKTOP = "quickbooks_desktop", "QuickBooks Desktop"


class Environment(TextChoices):
    """Which world a connection leads to. Desktop knows one only, and says nothing."""

    PRODUCTION = "production", "Production"
    SANDBOX = "sandbox", "Intuit sandbox"
    SIMULATOR = "simulator", "Simulator"
