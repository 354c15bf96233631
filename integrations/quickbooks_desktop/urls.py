"""Addresses of QuickBooks Desktop. What lies inside an organisation is guarded by the middleware."""

from django.urls import path, re_path

from integrations.quickbooks_desktop import helping, pages
from integrations.quickbooks_desktop.endpoint import endpoint

inside = [
    path("accounting/desktop/", pages.desktop, name="accounting-desktop"),
    path("accounting/desktop/live/", pages.live, name="accounting-desktop-live"),
    path("accounting/desktop/set-up/", pages.generate, name="accounting-desktop-set-up"),
    path("accounting/desktop/password/", pages.password, name="accounting-desktop-password"),
    path("accounting/desktop/file/", pages.file, name="accounting-desktop-file"),
    path("accounting/desktop/change/", pages.change, name="accounting-desktop-change"),
    path("accounting/desktop/replace/", pages.replace, name="accounting-desktop-replace"),
    path("accounting/desktop/confirm/", pages.confirm, name="accounting-desktop-confirm"),
    path("accounting/desktop/sheet/", pages.sheet, name="accounting-desktop-sheet"),
    path("accounting/desktop/help/", helping.inside, name="accounting-desktop-help"),
]
# Connectors follow no redirects, so both spellings of an address are answered as they are.
outside = [
    path("qbwc/help/", helping.outside, name="qbwc-help"),
    re_path(r"^qbwc/(?P<user_name>qbd-[0-9a-f-]{41})/?$", endpoint, name="qbwc-of"),
    re_path(r"^qbwc/?$", endpoint, name="qbwc"),
]
