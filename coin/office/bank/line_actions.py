"""Buttons that match a line of the bank which stands for many payments."""

from django.urls import reverse
from django.utils.translation import gettext as _

from coin.billing.bank import arrivals
from coin.billing.models import BankLine
from coin.billing.payments import cheques
from coin.core.views.pages import Action


def line_actions(line: BankLine) -> list[Action]:
    """The buttons that match the line with a deposit slip of the same amount, HelloAsso’s payout or cash paid in.

    Empty when the line looks like none of these.
    """
    actions = [
        Action(
            _("It is slip n° %(number)s") % {"number": slip.number},
            reverse("office:line-slip", args=[line.pk, slip.pk]),
            "check",
            style="primary",
            is_post=True,
        )
        for slip in cheques.slips_of_line(line)
    ]
    if arrival := arrivals.arrival_of(line):
        words = _("It is: %(what)s") % {"what": arrival.words}
        url = reverse("office:line-arrival", args=[line.pk])
        actions.append(Action(words, url, "check", style="primary", is_post=True))
    return actions
