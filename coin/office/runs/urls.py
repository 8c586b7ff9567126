"""URLs of billing runs, of documents sent by mail, and of the prices paid."""

from django.urls import URLPattern, path

from coin.office.accounts import prices_paid
from coin.office.documents import mail as document_mail
from coin.office.runs import views as billing_runs

RUN = "facturation/passages/<int:pk>"
patterns: list[URLPattern] = [
    path("facturation/", billing_runs.RunPreview.as_view(), name="billing-run"),
    path("facturation/passages/", billing_runs.RunList.as_view(), name="billing-runs"),
    path("comptes/prix/", prices_paid.PricesPaid.as_view(), name="prices-paid"),
    path(f"{RUN}/", billing_runs.RunRecord.as_view(), name="billing-run-record"),
    path(f"{RUN}/direct/", billing_runs.RunLive.as_view(), name="billing-run-live"),
    path(f"{RUN}/reprendre/", billing_runs.RunAgain.as_view(), name="billing-run-again"),
    path("documents/<int:pk>/envoyer/", document_mail.DocumentMail.as_view(), name="document-mail"),
]
