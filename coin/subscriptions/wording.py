"""Prices and terms in words."""

from decimal import Decimal

from django.utils.translation import gettext as _

from coin.core.money import euros
from coin.subscriptions.enums import TERM_MONTHS, Term
from coin.subscriptions.models import Subscription


def term_price(term: str, monthly_price: Decimal) -> str:
    """What is billed at once: `15,00 € a month`, `45,00 € every three months`."""
    price = {"price": euros(monthly_price * TERM_MONTHS[Term(term)])}
    return {
        Term.MONTHLY: _("%(price)s a month"),
        Term.QUARTERLY: _("%(price)s every three months"),
        Term.YEARLY: _("%(price)s a year"),
    }[Term(term)] % price


def when_billed(subscription: Subscription) -> str:
    """Whether a term is billed before it begins or after it ended, in words."""
    return _("once the period is over") if subscription.in_arrears else _("in advance")
