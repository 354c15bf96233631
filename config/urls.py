"""Every address, by part of the product."""

from django.urls import include, path

from billing.web.design import design
from config import views
from config.metrics import metrics

handler400 = "config.views.bad_request"
handler403 = "config.views.permission_denied"
handler404 = "config.views.page_not_found"
handler500 = "config.views.server_error"

urlpatterns = [
    path("", views.front, name="front"),
    path("healthz", views.healthz, name="healthz"),  # both are answered by config.middleware.Health;
    path("readyz", views.readyz, name="readyz"),  # here they have their names
    path("metrics", metrics, name="metrics"),
    path("csp-report", views.csp_report, name="csp-report"),
    path("design/", design, name="design"),
    path("account/", include("allauth.account.urls")),
    path("account/two-factor/", include("allauth.mfa.urls")),
    path("", include("billing.api.urls")),
    path("", include("billing.web.urls")),
    path("", include("integrations.quickbooks_desktop.urls")),
]
