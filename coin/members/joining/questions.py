"""Questions about joining: the plans to choose from, the first amount, the members a candidate may already be."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from coin.core.errors import InvalidInput
from coin.core.models import Association
from coin.core.money import euros
from coin.members.dues import plans
from coin.members.enums import Audience, MemberKind
from coin.members.models import Application, DuesPlan, Member, User

AUDIENCES = {
    MemberKind.PERSON: (Audience.EVERYONE, Audience.PERSONS),
    MemberKind.ORGANISATION: (Audience.EVERYONE, Audience.ORGANISATIONS),
}
OLDEST_BIRTH = date(1900, 1, 1)


def open_plans(kind: str) -> "QuerySet[DuesPlan]":
    """The plans that a candidate of this kind may choose, the lowest minimum first."""
    plans_for_kind = DuesPlan.objects.filter(
        open_to_new=True, audience__in=AUDIENCES[MemberKind(kind)]
    )
    return plans_for_kind.order_by("minimum", "name")


def is_open() -> bool:
    """Whether anybody may ask to join on line: the association says so, and has a plan to choose."""
    audiences = {
        audience for audiences_of_kind in AUDIENCES.values() for audience in audiences_of_kind
    }
    if not Association.current().join_open:
        return False
    return DuesPlan.objects.filter(open_to_new=True, audience__in=audiences).exists()


def check_plan(plan: DuesPlan, kind: str) -> None:
    """Raise InvalidInput on `plan` when a candidate of this kind may not choose it."""
    if not open_plans(kind).filter(pk=plan.pk).exists():
        raise InvalidInput(_("This plan cannot be chosen here: choose another."), field="plan")


def check_amount(plan: DuesPlan, amount: Decimal, *, wants_reduced: bool) -> None:
    """Raise InvalidInput on `amount` (euros) when it is under the plan's minimum, or its reduced rate if asked for."""
    least = plans.least(plan, is_reduced=wants_reduced)
    if amount >= least:
        return
    sentence = _("At least %(minimum)s.") % {"minimum": euros(least)}
    if not wants_reduced and plan.reduced is not None and amount >= plan.reduced:
        sentence = _("At least %(minimum)s, or ask for the reduced rate below.") % {
            "minimum": euros(least)
        }
    raise InvalidInput(sentence, field="amount")


def check_birth(day: date | None, today: date) -> None:
    """Raise InvalidInput on `birth_on` for a day on which no candidate was born: before 1900, today or later."""
    if day is not None and not OLDEST_BIRTH <= day < today:
        raise InvalidInput(_("Nobody who joins was born on this day."), field="birth_on")


def first_total(plan: DuesPlan, amount: Decimal, gift: Decimal) -> Decimal:
    """All that is asked the first time, in euros: dues, entry fee and gift."""
    return amount + plan.entry_fee + gift


def version_in_force(version: str, today: date) -> str:
    """How an accepted text is remembered: by its version, or by the day when it bears no version."""
    return version or today.isoformat()


def amount_asked(application: Application, *, is_reduced: bool) -> Decimal:
    """The dues that an approval asks, in euros: the amount that was typed, or at least the plan's minimum when the
    reduced rate was asked for and is not granted."""
    if application.wants_reduced and not is_reduced:
        return max(application.amount, application.plan.minimum)
    return application.amount


def account_of(application: Application) -> User | None:
    """The account that already has the candidate's e-mail, or None."""
    return User.objects.filter(email=application.email.lower()).first()


def similar_members(application: Application, *, most: int = 10) -> Sequence[Member]:
    """Members whom the candidate may already be: with the same e-mail, SIREN, RNA number, or name (accents ignored).

    The first `most` by number, of those who are not archived; never the member that the request became.
    """
    alike = Q(email__iexact=application.email) | Q(contacts__value__iexact=application.email)
    alike |= Q(representatives__user__email=application.email.lower())
    for name in ("siren", "rna"):
        if number := getattr(application, name):
            alike |= Q(**{name: number})
    if application.name:
        named = Member.objects.search(application.name)
        alike |= Q(pk__in=named.order_by().values("pk"))
    matches = Member.objects.present().filter(alike).exclude(pk=application.member_id or 0)
    # By primary key, so that a member found by several contacts counts once.
    return list(Member.objects.filter(pk__in=matches.order_by().values("pk"))[:most])
