"""The files of a document: the electronic invoice of an issued document, the pro forma of a draft."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path

from coin.billing import capabilities
from coin.billing.documents import pro_forma
from coin.billing.documents.electronic import electronic_invoice
from coin.billing.models import Document
from coin.core.downloads import download, send
from coin.core.views.access import CapabilityRequired
from coin.subscriptions import capabilities as subscriptions
from coin.subscriptions.enums import SubscriptionState
from coin.subscriptions.models import Subscription


class DocumentXml(CapabilityRequired):
    """Download the XML (electronic invoice) of an issued invoice or credit note, made now with its PDF if need be."""

    capability = capabilities.SEE

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        document = get_object_or_404(Document.objects.issued(), pk=pk)
        file = electronic_invoice(document)
        return download(file, name=f"{document.number}.xml", content_type="application/xml")


class DocumentProForma(CapabilityRequired):
    capability = capabilities.SEE

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        drafts = Document.objects.drafts().select_related("member", "corrects")
        document = get_object_or_404(drafts, pk=pk)
        return send(
            pro_forma.of_draft(document),
            name=f"pro-forma-{document.member.number}.pdf",
            content_type="application/pdf",
        )


class SubscriptionProForma(CapabilityRequired):
    """Download the pro forma of a requested subscription, for the volunteer who answers the request. Nothing is stored.

    A 404 once the request is answered.
    """

    capability = subscriptions.SEE

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        requested = Subscription.objects.filter(state=SubscriptionState.REQUESTED)
        subscription = get_object_or_404(requested.select_related("member", "offer"), pk=pk)
        return send(
            pro_forma.of_request(subscription),
            name=f"pro-forma-{subscription.member.number}.pdf",
            content_type="application/pdf",
        )


patterns: list[URLPattern] = [
    path("documents/<int:pk>/xml/", DocumentXml.as_view(), name="document-xml"),
    path("documents/<int:pk>/pro-forma/", DocumentProForma.as_view(), name="document-pro-forma"),
    path(
        "abonnements/<int:pk>/pro-forma/",
        SubscriptionProForma.as_view(),
        name="subscription-pro-forma",
    ),
]
