"""What moves in this room when two members are merged: their money becomes one account.

The text of documents and payments stays as it was written (a document holds a frozen copy of its recipient); only the
member they belong to changes. The guards' door is open for these updates alone.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coin.billing.balance.settling import settle
from coin.billing.models import BankLine, Document, KnownIban, Mandate, Payment
from coin.core import guards
from coin.members.merging.registry import moves, without_twins
from coin.members.models import Member, User


def _move_guarded(model: type[models.Model], merged: Member, survivor: Member) -> None:
    with guards.retention():
        model._base_manager.filter(member=merged).update(member=survivor)


def move_documents(merged: Member, survivor: Member, actor: User | None) -> None:
    _move_guarded(Document, merged, survivor)


def move_payments(merged: Member, survivor: Member, actor: User | None) -> None:
    """Move the payments, then let the credit of one member pay the other's oldest documents first."""
    _move_guarded(Payment, merged, survivor)
    settle(survivor, actor=actor)


# Documents move before payments: settling then sees all the documents of both members.
moves("billing.documents", _("documents"), Document, "member", move=move_documents, order=20)
moves("billing.payments", _("payments"), Payment, "member", move=move_payments, order=30)
moves(
    "billing.known_ibans",
    _("bank accounts they paid from"),
    KnownIban,
    "member",
    move=without_twins(KnownIban, "member", "iban"),
)
moves("billing.mandates", _("direct-debit mandates"), Mandate, "member")
moves("billing.bank_lines", _("bank lines that may be theirs"), BankLine, "suggested")
