"""The reasons that hold back an unpaid document: a payment plan, a collection under way, a dispute.

All but `planned_documents` are expressions for filters and annotations, and run no query of their own: `document` names
the column of the outer row that holds the key of the document.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from coin.billing.enums import OPEN_DEBITS, OnlineKind, OnlineState, PlanState
from coin.billing.models import Debit, Document, OnlinePayment, PaymentPlan

_Planned = PaymentPlan.documents.through
_Online = OnlinePayment.documents.through


def in_plan(document: str = "pk") -> Exists:
    """Whether a payment plan under way spreads the document over instalments.

    An expression for filters. `document`: the column of the outer row that holds the document's key.
    """
    links = _Planned._default_manager.filter(
        document=OuterRef(document), paymentplan__state=PlanState.AGREED
    )
    return Exists(links)


def being_collected(document: str = "pk") -> Q:
    """Whether the money is on its way: by a direct debit, an announced charge, or an online payment not settled yet.

    An expression for filters. `document`: the column of the outer row that holds the document's key. A debit counts
    while it is planned or in the file.
    """
    debits = Debit.objects.filter(document=OuterRef(document), state__in=OPEN_DEBITS)
    announced = Q(onlinepayment__state=OnlineState.OPEN, onlinepayment__kind=OnlineKind.CHARGE)
    on_line = _Online._default_manager.filter(
        announced | Q(onlinepayment__state=OnlineState.PROCESSING), document=OuterRef(document)
    )
    return Q(Exists(debits)) | Q(Exists(on_line))


def disputed(document: str = "pk") -> Exists:
    """Whether an online payment of the document is disputed at the member's bank.

    An expression for filters. `document`: the column of the outer row that holds the document's key.
    """
    links = _Online._default_manager.filter(
        document=OuterRef(document), onlinepayment__disputed_at__isnull=False
    )
    return Exists(links)


def planned_documents(pks: "QuerySet[Document] | list[int]") -> set[int]:
    """The keys of those among these documents that are in a plan under way. One query."""
    links = _Planned._default_manager.filter(document__in=pks, paymentplan__state=PlanState.AGREED)
    return set(links.values_list("document_id", flat=True))
