"""When the cost of a shared line changes: a journal entry and a mail for each member concerned."""

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
    """Journal the change and mail everyone, in the transaction of the change.

    `told_at` is set only when every member has an address to mail.
    """
    traces = [
        audit.Trace(
            split,
            {
                "starts_on": (None, split.starts_on),
                "share": (euros(part.before), euros(part.after)),
            },
            part.member.number,
            split.note,
        )
        for part in parts
    ]
    audit.record_all(actions.SPLIT, traces, actor=actor)
    sent = [_tell(split, part, parts) for part in parts]
    split.told_at = timezone.now() if all(sent) else None
    split.save(update_fields=["told_at"])


def _tell(split: Split, own_part: Part, parts: list[Part]) -> bool:
    context = {
        "split": split,
        "offer": split.subscription.offer,
        "mine": own_part,
        "parts": [part for part in parts if part.after],
        "is_to_come": split.starts_on > timezone.localdate(),
    }
    sent = mails.send(
        SPLIT,
        "subscriptions/mail/split.txt",
        context,
        to=own_part.member.email,
        language=own_part.member.language,
        member_number=own_part.member.number,
    )
    return sent is not None
