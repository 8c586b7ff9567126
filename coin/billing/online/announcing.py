"""Charges by means that are kept: looked at, announced to the members by mail, withdrawn; `charging` makes them."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coin.billing import actions
from coin.billing.balance.locks import lock_members
from coin.billing.balance.online_holds import held
from coin.billing.enums import OnlineKind, OnlineState
from coin.billing.models import Document, OnlinePayment
from coin.billing.online import letters
from coin.billing.online import plan as online_plan
from coin.billing.online.stripe import gateway
from coin.core import audit
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Association
from coin.core.money import euros
from coin.core.transitions import TransitionRefused, move
from coin.members.models import User


@transaction.atomic
def announce_charges(
    association: Association, *, charge_on: str, actor: User | None, total: str = ""
) -> list[OnlinePayment]:
    """Tell each member by mail what is taken that day, by which card or account; returns the charges, saved.

    Nothing is taken yet: `charging` takes the money on the day.

    `charge_on` is a day (ISO 8601) and `total` a sum in euros, as text (empty: not compared): the arguments of an act
    of two are stored as JSON. Raises InvalidInput on `charge_on` as `checked_day` does, DomainError when the
    association takes no payments on line, when there is nothing to charge, or when the sum is no longer the `total`
    that a person looked at.
    """
    day = checked_day(parse_date(charge_on))
    if not gateway.is_on():
        raise DomainError(_("The association takes no payments on line."))
    lines = online_plan.plan(day).lines
    lock_members(sorted(line.member.pk for line in lines))
    # Looked at again behind the lock: a document that another collection took meanwhile is left to it.
    pks = [document.pk for line in lines for document in line.documents]
    taken = set(Document.objects.filter(held(), pk__in=pks).values_list("pk", flat=True))
    free = [line for line in lines if not taken & {document.pk for document in line.documents}]
    if not free:
        raise DomainError(_("There is nothing to charge."))
    if total and Decimal(total) != sum(line.amount for line in free):
        words = _("It is no longer %(total)s that would be charged: look at it again.")
        raise DomainError(words % {"total": euros(Decimal(total))})
    charges = [_announce(line, day) for line in free]
    traces = [
        audit.Trace(charge, {"amount": (None, charge.amount)}, charge.member.number)
        for charge in charges
    ]
    audit.record_all(actions.CHARGE_ANNOUNCED, traces, actor=actor)
    return charges


@transaction.atomic
def withdraw_charge(charge: OnlinePayment, *, actor: User | None, reason: str = "") -> None:
    """Give up a charge before its day. Raises DomainError from its day on, when Stripe may have it already.

    Raises TransitionRefused for a payment of another kind, or a charge that is over.
    """
    lock_members([charge.member_id])
    charge.refresh_from_db()
    if charge.kind != OnlineKind.CHARGE or charge.intent_id:
        raise TransitionRefused(str(charge.get_state_display()), OnlineState.EXPIRED)
    if charge.charge_on is None or charge.charge_on <= timezone.localdate():
        raise DomainError(_("It is being taken today: it is too late to withdraw it."))
    move(charge, to=OnlineState.EXPIRED, allowed=[OnlineState.OPEN], error=reason[:250])
    audit.record(
        actions.CHARGE_WITHDRAWN,
        charge,
        actor=actor,
        member_number=charge.member.number,
        note=reason,
    )


def checked_day(day: date | None) -> date:
    """The day. Raises InvalidInput on `charge_on` without one, or for one before the notice or over a year ahead."""
    first = online_plan.first_day()
    if day is None or day < first:
        words = _("Members are told %(days)s days before: %(day)s at the earliest.")
        values = {"days": Association.current().debit_notice_days, "day": date_format(first)}
        raise InvalidInput(words % values, field="charge_on")
    if (day - first).days > online_plan.FURTHEST:
        raise InvalidInput(_("A year ahead at most."), field="charge_on")
    return day


def _announce(line: online_plan.Line, day: date) -> OnlinePayment:
    """Save a charge with its documents, and the mail that announces it; returns the charge."""
    charge = OnlinePayment.objects.create(
        member=line.member,
        kind=OnlineKind.CHARGE,
        amount=line.amount,
        means=line.means,
        charge_on=day,
    )
    charge.documents.set(line.documents)
    letters.announce(charge, line)
    return charge
