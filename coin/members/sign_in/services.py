"""Signing in again: a password that was forgotten, an address that changes."""

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core import mails
from coin.core.errors import InvalidInput
from coin.core.validation import check_fields
from coin.members import actions
from coin.members.models import User
from coin.members.sign_in import email_change
from coin.members.sign_in.notices import record_and_tell
from coin.members.sign_in.passwords import set_checked_password

RESET = gettext_lazy("Your password was set anew by a link sent to your address.")
NEW_ADDRESS = gettext_lazy("The e-mail address of your account was changed.")


@transaction.atomic
def ask_for_password(email: str, *, language: str) -> None:
    """Mail a link that sets a new password; to an address that no account has, the same mail without a link.

    A known address and an unknown one cost the same work, so that only the owner of the mailbox can tell which it is.
    """
    address = email.strip().lower()
    user = User.objects.filter(email=address, is_active=True).first()
    link = _password_link(user or User(pk=0, email=address))
    context = {
        "user": user,
        "link": link if user else "",
        "hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
    }
    mails.send(
        "secret.password",
        "members/mail/password.txt",
        context,
        to=address,
        language=user.language if user else language,
    )


@transaction.atomic
def reset_password(user: User, *, password: str, actor: User | None) -> None:
    """Save a new password that was set by the link of a mail, which ends every session; a mail tells the person.

    Raises InvalidInput on `password` when it is too weak.
    """
    set_checked_password(user, password)
    user.save(update_fields=["password"])
    record_and_tell(actions.PASSWORD_RESET, user, RESET, actor=actor)


@transaction.atomic
def ask_to_change_email(user: User, *, email: str, actor: User | None) -> None:
    """Mail a link to a new address, which replaces the former one once it is confirmed.

    Whether another account has the address is told in that mail alone, to the owner of the mailbox. Raises InvalidInput
    on `email` (wrong, or the account's own).
    """
    address = _checked(email)
    if address == user.email:
        raise InvalidInput(_("This is your address already."), field="email")
    taken = User.objects.filter(email=address).exists()
    mails.send(
        "secret.email",
        "members/mail/new_address.txt",
        {"user": user, "link": "" if taken else email_change.link_for(user, address)},
        to=address,
        language=user.language,
    )


@transaction.atomic
def change_email(user: User, *, email: str, actor: User | None) -> None:
    """Give an account another address, which its owner confirmed, and tell the former address by mail.

    Raises InvalidInput on `email` when it is wrong, or another account took it meanwhile.
    """
    address, former = _checked(email), user.email
    if User.objects.select_for_update().filter(email=address).exclude(pk=user.pk).exists():
        raise InvalidInput(
            _("An account already uses the address %(email)s.") % {"email": address}, field="email"
        )
    user.email = address
    user.save(update_fields=["email"])
    changes = {"email": (former, address)}
    record_and_tell(
        actions.EMAIL_CHANGED, user, NEW_ADDRESS, actor=actor, changes=changes, to=former
    )


def _password_link(user: User) -> str:
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    kwargs = {"uidb36": user_pk_to_url_str(user), "key": token}
    return f"{settings.COIN_URL}{reverse('account_reset_password_from_key', kwargs=kwargs)}"


def _checked(email: str) -> str:
    address = email.strip().lower()
    check_fields(User(email=address), ["email"])
    return address
