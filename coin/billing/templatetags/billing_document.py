"""Filters of the printed document."""

from datetime import date, timedelta
from decimal import Decimal

from django import template
from django.utils.formats import number_format

from coin.core import money

register = template.Library()


@register.filter
def euros(amount: Decimal) -> str:
    return money.euros(amount)


@register.filter
def quantity(value: Decimal) -> str:
    """A quantity as the page prints it: `1`, `0,5333`, as many decimals as it bears."""
    return number_format(f"{value:f}", use_l10n=True)


@register.filter
def price(amount: Decimal) -> str:
    """A unit price without VAT, whose hundredths of a cent are shown when there are some."""
    if amount == money.cents(amount):
        return money.euros(amount)
    return f"{number_format(amount.normalize(), use_l10n=True)}\N{NO-BREAK SPACE}€"


@register.filter
def rate(percent: Decimal) -> str:
    """A VAT rate as the page prints it: `20 %`, `5,5 %`."""
    return f"{number_format(f'{Decimal(percent).normalize():f}', use_l10n=True)}\N{NO-BREAK SPACE}%"


@register.filter
def day_before(day: date) -> date:
    """The last day of a period whose end is not included."""
    return day - timedelta(days=1)
