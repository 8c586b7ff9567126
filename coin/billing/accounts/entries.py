"""What facts become: each a balanced entry. Pure: nothing is read or written here.

The one rule that keeps money from being counted twice: what a member owes moves on 411 by their documents and their
payments alone. A payment by the bank debits 512 itself, so the bank line it came from makes no entry; a cheque, a card
or a direct debit waits on its own account until the bank's line, filed under that account, brings it to 512. So does
money sent back that had come by a line of the bank.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coin.billing.account_enums import AccountUse, EntrySource, Journal
from coin.billing.chart import Accounts
from coin.billing.enums import LineItem, PaymentMeans
from coin.core.money import ZERO, total

LABEL_LENGTH = 250
INCOME = {
    LineItem.MONTHLY: AccountUse.SERVICES,
    LineItem.SETUP: AccountUse.SETUP,
    LineItem.ENTRY_FEE: AccountUse.ENTRY_FEE,
    LineItem.GIFT: AccountUse.GIFTS,
    LineItem.DEPOSIT: AccountUse.DEPOSITS,
    # From the collective account, where the other tool's entries left it, to the member's own.
    LineItem.OPENING: AccountUse.MEMBERS,
}
# Means that are not here wait on the transit account until the bank's line is filed under it.
ARRIVES = {
    PaymentMeans.TRANSFER: (Journal.BANK, AccountUse.BANK),
    PaymentMeans.STANDING_ORDER: (Journal.BANK, AccountUse.BANK),
    PaymentMeans.CARD: (Journal.RECEIPTS, AccountUse.CARDS),
    PaymentMeans.CHEQUE: (Journal.RECEIPTS, AccountUse.CHEQUES),
    PaymentMeans.CASH: (Journal.CASH, AccountUse.CASH),
    PaymentMeans.FUND: (Journal.OTHER, AccountUse.FUND),
    PaymentMeans.OPENING: (Journal.OTHER, AccountUse.MEMBERS),
    PaymentMeans.HELLOASSO: (Journal.RECEIPTS, AccountUse.HELLOASSO),
    PaymentMeans.G1: (Journal.RECEIPTS, AccountUse.G1),
}
ON_ITS_WAY = (Journal.RECEIPTS, AccountUse.TRANSIT)
ONLINE = (Journal.RECEIPTS, AccountUse.CARDS)  # until the payout that brings it to the bank


@dataclass(frozen=True)
class Posting:
    """One line: a debit when `amount` is positive, a credit when it is negative."""

    account: str
    amount: Decimal
    auxiliary: str = ""

    @property
    def debit(self) -> Decimal:
        return max(self.amount, ZERO)

    @property
    def credit(self) -> Decimal:
        return max(-self.amount, ZERO)


@dataclass(frozen=True)
class Draft:
    """An entry to be written. `number` comes when it is."""

    journal: str
    on: date
    piece: str
    piece_on: date
    label: str
    source: str
    source_pk: int
    postings: Sequence[Posting] = field(default_factory=tuple)
    bank: int | None = None
    basis: str = ""
    undoes: int | None = None
    revision: int = 1

    @property
    def is_balanced(self) -> bool:
        return total(posting.amount for posting in self.postings) == ZERO


@dataclass(frozen=True)
class IssuedDocument:
    """A document, with its lines as (item, whether it is of dues, amount without VAT), and its VAT."""

    pk: int
    number: str
    kind: str
    on: date
    member: int
    total: Decimal
    lines: Sequence[tuple[str, bool, Decimal]]
    vat: Decimal = ZERO


@dataclass(frozen=True)
class MovedMoney:
    """A payment, or money sent back; `bank` is the bank account it came to, when it is known. `is_on_its_way`: it
    came by a line of the bank and is sent back, which another line will tell."""

    pk: int
    on: date
    member: int
    amount: Decimal
    means: str
    means_label: str
    bank: int | None = None
    is_on_its_way: bool = False
    is_online: bool = False


@dataclass(frozen=True)
class OnlineFee:
    """What was kept of an online payment before it came."""

    pk: int
    on: date
    amount: Decimal


@dataclass(frozen=True)
class FiledLine:
    """A movement of the bank that is no member's; `basis` is the account that a person filed it under."""

    pk: int
    on: date
    amount: Decimal
    label: str
    bank: int
    account: str
    basis: str


def auxiliary_of(number: int) -> str:
    """The account of one member, in 411."""
    return f"411{number}"


def of_document(fact: IssuedDocument, accounts: Accounts) -> Draft:
    """What the member owes, against what it is for and the VAT in it; a credit note the other way round."""
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for item, is_dues, amount in fact.lines:
        sums[accounts.of(_income(item, is_dues))] -= amount
    sums[accounts.of(AccountUse.VAT)] -= fact.vat
    owed = Posting(accounts.of(AccountUse.MEMBERS), fact.total, auxiliary_of(fact.member))
    postings = [owed, *(Posting(code, amount) for code, amount in sorted(sums.items()))]
    return Draft(
        journal=Journal.SALES,
        on=fact.on,
        piece=fact.number,
        piece_on=fact.on,
        label=f"{fact.kind} {fact.number}",
        source=EntrySource.DOCUMENT,
        source_pk=fact.pk,
        postings=_without_zeros(postings),
    )


def of_payment(fact: MovedMoney, accounts: Accounts) -> Draft:
    """Money that came, against what the member owed; money sent back the other way round."""
    known = ON_ITS_WAY if fact.is_on_its_way else ARRIVES.get(PaymentMeans(fact.means))
    known = ONLINE if fact.is_online else known
    journal, use = known or ON_ITS_WAY
    account, bank = accounts.of(use), None
    if use == AccountUse.BANK or (fact.bank and not fact.is_on_its_way):
        journal, bank = Journal.BANK, fact.bank or accounts.default_bank
        account = accounts.of_bank(bank)
    words = _("Payment, %(means)s") if fact.amount > 0 else _("Payment sent back, %(means)s")
    members = Posting(accounts.of(AccountUse.MEMBERS), -fact.amount, auxiliary_of(fact.member))
    return Draft(
        journal=journal,
        on=fact.on,
        piece=f"P{fact.pk}",
        piece_on=fact.on,
        label=words % {"means": fact.means_label.lower()},
        source=EntrySource.PAYMENT,
        source_pk=fact.pk,
        postings=[Posting(account, fact.amount), members],
        bank=bank,
    )


def of_line(fact: FiledLine, accounts: Accounts) -> Draft:
    """A supplier, a fee, a transfer between accounts."""
    bank = Posting(accounts.of_bank(fact.bank), fact.amount)
    return Draft(
        journal=Journal.BANK,
        on=fact.on,
        piece=f"B{fact.pk}",
        piece_on=fact.on,
        label=(fact.label or _("Bank"))[:LABEL_LENGTH],
        source=EntrySource.BANK_LINE,
        source_pk=fact.pk,
        postings=[bank, Posting(fact.account, -fact.amount)],
        bank=fact.bank,
        basis=fact.basis,
    )


def of_fee(fact: OnlineFee, accounts: Accounts) -> Draft:
    """It comes out of what waits there for the bank."""
    postings = [
        Posting(accounts.of(AccountUse.FEES), fact.amount),
        Posting(accounts.of(AccountUse.CARDS), -fact.amount),
    ]
    return Draft(
        journal=Journal.RECEIPTS,
        on=fact.on,
        piece=f"S{fact.pk}",
        piece_on=fact.on,
        label=_("Fee of an online payment"),
        source=EntrySource.ONLINE_FEE,
        source_pk=fact.pk,
        postings=_without_zeros(postings),
    )


def undoing(draft: Draft, entry: int) -> Draft:
    """The same the other way round: together they are nothing."""
    label = (_("Undone: %(label)s") % {"label": draft.label})[:LABEL_LENGTH]
    swapped = [replace(posting, amount=-posting.amount) for posting in draft.postings]
    return replace(draft, label=label, postings=swapped, undoes=entry)


def dated(draft: Draft, closed: date | None) -> Draft:
    """As it is, or on the first day that is open, which its label then says."""
    if closed is None or draft.on > closed:
        return draft
    label = _("%(label)s (of %(day)s)") % {"label": draft.label, "day": date_format(draft.on)}
    return replace(draft, on=closed + timedelta(days=1), label=label[:LABEL_LENGTH])


def codes(drafts: Iterable[Draft]) -> set[str]:
    """The accounts that these use."""
    return {posting.account for draft in drafts for posting in draft.postings}


def _income(item: str, is_dues: bool) -> AccountUse:
    if item == LineItem.MONTHLY and is_dues:
        return AccountUse.DUES
    return INCOME.get(LineItem(item), AccountUse.SERVICES)


def _without_zeros(postings: Iterable[Posting]) -> list[Posting]:
    return [posting for posting in postings if posting.amount]
