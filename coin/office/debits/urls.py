"""URLs of direct debits: mandates, batches, returns of the bank."""

from django.urls import URLPattern, path

from coin.office.debits import mandates
from coin.office.debits import returns as debit_returns
from coin.office.debits import views as debits

MANDATE, BATCH = "mandats/<int:pk>", "prelevements/<int:pk>"
patterns: list[URLPattern] = [
    path("mandats/", mandates.MandateList.as_view(), name="mandates"),
    path("membres/<int:number>/mandat/", mandates.MandateNew.as_view(), name="mandate-new"),
    path(f"{MANDATE}/", mandates.MandateRecord.as_view(), name="mandate"),
    path(f"{MANDATE}/signer/", mandates.MandateSign.as_view(), name="mandate-sign"),
    path(f"{MANDATE}/papier/", mandates.MandateSheet.as_view(), name="mandate-sheet"),
    path(f"{MANDATE}/suspendre/", mandates.MandateSuspend.as_view(), name="mandate-suspend"),
    path(f"{MANDATE}/reprendre/", mandates.MandateResume.as_view(), name="mandate-resume"),
    path(f"{MANDATE}/revoquer/", mandates.MandateRevoke.as_view(), name="mandate-revoke"),
    path("prelevements/", debits.BatchList.as_view(), name="debit-batches"),
    path("prelevements/nouveau/", debits.BatchNew.as_view(), name="debit-new"),
    path("prelevements/retours/", debit_returns.ReturnsUpload.as_view(), name="debit-returns"),
    path("prelevements/inconnus/", debit_returns.Unknown.as_view(), name="debit-unknown"),
    path(
        "prelevements/inconnus/<int:pk>/",
        debit_returns.UnknownHandled.as_view(),
        name="debit-unknown-handled",
    ),
    path("prelevements/ligne/<int:pk>/", debits.LineIsBatch.as_view(), name="debit-line"),
    path("prelevements/sans/<int:pk>/", debits.LeaveOut.as_view(), name="debit-leave-out"),
    path(f"{BATCH}/", debits.BatchRecord.as_view(), name="debit-batch"),
    path(f"{BATCH}/annoncer/", debits.BatchAnnounce.as_view(), name="debit-announce"),
    path(f"{BATCH}/fichier/", debits.BatchWrite.as_view(), name="debit-write"),
    path(f"{BATCH}/telecharger/", debits.BatchFile.as_view(), name="debit-file"),
    path(f"{BATCH}/envoye/", debits.BatchSent.as_view(), name="debit-sent"),
    path(f"{BATCH}/paye/", debits.BatchCollected.as_view(), name="debit-collected"),
    path(f"{BATCH}/abandonner/", debits.BatchDrop.as_view(), name="debit-drop"),
]
