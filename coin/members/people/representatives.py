"""The people who act for a member: invited by their e-mail address, in a role, from a day to a day."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit, mails
from coin.core.errors import DomainError, InvalidInput
from coin.members import actions
from coin.members.enums import RepresentativeRole
from coin.members.models import Member, Representative, User
from coin.members.people.accounts import add_representative, create_user
from coin.members.sign_in import invitations
from coin.members.sign_in.logins import suggest_login


@transaction.atomic
def invite_representative(
    member: Member,
    *,
    email: str,
    name: str,
    role: str,
    actor: User | None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Representative:
    """Let the person at this address act for the member, with the account they have, or with a new one.

    Without a password, they are mailed a link to set one; otherwise a mail tells them. `name` is for a new account.
    `starts_on` None: today. `ends_on` is exclusive; None: no end. Raises InvalidInput on `email` (wrong, or of a closed
    account), `name`, `role`, `starts_on` (in the past) or `ends_on` (not after the start), DomainError when the person
    already acts in that role, or the member is archived.
    """
    _check(member, role, starts_on)
    user = User.objects.filter(email=email.strip().lower()).first()
    is_new = user is None
    if user is None:
        user = _new_account(member, email=email, name=name, actor=actor)
    elif not user.is_active:
        raise InvalidInput(_("The account of this address is closed."), field="email")
    added = add_representative(member, user, role=role, on=starts_on, until=ends_on, actor=actor)
    _tell(user, member, is_new=is_new)
    return added


@transaction.atomic
def end_representative(
    representative: Representative, *, actor: User | None, on: date | None = None
) -> None:
    """End a representation: from the day `on` (today when None) this person no longer acts in that role.

    Raises InvalidInput on `on` (before today), DomainError when it is over by then, or when nobody who holds the
    member's record would be left.
    """
    today = timezone.localdate()
    day = on or today
    if day < today:
        raise InvalidInput(_("What is past stays: choose today or a later day."), field="on")
    # Of two holders who end each other at once, the second waits here, and is then refused: one holder is left.
    member = Member.objects.select_for_update().get(pk=representative.member_id)
    if representative.role == RepresentativeRole.OWNER and not _others_hold(representative, day):
        raise DomainError(_("Somebody must hold the record of a member: add another holder first."))
    end = max(day, representative.starts_on)
    # Only shortened: a representation that is over by then is refused below.
    still = Representative.objects.filter(Q(ends_on=None) | Q(ends_on__gt=end))
    if not still.filter(pk=representative.pk).update(ends_on=end):
        raise DomainError(_("This person no longer acts for the member by that day."))
    changes = {"ends_on": (representative.ends_on, end)}
    representative.ends_on = end
    audit.record(
        actions.REPRESENTATIVE_ENDED,
        representative,
        actor=actor,
        changes=changes,
        member_number=member.number,
    )


def _others_hold(representative: Representative, day: date) -> bool:
    """Whether another person holds the record on that day."""
    others = Representative.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=day),
        member=representative.member_id,
        role=RepresentativeRole.OWNER,
        starts_on__lte=day,
        user__is_active=True,
    )
    return others.exclude(pk=representative.pk).exists()


def _check(member: Member, role: str, starts_on: date | None) -> None:
    if role not in RepresentativeRole.values:
        raise InvalidInput(_("Choose a role."), field="role")
    if starts_on is not None and starts_on < timezone.localdate():
        raise InvalidInput(_("It does not begin in the past."), field="starts_on")
    if member.archived_at:
        raise DomainError(_("This record is archived: nobody acts for it any more."))


def _new_account(member: Member, *, email: str, name: str, actor: User | None) -> User:
    if not name.strip():
        raise InvalidInput(_("Give this person's name: they have no account yet."), field="name")
    login = suggest_login(name)
    user = create_user(login=login, email=email, name=name, language=member.language)
    audit.record(actions.ACCOUNT_SET_UP, user, actor=actor, member_number=member.number)
    return user


def _tell(user: User, member: Member, *, is_new: bool) -> None:
    """Tell the person by mail. With a new account, or one that never had a password, they are invited to choose it."""
    if is_new or not user.has_usable_password():
        invitations.send(user, member)
        return
    mails.send(
        "members.representative",
        "members/mail/representative.txt",
        {"user": user, "member": member},
        to=user.email,
        language=user.language,
        member_number=member.number,
    )
