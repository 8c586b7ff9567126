"""The first collegial body: the groups that every association starts with, and the person who seats the others."""

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core import audit
from coin.core.capabilities import known
from coin.core.errors import DomainError
from coin.members import actions
from coin.members.models import Seat, User, WorkingGroup
from coin.members.services.accounts import create_user
from coin.members.services.seats import MAX_MONTHS, give_seat

COLLEGIAL_BODY = "collegiale"
GROUPS = {
    "treasury": (
        gettext_lazy("Treasury"),
        "members.see members.edit subscriptions.see billing.see billing.issue billing.payments",
    ),
    "welcome": (
        gettext_lazy("Welcome"),
        "members.see members.edit subscriptions.see subscriptions.edit billing.see network.see",
    ),
    "network": (
        gettext_lazy("Network"),
        "members.see subscriptions.see network.see network.edit network.who_had provisioning.see",
    ),
    "servers": (
        gettext_lazy("Servers"),
        "members.see subscriptions.see network.see provisioning.see provisioning.run core.journal",
    ),
    "support": (
        gettext_lazy("Support"),
        "members.see subscriptions.see subscriptions.edit billing.see network.see provisioning.see core.journal",
    ),
}


@transaction.atomic
def found_collegial_body(*, login: str, email: str, name: str, password: str | None) -> User:
    """Make the working groups and the first seat, for MAX_MONTHS months, with every capability; returns its user.

    Only once: raises DomainError when any seat was ever given. Raises InvalidInput on `login`, `email`, `password`.
    """
    if Seat.objects.exists():
        raise DomainError(
            _("The collegial body is already founded: a person who holds a seat gives the others.")
        )
    body = _make_groups()
    user = create_user(login=login, email=email, name=name, password=password)
    today = timezone.localdate()
    audit.record(actions.BODY_FOUNDED, body, actor=None)
    give_seat(
        body,
        user,
        starts_on=today,
        ends_on=today + relativedelta(months=MAX_MONTHS),
        reason=_("Foundation"),
        actor=None,
    )
    return user


def _make_groups() -> WorkingGroup:
    """The groups, each with those of its capabilities that the installed rooms know."""
    every = list(known())
    for slug, (label, capabilities) in GROUPS.items():
        held = [one for one in capabilities.split() if one in every]
        WorkingGroup.objects.get_or_create(
            slug=slug, defaults={"name": str(label), "capabilities": held}
        )
    return WorkingGroup.objects.update_or_create(
        slug=COLLEGIAL_BODY, defaults={"name": _("Collegial body"), "capabilities": every}
    )[0]
