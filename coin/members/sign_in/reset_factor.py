"""The second factor: an application's codes, passkeys, and recovery codes for the day they are lost.

allauth keeps them (its Authenticator rows, with encrypted secrets). Each write here leaves a journal row and tells the
person by mail, so that nobody adds or removes a second factor behind their back.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.errors import DomainError, NotAllowed
from coin.members import actions
from coin.members.models import User
from coin.members.sign_in import second_factor
from coin.members.sign_in.notices import record_and_tell
from coin.members.sign_in.sessions import end_sessions

APPLICATION = gettext_lazy("Application")
ADDED = gettext_lazy("A second factor was added to your account.")
REMOVED = gettext_lazy("A second factor was removed from your account.")
RENEWED = gettext_lazy(
    "New recovery codes were made for your account. The former ones no longer work."
)
RESET = gettext_lazy(
    "A volunteer removed the second factor of your account. Sign in with your password, then set up another one."
)


@transaction.atomic
def add_application(user: User, *, secret: str, actor: User | None) -> bool:
    """Add an application as a second factor (`secret`, in base 32, is the key of its codes).

    Returns whether recovery codes were made with it. Raises DomainError when the account has an application already.
    """
    _lock(user)
    if second_factor.factors(user).filter(type=Authenticator.Type.TOTP).exists():
        raise DomainError(_("Your account has an application already: remove it first."))
    TOTP.activate(user, secret)
    return _added(user, APPLICATION, actor)


@transaction.atomic
def add_passkey(user: User, *, name: str, credential: dict[str, Any], actor: User | None) -> bool:
    """Add a passkey as a second factor. `credential` was checked by allauth's form. Returns as `add_application`."""
    _lock(user)
    WebAuthn.add(user, name, credential)
    return _added(user, name, actor)


@transaction.atomic
def remove_factor(factor: Authenticator, *, actor: User | None, keep: str | None = None) -> None:
    """Remove an application or a passkey. With the last one go the recovery codes, and all sessions except `keep`.

    `keep` is a session's key; None keeps none. The person is told by mail.
    """
    user = _lock(factor.user)
    words = {"second_factor": (_name(factor), None)}
    factor.delete()
    if not second_factor.factors(user).exists():
        Authenticator.objects.filter(user=user).delete()
        end_sessions(user, keep=keep)
    record_and_tell(actions.SECOND_FACTOR_REMOVED, user, REMOVED, actor=actor, changes=words)


@transaction.atomic
def renew_recovery_codes(user: User, *, actor: User | None) -> None:
    """Make new recovery codes; the former ones no longer work. Raises DomainError without a second factor."""
    _lock(user)
    if not second_factor.factors(user).exists():
        raise DomainError(_("Recovery codes come with a second factor: set one up first."))
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(user)
    record_and_tell(actions.RECOVERY_CODES_RENEWED, user, RENEWED, actor=actor)


@transaction.atomic
def reset_second_factor(user: User, *, actor: User | None) -> None:
    """Remove every second factor of a person who lost theirs, and sign them out everywhere.

    Raises NotAllowed when `actor` resets their own (its removal takes the factor itself), DomainError when there is
    none.
    """
    if actor is not None and actor.pk == user.pk:
        raise NotAllowed(_("Nobody resets their own second factor: ask another person who may."))
    _lock(user)
    if not Authenticator.objects.filter(user=user).delete()[0]:
        raise DomainError(_("%(name)s has no second factor.") % {"name": user.name})
    end_sessions(user)
    record_and_tell(actions.SECOND_FACTOR_RESET, user, RESET, actor=actor)


def _added(user: User, name: "str | Promise", actor: User | None) -> bool:
    codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES)
    is_first = not codes.exists()
    if is_first:
        RecoveryCodes.activate(user)
    changes = {"second_factor": (None, str(name))}
    record_and_tell(actions.SECOND_FACTOR_ADDED, user, ADDED, actor=actor, changes=changes)
    return is_first


def _name(factor: Authenticator) -> str:
    return str(factor.wrap().name if factor.type == Authenticator.Type.WEBAUTHN else APPLICATION)


def _lock(user: User) -> User:
    """Lock the person's row: one change at a time, so that no factor is made or counted twice."""
    return User.objects.select_for_update().get(pk=user.pk)
