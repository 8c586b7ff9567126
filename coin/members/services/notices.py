"""Mails that tell a person what was done to their account, so that nothing is done behind their back."""

from django.utils import timezone
from django.utils.functional import Promise

from coin.core import mails
from coin.members.models import User


def tell(user: User, what: "str | Promise", *, to: str = "") -> None:
    """Write to a person, in their language (`what` is a lazy sentence), at `to` rather than their address if given."""
    context = {"what": what, "user": user, "at": timezone.now()}
    mails.send(
        "account.notice",
        "members/mail/account_notice.txt",
        context,
        to=to or user.email,
        language=user.language,
    )
