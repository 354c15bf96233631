"""Every address of the integrations: pages of an organisation, and what vendors call or send people to."""

from django.urls import include, path

from integrations.quickbooks_desktop import urls as desktop
from integrations.quickbooks_online import urls as online
from integrations.web import urls as web

urlpatterns = [
    path("o/<str:slug>/", include([*web.inside, *online.inside, *desktop.inside])),
    *online.outside,
    *desktop.outside,
]
