"""The first collegial body: the groups that every association starts with, and the person who seats the others."""

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core import audit, mails
from coin.core.capabilities import known
from coin.core.errors import DomainError
from coin.core.models import Association, AuditEntry
from coin.members import actions
from coin.members.body.groups import set_capabilities
from coin.members.body.holders import COLLEGIAL_BODY, last_body, people_with
from coin.members.body.seats import give_seat
from coin.members.capabilities import SEATS
from coin.members.models import Seat, User, WorkingGroup
from coin.members.people.accounts import create_user

GROUPS = {
    "treasury": (
        gettext_lazy("Treasury"),
        "members.see members.edit members.remind subscriptions.see billing.see billing.issue billing.payments"
        " billing.bank billing.debits billing.online core.journal",
    ),
    "welcome": (
        gettext_lazy("Welcome"),
        "members.see members.edit members.join members.import members.personal_data"
        " subscriptions.see subscriptions.edit subscriptions.offers billing.see network.see core.journal",
    ),
    "communication": (
        gettext_lazy("Communication"),
        "members.see members.assembly core.mails core.journal",
    ),
    "network": (
        gettext_lazy("Network"),
        "members.see subscriptions.see network.see network.edit network.who_had provisioning.see core.journal",
    ),
    "servers": (
        gettext_lazy("Servers"),
        "members.see subscriptions.see network.see provisioning.see provisioning.run core.journal"
        " core.mails",
    ),
    "support": (
        gettext_lazy("Support"),
        "members.see subscriptions.see subscriptions.edit billing.see network.see provisioning.see core.journal",
    ),
}
REOPENED = "members.body_reopened"
REOPENED_FOR = relativedelta(months=3)


@transaction.atomic
def found_collegial_body(*, login: str, email: str, name: str, password: str | None) -> User:
    """Make the working groups, and seat a first person, with every capability, for the longest time a seat may last.

    Returns the user of that seat, which is made; `password` None: they cannot sign in until one is set. It works only
    once: raises DomainError when any seat was ever given. Raises InvalidInput on `login`, `email`, `name` or
    `password`.
    """
    # Two foundations at once wait for each other here: the second then sees that the body is founded.
    association = Association.objects.select_for_update().get(pk=Association.current().pk)
    if _was_founded():
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
        ends_on=today + relativedelta(months=association.seat_months),
        reason=_("Foundation"),
        actor=None,
    )
    return user


@transaction.atomic
def reopen_body(*, login: str, reason: str) -> Seat:
    """Seat one person in the collegial body again, for three months, when nobody at all may give seats any more.

    The people of the last body are told by mail. Raises DomainError while somebody may give seats, before there was a
    body, or when no open account has this login; InvalidInput on `reason` (empty or too long).
    """
    if not _was_founded():
        raise DomainError(_("There is no collegial body yet: manage.py bootstrap makes the first."))
    holders = ", ".join(str(user) for user in people_with(SEATS.slug))
    if holders:
        words = _("The collegial body needs no help: %(people)s may give seats.")
        raise DomainError(words % {"people": holders})
    user = User.objects.filter(login=login, is_active=True).first()
    if user is None:
        raise DomainError(_("No open account has the login %(login)s.") % {"login": login})
    # Read before the seat is given: that seat alone would make a body of today.
    people_to_tell = list(last_body())
    body = _group_that_gives_seats()
    today = timezone.localdate()
    seat = give_seat(
        body, user, starts_on=today, ends_on=today + REOPENED_FOR, reason=reason, actor=None
    )
    audit.record(actions.BODY_REOPENED, seat, actor=None, note=reason)
    for person in people_to_tell:
        _tell_reopened(seat, person)
    return seat


def _was_founded() -> bool:
    # The journal keeps the foundation whatever becomes of the seats.
    founded = AuditEntry.objects.filter(action=actions.BODY_FOUNDED.slug)
    return Seat.objects.exists() or founded.exists()


def _group_that_gives_seats() -> WorkingGroup:
    """The collegial body's group, made if it is gone, and saved with the right to give seats if it lacked it."""
    body, _is_new = WorkingGroup.objects.get_or_create(
        slug=COLLEGIAL_BODY, defaults={"name": _("Collegial body")}
    )
    set_capabilities(body, actor=None, capabilities=[*_known_of(body), SEATS.slug])
    body.refresh_from_db()
    return body


def _known_of(group: WorkingGroup) -> list[str]:
    """The group's capabilities without those of a room that is gone, which `set_capabilities` would refuse."""
    return [slug for slug in group.capabilities if slug in known()]


def _tell_reopened(seat: Seat, user: User) -> None:
    mails.send(
        REOPENED,
        "members/mail/body_reopened.txt",
        {"seat": seat},
        to=user.email,
        language=user.language,
        key=f"reopened:{seat.pk}:{user.pk}",
    )


def _make_groups() -> WorkingGroup:
    """Make the groups of GROUPS that are missing, each with those of its capabilities that the installed rooms know.

    Returns the collegial body's group, which gets every capability.
    """
    all_slugs = list(known())
    for slug, (label, capabilities) in GROUPS.items():
        known_capabilities = [
            capability for capability in capabilities.split() if capability in all_slugs
        ]
        WorkingGroup.objects.get_or_create(
            slug=slug, defaults={"name": str(label), "capabilities": known_capabilities}
        )
    return WorkingGroup.objects.update_or_create(
        slug=COLLEGIAL_BODY, defaults={"name": _("Collegial body"), "capabilities": all_slugs}
    )[0]
