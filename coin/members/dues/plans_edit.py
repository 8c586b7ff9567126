"""Dues plans: made, changed, closed to new members, deleted while nobody has had them."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from coin.core import audit
from coin.core.errors import DomainError, InvalidInput
from coin.core.validation import check_fields
from coin.members import actions
from coin.members.models import DuesPlan, User

EDITABLE = (  # in the order in which a form asks for them
    "name",
    "description",
    "minimum",
    "advised",
    "reduced",
    "entry_fee",
    "period_kind",
    "months",
    "starts_day",
    "starts_month",
    "audience",
    "open_to_new",
)


@transaction.atomic
def create_plan(*, actor: User | None, **fields: Any) -> DuesPlan:
    """Save a new plan with fields of EDITABLE (amounts in euros).

    Raises InvalidInput on the field that is wrong, TypeError for another field.
    """
    _known_only(fields)
    plan = DuesPlan(**fields)
    _check(plan)
    plan.save(force_insert=True)
    changes = {name: (None, getattr(plan, name)) for name in ("minimum", "advised", "audience")}
    audit.record(actions.PLAN_CREATED, plan, actor=actor, changes=changes)
    return plan


@transaction.atomic
def change_plan(plan: DuesPlan, *, actor: User | None, **fields: Any) -> None:
    """Change fields of EDITABLE; periods that are open keep their amounts. Writes nothing when nothing differs.

    Raises InvalidInput on the field that is wrong (the `plan` of the caller then keeps its values), TypeError for
    another field.
    """
    _known_only(fields)
    changes = audit.differences(plan, fields)
    if not changes:
        return
    _set(plan, {name: after for name, (_before, after) in changes.items()})
    try:
        _check(plan)
    except InvalidInput:
        _set(plan, {name: before for name, (before, _after) in changes.items()})
        raise
    plan.save(update_fields=list(changes))
    audit.record(actions.PLAN_CHANGED, plan, actor=actor, changes=changes)


@transaction.atomic
def delete_plan(plan: DuesPlan, *, actor: User | None) -> None:
    """Delete a plan that nobody ever had. Raises DomainError for any other, which can be closed to new members."""
    # Before the row goes: the journal names the plan by its key, which a deleted row has no more.
    audit.record(actions.PLAN_DELETED, plan, actor=actor)
    try:
        plan.delete()
    except ProtectedError as error:
        raise DomainError(
            _("This plan was chosen by somebody: close it to new members instead.")
        ) from error


def _check(plan: DuesPlan) -> None:
    check_fields(plan, EDITABLE)
    if DuesPlan.objects.filter(name__iexact=plan.name).exclude(pk=plan.pk).exists():
        raise InvalidInput(_("Another plan has this name."), field="name")
    for name in ("minimum", "advised", "entry_fee"):
        if getattr(plan, name) < 0:
            raise InvalidInput(_("An amount is zero or more."), field=name)
    if plan.advised < plan.minimum:
        raise InvalidInput(_("The advised amount is at least the minimum."), field="advised")
    if plan.reduced is not None and not Decimal(0) <= plan.reduced <= plan.minimum:
        raise InvalidInput(_("The reduced rate is at most the minimum."), field="reduced")


def _set(plan: DuesPlan, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(plan, name, value)


def _known_only(fields: dict[str, Any]) -> None:
    unknown = sorted(set(fields).difference(EDITABLE))
    if unknown:
        raise TypeError(f"not a field of a dues plan that may be set: {', '.join(unknown)}")
