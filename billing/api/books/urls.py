"""The addresses of the books, below api/v1/: the same for every kind."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from billing.api.books import many, settings, views
from billing.kinds import Kind


def addresses_of(kind: Kind) -> Iterator[URLPattern]:
    """Yield the addresses of one kind."""
    slug, name = kind.slug, f"api-{kind.slug}"
    yield path(f"{slug}/", views.Records.as_view(kind=kind), name=name)
    yield path(f"{slug}/bulk/", many.Bulk.as_view(kind=kind), name=f"{name}-bulk")
    yield path(f"{slug}/deeds/", many.ManyDeeds.as_view(kind=kind), name=f"{name}-deeds")
    yield path(f"{slug}/<uuid:record_id>/", views.OneRecord.as_view(kind=kind), name=f"{name}-one")
    for deed in many.DEEDS.get(kind, ()):
        view = many.Deed.as_view(kind=kind, deed=deed)
        yield path(f"{slug}/<uuid:record_id>/{deed}/", view, name=f"{name}-{deed}")


urlpatterns = [
    *(address for kind in Kind for address in addresses_of(kind)),
    path("settings/", settings.SettingsView.as_view(), name="api-settings"),
    path("customers/<uuid:record_id>/balance/", views.Balance.as_view(), name="api-customers-balance"),
]
