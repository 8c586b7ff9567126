"""Tells which documents are being collected already: a document is collected one way at a time.

Expressions over Document, `document` being the column that holds its key. Code that begins a collection locks the
member (balance.locks), then looks: a batch of debits and an online payment that begin at once see one another.
"""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from coin.billing.balance.queries import CLAIMS, with_rest
from coin.billing.enums import OPEN_DEBITS, OPEN_ONLINE, OnlineState
from coin.billing.models import Debit, Document, OnlinePayment
from coin.core.money import ZERO, total
from coin.members.models import Member

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from coin.billing.balance.queries import DocumentWithRest

_Links = OnlinePayment.documents.through


def paid_online(document: str = "pk") -> Exists:
    """Whether an online payment of the document is begun, announced or on its way.

    An expression for filters. `document`: the column of the outer row that holds the document's key.
    """
    links = _Links._default_manager.filter(
        document=OuterRef(document), onlinepayment__state__in=OPEN_ONLINE
    )
    return Exists(links)


def under_way(document: str = "pk") -> Q:
    """Whether the money comes by itself: the document is in a batch of debits, or its payment is on its way or begins
    today.

    An expression for filters. `document`: the column of the outer row that holds the document's key.
    A page of Stripe that is open, or a charge of a day to come, may still be left for another payment.
    """
    links = _Links._default_manager.filter(document=OuterRef(document))
    processing = links.filter(onlinepayment__state=OnlineState.PROCESSING)
    today = links.filter(
        onlinepayment__state=OnlineState.OPEN,
        onlinepayment__charge_on__lte=timezone.localdate(),
    )
    return Q(debited(document)) | Q(Exists(processing)) | Q(Exists(today))


def debited(document: str = "pk") -> Exists:
    """Whether the document has a direct debit that is planned or in the bank's file.

    An expression for filters. `document`: the column of the outer row that holds the document's key.
    """
    return Exists(Debit.objects.filter(document=OuterRef(document), state__in=OPEN_DEBITS))


def held(document: str = "pk") -> Q:
    """Whether the document is being collected already: by an online payment (`paid_online`) or a debit (`debited`).

    An expression for filters. `document`: the column of the outer row that holds the document's key.
    """
    return Q(paid_online(document)) | Q(debited(document))


def on_its_way(member: Member) -> Decimal:
    """The euros that the member paid online and that have not arrived yet. One query."""
    rows = OnlinePayment.objects.filter(member=member, state=OnlineState.PROCESSING)
    return total(rows.order_by().values_list("amount", flat=True))


def unpaid(member: Member) -> "QuerySet[DocumentWithRest]":
    """The documents that the member may pay: issued, not wholly paid, the oldest first. `rest` is left to pay."""
    claims = Document.objects.issued().filter(member=member, kind__in=CLAIMS)
    return with_rest(claims).filter(rest__gt=ZERO).order_by("issued_on", "pk")
