"""Accounts: the people who sign in, and the members they act for."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit
from coin.core.errors import DomainError, InvalidInput
from coin.core.validation import check_fields
from coin.members import actions
from coin.members.enums import RepresentativeRole
from coin.members.models import Member, Representative, User
from coin.members.people.services import refresh_search_text
from coin.members.sign_in import logins
from coin.members.sign_in.passwords import set_checked_password


@transaction.atomic
def set_up_account(
    member: Member,
    *,
    login: str,
    email: str,
    name: str,
    actor: User | None,
    password: str | None = None,
    role: str = RepresentativeRole.OWNER,
) -> User:
    """Make a user who acts for `member` from today (their Representative row is made too); returns the user.

    `role` is that of the Representative. Without a password the user cannot sign in until one is set. No mail is sent.
    Raises InvalidInput on `login`, `email`, `name` or `password`.
    """
    user = create_user(
        login=login, email=email, name=name, language=member.language, password=password
    )
    audit.record(actions.ACCOUNT_SET_UP, user, actor=actor, member_number=member.number)
    add_representative(member, user, role=role, actor=actor)
    return user


@transaction.atomic
def add_representative(
    member: Member,
    user: User,
    *,
    actor: User | None,
    role: str = RepresentativeRole.OWNER,
    on: date | None = None,
    until: date | None = None,
) -> Representative:
    """Let a user act for a member from the day `on` (today when None) to the day `until` (exclusive; None: no end).

    Raises DomainError when the user already acts for the member in that role, InvalidInput on `ends_on` when the end is
    not after the start.
    """
    day = on or timezone.localdate()
    if until is not None and until <= day:
        raise InvalidInput(_("It ends after it begins."), field="ends_on")
    overlapping = member.representatives.filter(
        Q(ends_on=None) | Q(ends_on__gt=day), user=user, role=role
    )
    if overlapping.exists():
        raise DomainError(_("%(name)s already acts for this member.") % {"name": user.name})
    representative = Representative.objects.create(
        member=member, user=user, role=role, starts_on=day, ends_on=until
    )
    refresh_search_text(member)
    changes = {"role": (None, role), "starts_on": (None, day)}
    if until is not None:
        changes["ends_on"] = (None, until)
    audit.record(
        actions.REPRESENTATIVE_ADDED,
        representative,
        actor=actor,
        changes=changes,
        member_number=member.number,
    )
    return representative


def create_user(
    *, login: str, email: str, name: str, language: str = "fr", password: str | None = None
) -> User:
    """Save a new user, once its fields are checked. The caller journals the act.

    Without a password the user cannot sign in until one is set. Raises InvalidInput on `login`, `email`, `name` or
    `password`.
    """
    user = User(
        login=logins.claim(login),
        email=email.strip().lower(),
        name=name.strip(),
        language=language,
    )
    user.set_unusable_password()
    check_fields(user)
    _refuse_taken(user)
    if password is not None:
        set_checked_password(user, password)
    user.save(force_insert=True)
    return user


def _refuse_taken(user: User) -> None:
    if User.objects.filter(email=user.email).exists():
        raise InvalidInput(
            _("An account already uses the address %(email)s.") % {"email": user.email},
            field="email",
        )
