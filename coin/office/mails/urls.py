"""URLs of the mails that left or failed."""

from django.urls import URLPattern, path

from coin.office.mails import views as mails

patterns: list[URLPattern] = [
    path("courriels/", mails.MailList.as_view(), name="mails"),
    path("courriels/renvoyer/", mails.MailsAgain.as_view(), name="mails-again"),
    path("courriels/<int:pk>/", mails.MailRecord.as_view(), name="mail"),
    path("courriels/<int:pk>/renvoyer/", mails.MailAgain.as_view(), name="mail-again"),
]
