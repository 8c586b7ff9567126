"""The link by which somebody sets their first password: for one account, once, for seven days.

The link is signed, not stored. It holds a digest of the password, so that it works no more once one was set.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from coin.core import mails
from coin.core.models import Mail
from coin.members.models import Member, User

SALT = "coin.members.invitations"
LASTS = timedelta(days=7)


def token_for(user: User) -> str:
    """The token of the link by which `user` sets their first password, once, within seven days."""
    return signing.dumps([user.pk, _state(user)], salt=SALT)


def user_of(token: str) -> User | None:
    """The user that a link is for; None when the link is forged, over seven days old, or a password was set since."""
    try:
        pk, state = signing.loads(token, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user and constant_time_compare(state, _state(user)) else None


def link_for(user: User) -> str:
    """The whole URL of the page where `user` sets their first password, for a mail."""
    return f"{settings.COIN_URL}{reverse('portal:welcome', args=[token_for(user)])}"


def send(user: User, member: Member) -> Mail | None:
    """Mail a person the link to set their first password, in the caller's transaction; `member`: whom they act for."""
    return mails.send(
        "secret.invitation",
        "members/mail/invitation.txt",
        {"user": user, "member": member, "link": link_for(user), "days": LASTS.days},
        to=user.email,
        language=user.language,
        member_number=member.number,
    )


def _state(user: User) -> str:
    """A digest that changes when the person sets a password, changes their e-mail or signs in."""
    text = f"{user.password}|{user.email}|{user.last_login or ''}"
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()[:32]
