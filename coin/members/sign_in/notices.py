"""Acts on a person's account: each is journaled and told by mail, so that nothing is done behind their back."""

from django.utils import timezone
from django.utils.functional import Promise

from coin.core import audit, mails
from coin.core.audit import Action, Changes
from coin.members.enums import MemberKind, RepresentativeRole
from coin.members.models import User


def record_and_tell(
    act: Action,
    user: User,
    what: "str | Promise",
    *,
    actor: User | None,
    changes: Changes | None = None,
    to: str = "",
) -> None:
    """Record the act and mail the person, in the caller's transaction.

    `what` is a lazy sentence, which the mail gives in the person's language. `to` is another address than the
    account's: the former one, when the address itself changes.
    """
    number = own_number(user)
    audit.record(act, user, actor=actor, changes=changes, member_number=number)
    mails.send(
        "account.notice",
        "members/mail/account_notice.txt",
        {"what": what, "user": user, "at": timezone.now()},
        to=to or user.email,
        language=user.language,
        member_number=number,
    )


def own_number(user: User) -> int | None:
    """The number of the member that this person is, on whose record they read of acts on their account; or None.

    Never an organisation's number: its other people need not know.
    """
    own = user.representations.filter(
        role=RepresentativeRole.OWNER, member__kind=MemberKind.PERSON, ends_on=None
    )
    return own.order_by("starts_on").values_list("member__number", flat=True).first()
