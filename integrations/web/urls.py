"""Addresses of the integrations' own pages. All lie below o/<slug>/, where the middleware guards them."""

from django.urls import path

from integrations.web import connection, settings

inside = [
    path("accounting/", connection.accounting, name="accounting"),
    path("accounting/choose/", connection.choose, name="accounting-choose"),
    path("accounting/confirm/", connection.confirm, name="accounting-confirm"),
    path("accounting/not-this-company/", connection.deny, name="accounting-deny"),
    path("accounting/pause/", connection.pause, name="accounting-pause"),
    path("accounting/resume/", connection.resume, name="accounting-resume"),
    path("accounting/disconnect/", connection.disconnect, name="accounting-disconnect"),
    path("accounting/settings/", settings.edit, name="sync-settings"),
    path("accounting/settings/history/", settings.history, name="sync-settings-history"),
    path("accounting/settings/history/<int:version>/", settings.roll_back, name="sync-settings-roll-back"),
    path("accounting/settings/export.json", settings.export, name="sync-settings-export"),
    path("accounting/settings/import/", settings.take_in, name="sync-settings-import"),
]
