"""A shared line's cost changes: the journal of each member concerned, and a mail to each."""

from django.utils import timezone
from django.utils.translation import gettext_lazy

from coin.core import audit, mails
from coin.core.mail_kinds import name_kind
from coin.core.money import euros
from coin.members.models import User
from coin.subscriptions import actions
from coin.subscriptions.models import Split
from coin.subscriptions.sharing.queries import Part

SPLIT = "subscriptions.split"
name_kind(SPLIT, gettext_lazy("Cost of a shared line"))


def record_and_tell(split: Split, parts: list[Part], *, actor: User | None) -> None:
    """In the transaction of the change. `told_at` is set when everyone could be written to."""
    traces = [
        audit.Trace(
            split,
            {
                "starts_on": (None, split.starts_on),
                "share": (euros(one.before), euros(one.after)),
            },
            one.member.number,
            split.note,
        )
        for one in parts
    ]
    audit.record_all(actions.SPLIT, traces, actor=actor)
    sent = [_tell(split, one, parts) for one in parts]
    split.told_at = timezone.now() if all(sent) else None
    split.save(update_fields=["told_at"])


def _tell(split: Split, mine: Part, parts: list[Part]) -> bool:
    context = {
        "split": split,
        "offer": split.subscription.offer,
        "mine": mine,
        "parts": [one for one in parts if one.after],
        "is_to_come": split.starts_on > timezone.localdate(),
    }
    sent = mails.send(
        SPLIT,
        "subscriptions/mail/split.txt",
        context,
        to=mine.member.email,
        language=mine.member.language,
        member_number=mine.member.number,
    )
    return sent is not None
