"""Addresses of the API. All below api/v1/ belong to one organisation, and the gate guards them."""

from django.urls import include, path

from billing.api import oauth, schema, views
from billing.api.books import urls as books

version_1 = [
    path("", views.SelfView.as_view(), name="api-self"),
    path("openapi.json", schema.openapi, name="api-openapi"),
    *books.urlpatterns,
]

urlpatterns = [
    path("api/oauth/token", oauth.token, name="api-token"),
    path("api/reference/", schema.reference, name="api-reference"),
    path("api/v1/", include(version_1)),
]
