"""Addresses of the pages. All below o/<slug>/ belong to one organisation, and the middleware guards them."""

from django.urls import include, path, register_converter

from billing.web import (
    accounts,
    applications,
    audit,
    invitations,
    organisations,
    outbox,
    overview,
    people,
    profile,
    sessions,
    settings,
)
from billing.web.books import attachments, deeds, editing, imports, lists, lookup, mailing, printing, record
from billing.web.books import settings as books_settings
from billing.web.books.guard import KindConverter

register_converter(KindConverter, "kind")

inside = [
    path("", overview.overview, name="overview"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="people-invite"),
    path("people/invitations/<uuid:invitation_id>/send-again/", people.send_again, name="people-send-again"),
    path("people/invitations/<uuid:invitation_id>/withdraw/", people.withdraw, name="people-withdraw"),
    path("people/<uuid:seat_id>/", people.member, name="people-member"),
    path("people/<uuid:seat_id>/suspend/", people.suspend, name="people-suspend"),
    path("people/<uuid:seat_id>/reinstate/", people.reinstate, name="people-reinstate"),
    path("people/<uuid:seat_id>/remove/", people.remove, name="people-remove"),
    path("api/", applications.listing, name="api-applications"),
    path("api/new/", applications.new, name="api-applications-new"),
    path("api/<uuid:application_id>/", applications.one, name="api-applications-one"),
    path("api/<uuid:application_id>/edit/", applications.edit, name="api-applications-edit"),
    path("api/<uuid:application_id>/rotate/", applications.rotate, name="api-applications-rotate"),
    path("api/<uuid:application_id>/revoke/", applications.revoke, name="api-applications-revoke"),
    path("api/accounts/new/", accounts.new, name="api-applications-account-new"),
    path("api/accounts/<uuid:account_id>/", accounts.one, name="api-applications-account"),
    path(
        "api/accounts/<uuid:account_id>/suspend/", accounts.suspend, name="api-applications-account-suspend"
    ),
    path(
        "api/accounts/<uuid:account_id>/reinstate/",
        accounts.reinstate,
        name="api-applications-account-reinstate",
    ),
    path("audit/", audit.trail, name="audit"),
    path("audit/export.<str:form>", audit.export, name="audit-export"),
    path("settings/", settings.organisation, name="organisation"),
    path("books/settings/", books_settings.settings, name="books-settings"),
    path("<kind:kind>/", lists.records, name="records"),
    path("<kind:kind>/export.<str:form>", lists.export, name="records-export"),
    path("<kind:kind>/bulk/", deeds.bulk, name="records-bulk"),
    path("<kind:kind>/new/", editing.new, name="record-new"),
    path("<kind:kind>/totals/", editing.totals, name="record-totals"),
    path("<kind:kind>/lookup/", lookup.lookup, name="record-lookup"),
    path("imports/", imports.imports, name="imports"),
    path("<kind:kind>/import/", imports.upload, name="import-upload"),
    path("<kind:kind>/import/template.<str:form>", imports.template, name="import-template"),
    path("<kind:kind>/import/<uuid:import_id>/", imports.one, name="import-one"),
    path("<kind:kind>/import/<uuid:import_id>/columns/", imports.match, name="import-match"),
    path("<kind:kind>/import/<uuid:import_id>/progress/", imports.progress, name="import-progress"),
    path("<kind:kind>/import/<uuid:import_id>/start/", imports.start, name="import-start"),
    path("<kind:kind>/import/<uuid:import_id>/stop/", imports.stop, name="import-stop"),
    path("<kind:kind>/import/<uuid:import_id>/errors/", imports.errors, name="import-errors"),
    path("<kind:kind>/<uuid:record_id>/", record.record, name="record"),
    path("<kind:kind>/<uuid:record_id>/edit/", editing.edit, name="record-edit"),
    path("<kind:kind>/<uuid:record_id>/paper/", printing.paper, name="record-paper"),
    path("<kind:kind>/<uuid:record_id>/document.pdf", printing.pdf, name="record-pdf"),
    path("<kind:kind>/<uuid:record_id>/statement/", printing.statement, name="record-statement"),
    path("<kind:kind>/<uuid:record_id>/letter/", mailing.letter, name="record-letter"),
    path("<kind:kind>/<uuid:record_id>/files/", attachments.add, name="record-files"),
    path(
        "<kind:kind>/<uuid:record_id>/files/<uuid:attachment_id>/", attachments.download, name="record-file"
    ),
    path(
        "<kind:kind>/<uuid:record_id>/files/<uuid:attachment_id>/remove/",
        attachments.remove,
        name="record-file-remove",
    ),
    path("<kind:kind>/<uuid:record_id>/<slug:key>/", deeds.deed, name="record-deed"),
]

urlpatterns = [
    path("o/<str:slug>/", include(inside)),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/new/", organisations.new, name="organisations-new"),
    path("account/sessions/", sessions.sessions, name="sessions"),
    path("account/sessions/end-others/", sessions.end_other_sessions, name="sessions-end-others"),
    path("account/sessions/<int:session_id>/end/", sessions.end_session, name="sessions-end"),
    path("account/profile/", profile.profile, name="profile"),
    path("invitation/<str:ticket>/", invitations.invitation, name="invitation"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<str:name>/", outbox.letter, name="outbox-letter"),
]
