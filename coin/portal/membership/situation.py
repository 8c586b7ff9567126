"""A member's standing in a sentence, the dues asked of them, and what they may renew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core.money import ZERO
from coin.core.templatetags.coin import day, last_day
from coin.members.dues.accounts import DuesAccount, accounts_of
from coin.members.dues.renewals import Renewal, Situation
from coin.members.enums import Standing
from coin.members.models import DuesPeriod, Member


@dataclass(frozen=True)
class Asked:
    """Dues that were asked and are not wholly paid, in euros.

    `lines`: each period with what is left of it. `to_pay`: what settles them all, the member's credit taken off.
    `others`: what the member owes besides dues.
    """

    lines: Sequence[tuple[DuesPeriod, Decimal]]
    to_pay: Decimal
    others: Decimal

    @property
    def total(self) -> Decimal:
        """What settles dues and all else: a smaller payment could go to an older document rather than to the dues."""
        return self.to_pay + self.others


class Membership:
    """One member's dues today. `periods` are all the dues periods of the member. Computed: nothing is written."""

    def __init__(self, member: Member) -> None:
        self.member = member
        self.today = timezone.localdate()
        self.situation = Situation([member], self.today)
        self.periods = self.situation.periods[member.pk]

    @property
    def paid_until(self) -> date | None:
        return max((period.ends_on for period in self.periods if period.paid_on), default=None)

    @property
    def renewal(self) -> Renewal | str:
        """The renewal that the member may make now, by the first of their plans, or a sentence on why they cannot."""
        return self.situation.renewal(self.member)

    @property
    def asked(self) -> Asked | None:
        """The dues left to pay; None when none were asked, or all are paid, if need be by the member's credit."""
        unpaid = self.situation.unpaid(self.member)
        account = accounts_of([self.member.pk]).get(self.member.pk, DuesAccount())
        to_pay = account.to_pay(unpaid)
        if to_pay <= ZERO:
            return None
        return Asked([(period, account.rest(period)) for period in unpaid], to_pay, account.others)

    def choices(self) -> list[Renewal]:
        """The renewal that each plan open to the member would give; empty when nothing can be renewed now."""
        plans = self.situation.choices(self.member)
        answers = [self.situation.renewal(self.member, plan=plan) for plan in plans]
        return [answer for answer in answers if isinstance(answer, Renewal)]

    @property
    def sentence(self) -> str:
        """The member's standing, in words for them."""
        until = self.paid_until
        words = {"day": day(last_day(until)) if until else ""}
        return {
            Standing.GOOD: _("You are a member in good standing until %(day)s."),
            Standing.LATE: _("Your dues were paid until %(day)s. Renew them to be up to date."),
            Standing.LAPSED: _("Your membership has lapsed: your dues were paid until %(day)s."),
            Standing.CANDIDATE: _("Your membership begins with your first dues."),
            Standing.LEFT: _("You have left the association."),
            Standing.EXCLUDED: _("You are no longer a member."),
        }[Standing(self.member.standing)] % words
