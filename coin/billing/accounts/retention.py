"""Accounting records (documents, payments) stay ten years (C. com. L123-22); other details are erased sooner."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coin.billing.balance.queries import with_balance
from coin.billing.enums import DocumentState
from coin.billing.hardship import retention as retention_hardship
from coin.billing.models import (
    Allocation,
    BankLine,
    BankShare,
    Cheque,
    Debit,
    Document,
    DocumentMail,
    KnownIban,
    Line,
    Payment,
    RunDocument,
)
from coin.billing.models.document import ERASED
from coin.billing.online import retention as retention_online
from coin.billing.receipts import retention as retention_receipts
from coin.core import files
from coin.core.money import ZERO
from coin.core.retention import Clock, Rule, delete_rows, kept_rows, rule
from coin.members import ties
from coin.members.data import clocks
from coin.members.models import Member

ACCOUNTING = _("C. com. L123-22: ten years")
PAYMENTS = _("CPCE R.10-13 III; décret 2021-1362 art. 4: one year after the contract")
TEN_YEARS = "billing.accounts"
DEBTS_LAST = 60  # months. Code civil art. 2224: nobody can be asked to pay after five years


def old_accounts(clock: Clock) -> "QuerySet[Member]":
    """Members whose whole account is old, and who left or have a balance of zero: the account can be erased at once.

    Old: there is a document or a payment, all are of `clock.before` or earlier, and there is neither a draft nor a
    receipt of a later day. Left: by `clock.before`. Documents and payments are erased together or not at all, so that
    no balance ever moves.
    """
    documents = Document.objects.filter(member=OuterRef("pk"))
    payments = Payment.objects.filter(member=OuterRef("pk"))
    billed = Exists(documents.filter(issued_on__lte=clock.before))
    paid = Exists(payments.filter(received_on__lte=clock.before))
    live = documents.filter(Q(issued_on__gt=clock.before) | Q(state=DocumentState.DRAFT))
    known = Member.objects.filter(billed | paid)
    old = known.filter(~Exists(live), ~Exists(payments.filter(received_on__gt=clock.before)))
    # A receipt that must still be kept holds its member's account back.
    old = old.filter(~Exists(retention_receipts.later(clock)))
    settled = with_balance(Member.objects.filter(pk=OuterRef("pk"))).filter(balance=ZERO)
    return old.filter(clocks.gone(clock.before) | Q(Exists(settled)))


def erase_accounts(rows: "QuerySet[Member]") -> int:
    """Erase every document, line, payment and PDF of these members, and what hangs on them; returns how many members.

    That is: receipts, debits, payment plans, online payments, the rows of mails, allocations and cheques. Mandates
    stay.
    """
    pks = list(rows.values_list("pk", flat=True))
    documents = Document.objects.filter(member__in=pks)
    # Rows that point to a document or a payment go first: the foreign keys of the database still apply.
    retention_receipts.forget_receipts(pks)
    files.forget(files_of(documents))
    delete_rows(Debit.objects.filter(document__in=documents.values("pk")))
    delete_rows(RunDocument.objects.filter(document__in=documents.values("pk")))
    retention_hardship.forget_plans(documents)
    retention_online.forget_online(pks)
    delete_rows(DocumentMail.objects.filter(document__in=documents.values("pk")))
    delete_rows(Allocation.objects.filter(document__in=documents.values("pk")))
    delete_rows(Line.objects.filter(document__in=documents.values("pk")))
    delete_rows(documents)
    payments = kept_rows(Payment).filter(member__in=pks)
    delete_rows(BankShare.objects.filter(payment__in=payments.values("pk")))
    delete_rows(Cheque.objects.filter(payment__in=payments.values("pk")))
    # A payment that was moved to another member stays on their account, without its origin.
    kept_rows(Payment).filter(moved_from__in=payments.values("pk")).update(moved_from=None)
    delete_rows(payments)
    return len(pks)


def old_documents(clock: Clock) -> "QuerySet[Document]":
    """Documents issued by `clock.before`, of members whose account goes on, whose words are not erased yet.

    The account needs the amounts, nothing needs the words.
    """
    # Documents of accounts that are erased whole are left to that rule: a preview counts them once.
    whole = old_accounts(clock.of(TEN_YEARS)).values("pk")
    old = Document.objects.issued().filter(issued_on__lte=clock.before)
    return old.exclude(recipient=ERASED).exclude(member__in=whole)


def erase_documents(rows: "QuerySet[Document]") -> int:
    """Erase the recipient, the words of the lines, the PDF and the XML; number, dates and amounts stay.

    Returns how many documents.
    """
    pks = list(rows.values_list("pk", flat=True))
    files.forget(files_of(rows))
    Line.objects.filter(document__in=pks).update(label="")
    files_gone = dict.fromkeys(("pdf", "pdf_sha256", "xml", "xml_sha256"), "")
    return Document.objects.filter(pk__in=pks).update(recipient=ERASED, **files_gone)


def files_of(documents: "QuerySet[Document]") -> list[str]:
    """The names of the documents' PDF files, and of the electronic invoices beside them."""
    return [name for row in documents.values_list("pdf", "xml") for name in row if name]


def told_payments(clock: Clock) -> "QuerySet[Payment]":
    """Payments that still bear a reference, which no law requires any more.

    Either the member left and has had no contract for long enough, or the payment itself is older than accounting
    records must be.
    """
    old = Q(received_on__lte=clock.of(TEN_YEARS).before)
    return Payment.objects.exclude(reference="").filter(Q(member__in=_over(clock)) | old)


def _over(clock: Clock) -> "QuerySet[Member, Any]":
    """The keys of members who left by `clock.before`, and of whom no contract runs or ended after it."""
    left = Member.objects.filter(clocks.gone(clock.before))
    return left.filter(~ties.contracts().after(clock.before, "pk")).values("pk")


def erase_references(rows: "QuerySet[Payment]") -> int:
    """Erase the references of these payments; returns how many. Amounts, dates and means stay, as accounting needs."""
    return (
        kept_rows(Payment)
        .filter(pk__in=list(rows.values_list("pk", flat=True)))
        .update(reference="")
    )


def old_bank_lines(clock: Clock) -> "QuerySet[BankLine]":
    """Bank lines booked by `clock.before`, so older than accounting records must be, of which some words are left."""
    nothing = Q(label="", name="", iban="", reference="", note="", reason="", suggested=None)
    return BankLine.objects.filter(booked_on__lte=clock.before).exclude(nothing)


def erase_bank_lines(rows: "QuerySet[BankLine]") -> int:
    """Erase the words of these bank lines; returns how many. Days, amounts and the accounts of the chart stay."""
    lines = BankLine.objects.filter(pk__in=list(rows.values_list("pk", flat=True)))
    return lines.update(
        label="", name="", iban="", reference="", note="", reason="", suggested=None
    )


@ties.UNSETTLED.register
def _unsettled(today: date) -> Q:
    """Members with a balance other than zero, except those who left five years ago or more."""
    asked = Clock(today, DEBTS_LAST).before
    accounts = with_balance(Member.objects.filter(pk=OuterRef("pk")))
    return ~clocks.gone(asked) & Q(Exists(accounts.exclude(balance=ZERO)))


rule(
    Rule(
        slug=TEN_YEARS,
        label=_(
            "Documents and payments, with their PDF files, of members whose last one is as old"
        ),
        source=ACCOUNTING,
        months=120,
        least=120,
        due=old_accounts,
        erase=erase_accounts,
        order=50,
        rows_of=lambda member: Member.objects.filter(
            Q(documents__isnull=False) | Q(payments__isnull=False), pk=member.pk
        ).distinct(),
        since=lambda member, today: last_money(member) or today,
    )
)
rule(
    Rule(
        slug="billing.documents",
        label=_(
            "Documents of members whose account goes on: whom they were for, their words, their PDF"
        ),
        source=ACCOUNTING,
        months=120,
        least=120,
        due=old_documents,
        erase=erase_documents,
        order=49,
    )
)
rule(
    Rule(
        slug="billing.references",
        label=_(
            "Payments: the free words that came with them (amount, date and means are accounting)"
        ),
        source=PAYMENTS,
        months=12,
        least=12,
        due=told_payments,
        erase=erase_references,
        order=48,
        rows_of=lambda member: Payment.objects.filter(member=member).exclude(reference=""),
        since=clocks.contract_or_departure,
    )
)
rule(
    Rule(
        slug="billing.bank_lines",
        label=_("Bank statements: who paid or was paid, and the words of the bank"),
        source=ACCOUNTING,
        months=120,
        least=120,
        due=old_bank_lines,
        erase=erase_bank_lines,
        order=47,
    )
)
rule(
    Rule(
        slug="billing.ibans",
        label=_("Bank accounts that members paid from"),
        source=PAYMENTS,
        months=12,
        least=12,
        due=lambda clock: KnownIban.objects.filter(member__in=_over(clock)),
        erase=delete_rows,
        order=48,
        rows_of=lambda member: KnownIban.objects.filter(member=member),
        since=clocks.contract_or_departure,
    )
)


def last_money(member: Member) -> date | None:
    """The day of the last issued document or payment of a member; None without any."""
    documents = Document.objects.issued().filter(member=member).order_by("-issued_on")
    payments = Payment.objects.filter(member=member).order_by("-received_on")
    days = [
        documents.values_list("issued_on", flat=True).first(),
        payments.values_list("received_on", flat=True).first(),
    ]
    return max((day for day in days if day), default=None)
