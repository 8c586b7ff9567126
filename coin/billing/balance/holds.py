"""What holds back a document that is not paid: a payment plan, a collection under way, a dispute.

Expressions over Document, for filters and annotations: no query of their own.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from coin.billing.enums import OPEN_DEBITS, OnlineKind, OnlineState, PlanState
from coin.billing.models import Debit, Document, OnlinePayment, PaymentPlan

_Planned = PaymentPlan.documents.through
_Online = OnlinePayment.documents.through


def in_plan(document: str = "pk") -> Exists:
    """The document is paid by instalments that are under way."""
    links = _Planned._default_manager.filter(
        document=OuterRef(document), paymentplan__state=PlanState.AGREED
    )
    return Exists(links)


def being_collected(document: str = "pk") -> Q:
    """Its money is on its way: a direct debit, or a payment on line that is announced or not settled."""
    debits = Debit.objects.filter(document=OuterRef(document), state__in=OPEN_DEBITS)
    announced = Q(onlinepayment__state=OnlineState.OPEN, onlinepayment__kind=OnlineKind.CHARGE)
    on_line = _Online._default_manager.filter(
        announced | Q(onlinepayment__state=OnlineState.PROCESSING), document=OuterRef(document)
    )
    return Q(Exists(debits)) | Q(Exists(on_line))


def disputed(document: str = "pk") -> Exists:
    """A payment on line of it is disputed at the member's bank."""
    links = _Online._default_manager.filter(
        document=OuterRef(document), onlinepayment__disputed_at__isnull=False
    )
    return Exists(links)


def planned_documents(pks: "QuerySet[Document] | list[int]") -> set[int]:
    """Those of these documents that are in a plan under way. One query."""
    links = _Planned._default_manager.filter(document__in=pks, paymentplan__state=PlanState.AGREED)
    return set(links.values_list("document_id", flat=True))
