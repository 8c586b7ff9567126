"""Requests to join, under /bureau/demandes/."""

from django.urls import URLPattern, path

from coin.office.joining import answers as admissions
from coin.office.joining import views as applications

patterns: list[URLPattern] = [
    path("demandes/", applications.ApplicationList.as_view(), name="applications"),
    path("demandes/<int:pk>/", applications.ApplicationRecord.as_view(), name="application"),
    path("demandes/<int:pk>/accepter/", admissions.Approve.as_view(), name="application-approve"),
    path("demandes/<int:pk>/question/", admissions.Ask.as_view(), name="application-ask"),
    path("demandes/<int:pk>/refuser/", admissions.Decline.as_view(), name="application-decline"),
]
