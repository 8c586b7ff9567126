"""The addresses of coin: those of machines first, then the public page and the portal, then the office."""

from django.urls import include, path

urlpatterns = [
    path("", include("coin.core.urls")),
    path("", include("coin.api.urls")),
    path("", include("coin.portal.urls")),
    path("bureau/", include("coin.office.urls", namespace="office")),
]
handler400 = "coin.core.views.errors.bad_request"
handler403 = "coin.core.views.errors.permission_denied"
handler404 = "coin.core.views.errors.not_found"
handler429 = "coin.core.views.errors.too_many_requests"
handler500 = "coin.core.views.errors.server_error"
