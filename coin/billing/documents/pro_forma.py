"""The pro forma: what an invoice would say, before it exists. Printed on request, without a number, kept nowhere."""

from collections.abc import Sequence
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.billing import wording
from coin.billing.documents import letterhead, mentions, pdf, vat
from coin.billing.documents.stamping import stamps
from coin.billing.enums import DocumentKind, LineItem
from coin.billing.models import Document, Line
from coin.core.models import Association
from coin.core.money import ZERO, cents, total
from coin.core.vat import regime_on
from coin.subscriptions.models import Subscription
from coin.subscriptions.prices.pricing import price_on
from coin.subscriptions.prices.terms import months_of_term


def of_draft(document: Document) -> bytes:
    """The PDF of a draft as it stands today. It bears today's date and VAT, and no number. Nothing is saved."""
    return _print(document, list(document.lines.select_related("subscription__offer")))


def of_request(subscription: Subscription) -> bytes:
    """The PDF of what a subscription would cost if it were accepted today: a whole term and what is asked once.

    That is the set-up fee and the deposit. Nothing is saved.
    """
    today = timezone.localdate()
    document = Document(
        kind=DocumentKind.INVOICE,
        member=subscription.member,
        period_start=today,
        period_end=today + relativedelta(months=months_of_term(subscription)),
    )
    with wording.documents_language():
        lines = _first_lines(subscription, document)
    return _print(document, [line for line in lines if line.amount])


def _first_lines(subscription: Subscription, document: Document) -> list[Line]:
    offer, months = {"offer": subscription.offer.name}, months_of_term(subscription)
    price = price_on(subscription, document.period_start)
    rows = [
        (LineItem.MONTHLY, subscription.offer.name, price, months),
        (LineItem.SETUP, _("%(offer)s, set-up fee") % offer, subscription.setup_fee, 1),
        (
            LineItem.DEPOSIT,
            _("%(offer)s, deposit, given back at the end") % offer,
            subscription.deposit,
            1,
        ),
    ]
    return [
        Line(
            subscription=subscription,
            item=item,
            label=label,
            quantity=Decimal(quantity),
            unit_price=unit_price,
            amount=cents(unit_price * quantity),
            period_start=document.period_start,
            period_end=document.period_end,
        )
        for item, label, unit_price, quantity in rows
    ]


def _print(document: Document, lines: Sequence[Line]) -> bytes:
    """Give the document and its lines the values of an issued invoice, in memory only, and print them."""
    # WeasyPrint takes a while to load: only a process that prints loads it.
    from coin.billing.documents import pdf_page

    association, today = Association.current(), timezone.localdate()
    regime = regime_on(today)
    for line, (rate, exemption) in zip(lines, stamps(document, lines, regime), strict=True):
        line.vat_rate, line.vat_exemption = Decimal(rate), exemption
    document.issued_on, document.number = today, ""
    document.total = total(line.amount for line in lines) if lines else ZERO
    document.vat_total = vat.vat_total((line.vat_rate, line.amount) for line in lines)
    document.issuer = mentions.issuer(association, document, document.member, regime)
    document.recipient = mentions.recipient(document.member)
    words = pdf.words_of_lines(document, lines, letterhead.logo(association))
    return pdf_page.to_pdf(pdf_page.to_html(words | {"is_pro_forma": True}))
