"""Addresses of QuickBooks Online: pages of an organisation, and those that Intuit sends people to."""

from django.urls import path

from integrations.quickbooks_online import app_pages, coming, going

inside = [
    path("accounting/quickbooks/connect/", going.connect, name="quickbooks-connect"),
    path("accounting/quickbooks/switch/", going.switch, name="quickbooks-switch"),
    path("accounting/quickbooks/test/", going.test, name="quickbooks-test"),
    path("accounting/quickbooks/app/", app_pages.own, name="quickbooks-app"),
]
# For good: Intuit has them on record.
outside = [
    path("quickbooks/callback", coming.callback, name="quickbooks-callback"),
    path("quickbooks/ended", coming.ended, name="quickbooks-ended"),
    path("quickbooks/disconnected", coming.disconnected, name="quickbooks-disconnected"),
    path("quickbooks/launch", coming.launch, name="quickbooks-launch"),
    path("quickbooks/reconnect", coming.launch, name="quickbooks-reconnect"),
]
