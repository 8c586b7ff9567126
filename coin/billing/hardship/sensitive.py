"""The act of hardship that takes two people: help from the solidarity fund."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coin.billing.capabilities import HARDSHIP
from coin.billing.hardship.fund_help import help_member
from coin.core.sensitive import Arguments, sensitive
from coin.members.models import Member


def _whoever_acts_for(member: Member, arguments: Arguments) -> Iterable[int]:
    """The users who represent the member: they may not decide on help for themselves."""
    return member.representatives.values_list("user", flat=True)


FUND_HELP = sensitive(
    "billing.fund_help",
    _("Pay documents of a member with the solidarity fund"),
    capability=HARDSHIP,
    do=help_member,
    url_of=lambda member: reverse("office:fund"),
    not_by=_whoever_acts_for,
)
