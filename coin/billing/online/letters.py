"""Mails that tell members of their online payments, once each, in plain words."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from coin.billing.models import OnlinePayment, StoredMeans
from coin.core import mails
from coin.core.mail_kinds import name_kind

if TYPE_CHECKING:
    from coin.billing.online.plan import Line

ANNOUNCED, FAILED = "billing.charge_announced", "billing.online_failed"
TAKEN_BACK, REFUNDED = "billing.online_taken_back", "billing.online_refunded"
GIVEN_AGAIN, MEANS_OFF = "billing.online_given_again", "billing.means_off"
name_kind(ANNOUNCED, _("Charge of a card or account announced"))
name_kind(FAILED, _("Online payment that failed"))
name_kind(TAKEN_BACK, _("Online payment taken back by the bank"))
name_kind(REFUNDED, _("Online payment refunded"))
name_kind(GIVEN_AGAIN, _("Online payment given back by the bank"))
name_kind(MEANS_OFF, _("Card or account that serves no more"))


def announce(charge: OnlinePayment, line: "Line") -> None:
    documents = [(document.number, document.rest) for document in line.documents]
    context = {"charge": charge, "means": line.means, "documents": documents}
    _send(ANNOUNCED, "charge_announced", charge.member, f"charge:{charge.pk}", context)


def tell_failed(attempt: OnlinePayment) -> None:
    context = {"attempt": attempt}
    _send(FAILED, "online_failed", attempt.member, f"online-failed:{attempt.pk}", context)


def tell_back(attempt: OnlinePayment, refunded: Decimal, disputed: Decimal) -> None:
    """Tell a member of money that was refunded, taken back by their bank, or given again.

    `refunded` and `disputed`: how many euros more (or less) than before. The revision in the mail's key has each change
    told once.
    """
    letters = []
    if refunded > 0:
        letters.append((REFUNDED, "online_refunded", refunded))
    if disputed > 0:
        letters.append((TAKEN_BACK, "online_taken_back", disputed))
    # Less than before: a dispute was won, or a refund failed, so the money is the member's payment again.
    if (again := max(-refunded, Decimal(0)) + max(-disputed, Decimal(0))) > 0:
        letters.append((GIVEN_AGAIN, "online_given_again", again))
    for kind, template, amount in letters:
        context = {"attempt": attempt, "amount": amount}
        _send(kind, template, attempt.member, f"{kind}:{attempt.pk}:{attempt.revision}", context)


def tell_means_off(means: StoredMeans) -> None:
    _send(MEANS_OFF, "means_off", means.member, f"means-off:{means.pk}", {"means": means})


def _send(kind: str, template: str, member: Any, key: str, context: dict[str, Any]) -> None:
    mails.send(
        kind,
        f"billing/mail/{template}.txt",
        {**context, "member": member},
        to=member.email,
        language=member.language,
        key=key,
        member_number=member.number,
    )
