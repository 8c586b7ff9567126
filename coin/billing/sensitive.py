"""Acts of this room that two people do."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coin.billing import sensitive_online  # noqa: F401 (its acts)
from coin.billing.capabilities import DEBITS, HARDSHIP
from coin.billing.services.debits import write_file
from coin.billing.services.fund import help_member
from coin.core.sensitive import Arguments, sensitive
from coin.members.models import Member

SEND_DEBITS = sensitive(
    "billing.send_debits",
    _("Write the file of direct debits"),
    capability=DEBITS,
    do=write_file,
    url_of=lambda batch: reverse("office:debit-batch", args=[batch.pk]),
)


def _whoever_acts_for(member: Member, arguments: Arguments) -> Iterable[int]:
    return member.representatives.values_list("user", flat=True)


FUND_HELP = sensitive(
    "billing.fund_help",
    _("Pay documents of a member with the solidarity fund"),
    capability=HARDSHIP,
    do=help_member,
    url_of=lambda member: reverse("office:fund"),
    not_by=_whoever_acts_for,
)
