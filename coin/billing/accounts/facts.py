"""Finds the facts that have no entry yet, and the entries that no longer match their fact."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from coin.billing import wording
from coin.billing.account_enums import AccountUse, EntrySource, Journal
from coin.billing.accounts import entries
from coin.billing.accounts.entries import Draft, Posting
from coin.billing.chart import Accounts
from coin.billing.documents import vat
from coin.billing.enums import BankLineState, DocumentKind
from coin.billing.models import (
    BankLine,
    BankShare,
    Document,
    Entry,
    EntryLine,
    OnlinePayment,
    Payment,
)
from coin.core.money import cents
from coin.members.models import Member

Facts = QuerySet[Any, Any]


def in_force(source: str) -> "QuerySet[Entry]":
    """Entries of this source that undo no other entry and that no other entry undid."""
    return Entry.objects.filter(source=source, undoes=None, undone_by=None).order_by()


def documents() -> Facts:
    """Issued documents without an entry in force, by day of issue."""
    return _without_entry(Document.objects.issued(), EntrySource.DOCUMENT).order_by(
        "issued_on", "pk"
    )


def payments() -> Facts:
    """Payments and money sent back, without an entry in force, by day of receipt."""
    return _without_entry(Payment.objects.all(), EntrySource.PAYMENT).order_by("received_on", "pk")


def lines() -> Facts:
    """Bank lines filed under an account (so no member's), without an entry in force, by day."""
    return _without_entry(_filed(), EntrySource.BANK_LINE).order_by("booked_on", "pk")


def fees() -> Facts:
    """Online payments from which a fee was kept, without an entry in force for the fee, by day of payment."""
    paid = OnlinePayment.objects.filter(fee__gt=0, payment__isnull=False)
    return _without_entry(paid, EntrySource.ONLINE_FEE).order_by("paid_on", "pk")


def outdated() -> list[int]:
    """The keys of entries that no longer match their fact. Three queries.

    Such a fact is a bank line that is filed elsewhere now, a payment that came to another bank account than the one
    entered, or a fee whose amount changed.
    """
    same = _filed().filter(pk=OuterRef("source_pk"), filed_under=OuterRef("basis"))
    of_lines = in_force(EntrySource.BANK_LINE).filter(~Exists(same))
    shares = BankShare.objects.filter(payment=OuterRef("source_pk"))
    there = shares.filter(line__account=OuterRef("bank"))
    of_payments = in_force(EntrySource.PAYMENT).filter(Exists(shares), ~Exists(there))
    return [
        pk
        for rows in (of_lines, of_payments, _outdated_fees())
        for pk in rows.order_by("pk").values_list("pk", flat=True)
    ]


def drafts_of(source: str, pks: Sequence[int], accounts: Accounts) -> list[Draft]:
    """The drafts of entries, not saved, for those of these facts that still lack one. A constant number of queries.

    `source` is an EntrySource (DOCUMENT, PAYMENT, BANK_LINE or ONLINE_FEE), `pks` the keys of its facts. A fact whose
    every amount is zero gets no draft.
    """
    read = {
        EntrySource.DOCUMENT: _of_documents,
        EntrySource.PAYMENT: _of_payments,
        EntrySource.BANK_LINE: _of_lines,
        EntrySource.ONLINE_FEE: _of_fees,
    }[EntrySource(source)]
    with wording.documents_language():
        return _revised(source, [draft for draft in read(pks, accounts) if draft.postings])


def undoings(pks: Sequence[int]) -> list[Draft]:
    """The drafts, not saved, that undo the entries with these keys, except those undone already. Two queries."""
    rows = Entry.objects.filter(pk__in=pks, undone_by=None).prefetch_related("lines")
    with wording.documents_language():
        return [entries.undoing(_as_draft(row), row.pk) for row in rows.order_by("pk")]


def merges() -> list[Draft]:
    """The drafts, not saved, that bring what is left on the account of a merged member to the account of the survivor.

    One draft for each merged member whose account does not stand at zero.
    """
    merged = _final_numbers()
    numbers = {entries.auxiliary_of(number): number for number in merged}
    sums = EntryLine.objects.filter(auxiliary__in=numbers).order_by().values("auxiliary", "account")
    rows = sums.annotate(sum=Sum(F("debit") - F("credit")), last=Max("entry__entry_on"))
    left: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if cents(row["sum"]):
            left[numbers[row["auxiliary"]]].append(row)
    with wording.documents_language():
        drafts = [_merge(number, *merged[number], rows) for number, rows in left.items()]
    return _revised(EntrySource.MERGE, drafts)


def _without_entry(rows: Facts, source: str) -> Facts:
    # NOT IN, and not NOT EXISTS, for which SQLite would read every entry again for each fact.
    return rows.exclude(pk__in=in_force(source).values("source_pk"))


def _outdated_fees() -> "QuerySet[Entry]":
    """Entries of fees whose amount is another now: a dispute adds to the fee."""
    fee = OnlinePayment.objects.filter(pk=OuterRef("source_pk")).values("fee")
    entered = in_force(EntrySource.ONLINE_FEE).annotate(fee=Subquery(fee)).exclude(fee=None)
    same = EntryLine.objects.filter(entry=OuterRef("pk"), debit=OuterRef("fee"))
    return entered.filter(~Exists(same))


def _filed() -> Facts:
    return BankLine.objects.filter(state=BankLineState.FILED)


def _of_documents(pks: Sequence[int], accounts: Accounts) -> Iterator[Draft]:
    rows = documents().filter(pk__in=pks).select_related("member").prefetch_related("lines")
    for row in rows:
        lines = list(row.lines.all())
        earned = vat.incomes([(line.vat_rate, line.amount) for line in lines])
        parts = [
            (line.item, line.dues_period_id is not None, amount)
            for line, amount in zip(lines, earned, strict=True)
        ]
        yield entries.of_document(
            entries.IssuedDocument(
                pk=row.pk,
                number=row.number,
                kind=str(DocumentKind(row.kind).label),
                on=row.issued_on,
                member=row.member.number,
                total=row.total,
                lines=parts,
                vat=row.vat_total,
            ),
            accounts,
        )


def _of_payments(pks: Sequence[int], accounts: Accounts) -> Iterator[Draft]:
    rows = list(payments().filter(pk__in=pks).select_related("member"))
    shared, entered = _banks_of(rows)
    online = _online(rows)
    for row in rows:
        # The payment that this row sends back; 0 is the key of no payment.
        back = row.reverses_id or 0
        yield entries.of_payment(
            entries.MovedMoney(
                pk=row.pk,
                on=row.received_on,
                member=row.member.number,
                amount=row.amount,
                means=row.means,
                means_label=str(row.get_means_display()),
                bank=shared.get(row.pk) or entered.get(back),
                is_on_its_way=back in shared,
                is_online=bool({row.pk, back} & online),
            ),
            accounts,
        )


def _banks_of(rows: Iterable[Payment]) -> tuple[dict[int, int], dict[int, int]]:
    """The bank accounts that payments and those they reverse came to, in two mappings from the payment's key.

    The first tells by the bank line of which the payment is a part, the second by the payment's entry. Two queries.
    """
    pks = {pk for row in rows for pk in (row.pk, row.reverses_id) if pk}
    shares = BankShare.objects.filter(payment__in=pks)
    entered = in_force(EntrySource.PAYMENT).filter(source_pk__in=pks)
    banks = entered.values_list("source_pk", "bank")
    return (
        dict(shares.values_list("payment", "line__account")),
        {payment: bank for payment, bank in banks if bank},
    )


def _online(rows: Iterable[Payment]) -> set[int]:
    """The keys of payments that came online, among these rows and those they reverse.

    A payment of which a part is sent back is reversed, and a new row holds what is left (`moved_from`). The online
    payment leads to the last row alone, so each row is followed to the last one.
    """
    ends = {pk: pk for row in rows for pk in (row.pk, row.reverses_id) if pk}
    # One query for each step of the longest chain: a payment has a step for each refund or move to another member.
    while following := dict(
        Payment.objects.filter(moved_from__in=set(ends.values())).values_list("moved_from", "pk")
    ):
        ends = {pk: following.get(end, end) for pk, end in ends.items()}
    online_payments = OnlinePayment.objects.filter(payment__in=set(ends.values()))
    paid_online = set(online_payments.values_list("payment", flat=True))
    return {pk for pk, end in ends.items() if end in paid_online}


def _of_fees(pks: Sequence[int], accounts: Accounts) -> Iterator[Draft]:
    for row in fees().filter(pk__in=pks):
        yield entries.of_fee(entries.OnlineFee(row.pk, row.paid_on, row.fee), accounts)


def _of_lines(pks: Sequence[int], accounts: Accounts) -> Iterator[Draft]:
    for row in lines().filter(pk__in=pks):
        yield entries.of_line(
            entries.FiledLine(
                pk=row.pk,
                on=row.booked_on,
                amount=row.amount,
                label=row.note or row.text,
                bank=row.account_id,
                account=_account_of(row, accounts),
                basis=row.filed_under,
            ),
            accounts,
        )


def _account_of(row: BankLine, accounts: Accounts) -> str:
    """The account to enter for a filed bank line.

    A line filed under the members' account is entered on the transit account instead: payments alone move the members'
    account, and wait on the transit account for this line.
    """
    members = row.filed_under == accounts.of(AccountUse.MEMBERS)
    return accounts.of(AccountUse.TRANSIT) if members else row.filed_under


def _revised(source: str, drafts: list[Draft]) -> list[Draft]:
    """The drafts, each with the rank of its entry among those of the same fact as `revision`. One query."""
    pks = [draft.source_pk for draft in drafts]
    done = Entry.objects.filter(source=source, source_pk__in=pks, undoes=None).order_by()
    last = dict(
        done.values("source_pk").annotate(last=Max("revision")).values_list("source_pk", "last")
    )
    return [replace(draft, revision=last.get(draft.source_pk, 0) + 1) for draft in drafts]


def _as_draft(row: Entry) -> Draft:
    return Draft(
        journal=row.journal,
        on=row.entry_on,
        piece=row.piece,
        piece_on=row.piece_on,
        label=row.label,
        source=row.source,
        source_pk=row.source_pk,
        postings=[
            Posting(line.account_id, line.debit - line.credit, line.auxiliary)
            for line in row.lines.all()
        ],
        bank=row.bank_id,
        basis=row.basis,
        revision=row.revision,
    )


def _final_numbers() -> dict[int, tuple[int, int]]:
    """For each merged number: the primary key of its row, and the number that it leads to in the end. Two queries."""
    rows = Member.objects.filter(merged_into__isnull=False)
    into = {
        pk: (number, target or 0)
        for pk, number, target in rows.values_list("pk", "number", "merged_into")
    }
    targets = [target for _number, target in into.values() if target not in into]
    numbers = dict(Member.objects.filter(pk__in=targets).values_list("pk", "number"))
    final_numbers: dict[int, tuple[int, int]] = {}
    for pk, (number, target) in into.items():
        while target in into:
            target = into[target][1]  # noqa: PLW2901 (the end of a chain of merges)
        if target in numbers:
            final_numbers[number] = (pk, numbers[target])
    return final_numbers


def _merge(number: int, pk: int, survivor: int, rows: list[dict[str, Any]]) -> Draft:
    on: date = max(row["last"] for row in rows)
    label = _("Merge of members %(one)s and %(other)s") % {"one": number, "other": survivor}
    return Draft(
        journal=Journal.OTHER,
        on=on,
        piece=f"M{number}",
        piece_on=on,
        label=label,
        source=EntrySource.MERGE,
        source_pk=pk,
        postings=[
            posting
            for row in rows
            for posting in (
                Posting(row["account"], cents(row["sum"]), entries.auxiliary_of(survivor)),
                Posting(row["account"], -cents(row["sum"]), entries.auxiliary_of(number)),
            )
        ],
    )
