"""The link by which somebody confirms their new e-mail address: for one account, once, for a day.

The link is signed, not stored. It holds the address that it replaces, so that it works no more once it was used.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from coin.members.models import User

SALT = "coin.members.email_change"
LASTS = timedelta(days=1)


def link_for(user: User, email: str) -> str:
    """The whole URL by which `user` confirms their new address `email`, for a mail."""
    token = signing.dumps([user.pk, user.email, email], salt=SALT)
    return f"{settings.COIN_URL}{reverse('confirm-email', args=[token])}"


def email_of(token: str, user: User) -> str:
    """The address that this person confirms; empty when the link is forged, too old, used, or somebody else's."""
    try:
        pk, former, email = signing.loads(token, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(email) if (pk, former) == (user.pk, user.email) else ""
