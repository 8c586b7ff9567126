"""Turns each fact into a balanced entry. Pure functions: nothing here reads or writes the database.

One rule keeps money from being counted twice: a member's debt on 411 moves by documents and payments alone. A transfer
debits 512 itself, so the bank line that brought it makes no entry; a cheque, a card or a direct debit waits on an
account of its own until the bank line, filed under that account, brings the money to 512. Money that came by a bank
line and is sent back waits in the same way, on the transit account.
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
    # A balance brought forward goes from the collective account, where the other tool's entries left it, to the
    # member's own.
    LineItem.OPENING: AccountUse.MEMBERS,
}
# The journal and the account that each means of payment reaches first. Any other means waits on the transit account
# until the bank line is filed under that account.
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
ONLINE = (Journal.RECEIPTS, AccountUse.CARDS)  # until a payout brings the money to the bank


@dataclass(frozen=True)
class Posting:
    """One line: a debit when `amount` is positive, a credit when it is negative.

    `account` is a code of the chart; `auxiliary` is the account of one member (`auxiliary_of`), or empty.
    """

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
    """An entry to be written, not saved yet: it gets its number in the journal when it is written.

    `on` is the day of the entry; `piece` and `piece_on` are the number and the day of what proves it. `source` (an
    EntrySource) and `source_pk` name the fact that it enters. `undoes` is the key of the entry that this one cancels,
    `revision` the rank among the entries of the same fact. `bank` and `basis` are kept to tell later whether the entry
    still matches its fact (models.Entry).
    """

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
    """An issued document. `lines`: (item, whether the line is for dues, amount without VAT); `vat`: its whole VAT."""

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
    """A payment, or money sent back (a negative `amount`).

    `bank` is the key of the bank account that the money reached, when it is known. `is_on_its_way`: the money came by
    a bank line and is sent back, and another bank line will show it leave. `is_online`: it came through Stripe.
    """

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
    """The fee in euros that was kept from an online payment, whose key is `pk`, before the money came."""

    pk: int
    on: date
    amount: Decimal


@dataclass(frozen=True)
class FiledLine:
    """A bank line that is no member's. `basis`: the account that a person filed it under; `account`: that to enter.

    The two differ for a line filed under the members' account alone, which is entered on the transit account. `amount`
    is negative for money that goes out; `bank` is the key of the bank account.
    """

    pk: int
    on: date
    amount: Decimal
    label: str
    bank: int
    account: str
    basis: str


def auxiliary_of(number: int) -> str:
    """The auxiliary account of one member under 411: 411 and the member's number."""
    return f"411{number}"


def of_document(fact: IssuedDocument, accounts: Accounts) -> Draft:
    """The draft that debits the member with the total, and credits the income of each line and the VAT.

    A credit note has the opposite signs. Nothing is saved here.
    """
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
    """The draft that debits the account that the money reached, and credits the member.

    Money sent back does the reverse. Nothing is saved here.
    """
    arrival = ON_ITS_WAY if fact.is_on_its_way else ARRIVES.get(PaymentMeans(fact.means))
    arrival = ONLINE if fact.is_online else arrival
    journal, use = arrival or ON_ITS_WAY
    account, bank = accounts.of(use), None
    # Whatever its means, a payment that a bank line brought is in that bank account already.
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
    """The draft, not saved, of a bank line that is no member's: a supplier, a bank fee, a transfer between accounts.

    Money in debits the bank account and credits `fact.account`; money out does the reverse.
    """
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
    """The draft, not saved, that debits the fee and credits the account where online payments wait.

    The payout comes without the fee.
    """
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
    """A draft, not saved, that cancels `draft`: each amount has the opposite sign, on the same day.

    `entry` is the key of the entry to undo, which `draft` repeats.
    """
    label = (_("Undone: %(label)s") % {"label": draft.label})[:LABEL_LENGTH]
    swapped = [replace(posting, amount=-posting.amount) for posting in draft.postings]
    return replace(draft, label=label, postings=swapped, undoes=entry)


def dated(draft: Draft, closed: date | None) -> Draft:
    """The draft as it is; when its day is closed, a copy on the first open day, with its true day in the label.

    `closed` is the last closed day, None while no period is closed. Nothing is saved.
    """
    if closed is None or draft.on > closed:
        return draft
    label = _("%(label)s (of %(day)s)") % {"label": draft.label, "day": date_format(draft.on)}
    return replace(draft, on=closed + timedelta(days=1), label=label[:LABEL_LENGTH])


def codes(drafts: Iterable[Draft]) -> set[str]:
    """The codes of the accounts that these drafts use."""
    return {posting.account for draft in drafts for posting in draft.postings}


def _income(item: str, is_dues: bool) -> AccountUse:
    # The price of dues is a monthly item too: only the dues period behind the line tells them apart.
    if item == LineItem.MONTHLY and is_dues:
        return AccountUse.DUES
    return INCOME.get(LineItem(item), AccountUse.SERVICES)


def _without_zeros(postings: Iterable[Posting]) -> list[Posting]:
    """The postings that move money: the database refuses a line of zero (`entry_line_one_side`)."""
    return [posting for posting in postings if posting.amount]
