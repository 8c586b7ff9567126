"""URLs of pools, and of who had an address."""

from django.urls import URLPattern, path

from coin.office.addresses import legal_requests
from coin.office.addresses import views as network

LEGAL = "requisitions/<int:pk>"
patterns: list[URLPattern] = [
    path("plages/", network.PoolList.as_view(), name="pools"),
    path("plages/nouvelle/", network.PoolNew.as_view(), name="pool-new"),
    path("plages/<int:pk>/", network.PoolRecord.as_view(), name="pool"),
    path("adresses/qui-avait/", legal_requests.WhoHad.as_view(), name="who-had"),
    path("requisitions/", legal_requests.LegalRequestList.as_view(), name="legal-requests"),
    path(
        "requisitions/nouvelle/",
        legal_requests.LegalRequestNew.as_view(),
        name="legal-request-new",
    ),
    path(f"{LEGAL}/", legal_requests.LegalRequestRecord.as_view(), name="legal-request"),
    path(f"{LEGAL}/lire/", legal_requests.LegalRequestRead.as_view(), name="legal-request-read"),
]
