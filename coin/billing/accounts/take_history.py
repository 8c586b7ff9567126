"""Takes over from another tool: its entries as they were, and the balance of each member when the tool was left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coin.billing import actions, wording
from coin.billing.account_enums import EntrySource
from coin.billing.accounts import history, writing
from coin.billing.accounts.entries import Draft, Posting
from coin.billing.accounts.history import History
from coin.billing.documents.issuing import issue
from coin.billing.enums import DocumentKind, LineItem, PaymentMeans
from coin.billing.models import Account, Document, Entry, Line, Payment
from coin.billing.payments.services import record_payment
from coin.core import audit
from coin.core.digests import sha256
from coin.core.errors import InvalidInput
from coin.core.models import Association
from coin.core.money import ZERO, cents
from coin.members.models import Member, User

DIGEST = 20  # characters of the file's SHA-256, by which it is recognised: `Entry.basis` holds 20


@dataclass(frozen=True)
class BroughtForward:
    """The balance of a member in the other tool, in euros: positive when they owed, negative when they were ahead."""

    member: Member
    balance: Decimal


def look(data: bytes) -> History:
    """The entries that the file would bring; writes nothing.

    `data` is a FEC or a CSV table (coin.billing.accounts.history). Raises InvalidInput on `file` when it cannot be read
    (`history.read`), was taken in already, or holds a day that is closed, to come, or not before coin's own entries.
    """
    old_books = history.read(data)
    _check(old_books, _digest(data))
    return old_books


@transaction.atomic
def take_in(data: bytes, *, name: str, actor: User | None) -> int:
    """Write the entries of another tool, all or none; returns how many. Raises InvalidInput on `file`, as `look` does.

    `data` is a FEC or a CSV table; `name` is the name of the file, for the journal of acts. A file is refused unless
    its entries end before coin's own begin, so that nothing is counted twice. Accounts that the chart lacks are added
    with their label. The amounts of the entries on members stay on the collective account: `bring_forward` gives each
    member their own.
    """
    writing.lock()
    old_books = look(data)
    labelled = [
        Account(code=code, label=label) for code, label in sorted(old_books.labels.items()) if label
    ]
    Account.objects.bulk_create(labelled, ignore_conflicts=True)
    # An old entry has no row of its own to point to: its `source_pk` is a running number.
    old = Entry.objects.filter(source=EntrySource.HISTORY)
    first = (old.aggregate(last=Max("source_pk"))["last"] or 0) + 1
    drafts = [
        _draft(old_entry, pk, _digest(data))
        for pk, old_entry in enumerate(old_books.entries, start=first)
    ]
    writing.write(drafts)
    changes = {"entries": (None, len(drafts)), "file": (None, name[:150])}
    audit.record(actions.HISTORY_TAKEN_IN, Association.current(), actor=actor, changes=changes)
    return len(drafts)


def check_brought(rows: Sequence[BroughtForward], on: date) -> None:
    """Raises InvalidInput on `rows` or `on` when these balances could not be brought forward; writes nothing.

    On `on`: the day is to come. On `rows`: there is none, a member stands there twice, or a member's balance was
    brought forward already and not taken back since.
    """
    if on > timezone.localdate():
        raise InvalidInput(_("This day is still to come."), field="on")
    if not rows:
        raise InvalidInput(_("Give one member at least."), field="rows")
    pks = [row.member.pk for row in rows]
    if len(set(pks)) < len(pks):
        raise InvalidInput(_("A member stands here twice."), field="rows")
    documents = Document.objects.filter(kind=DocumentKind.OPENING, member__in=pks)
    payments = Payment.objects.filter(means=PaymentMeans.OPENING, member__in=pks, reversed_by=None)
    # A balance whose document was cancelled, or whose payment was reversed, may be brought forward anew.
    done = documents.filter(lines__is_cancelled=False).values_list("member__number", flat=True)
    numbers = {*done, *payments.filter(reverses=None).values_list("member__number", flat=True)}
    if numbers:
        words = _("Already brought forward for members %(numbers)s.")
        shown = ", ".join(str(number) for number in sorted(numbers)[:10])
        raise InvalidInput(words % {"numbers": shown}, field="rows")


@transaction.atomic
def bring_forward(rows: Sequence[BroughtForward], *, on: date, actor: User | None) -> int:
    """Bring the balances of members forward from the other tool, all or none; returns how many are not zero.

    A debt becomes a document dated `on`, money ahead a payment. Raises as `check_brought` and `issue` do.
    """
    locked = Member.objects.select_for_update(of=("self",)).order_by("pk")
    # list() runs the query and so takes the locks: two people who press at once wait for one another here.
    list(locked.filter(pk__in=[row.member.pk for row in rows]))
    check_brought(rows, on)
    for row in sorted(rows, key=lambda brought: brought.member.number):
        if row.balance > ZERO:
            issue(_opening(row.member, cents(row.balance), on), on=on, actor=actor)
        elif row.balance < ZERO:
            record_payment(
                row.member,
                amount=-cents(row.balance),
                received_on=on,
                means=PaymentMeans.OPENING,
                actor=actor,
                reference=_brought(on),
            )
    count = sum(1 for row in rows if row.balance)
    changes = {"members": (None, count), "on": (None, on)}
    audit.record(actions.BALANCES_BROUGHT, Association.current(), actor=actor, changes=changes)
    return count


def _opening(member: Member, amount: Decimal, on: date) -> Document:
    following = on + timedelta(days=1)
    document = Document.objects.create(
        kind=DocumentKind.OPENING,
        member=member,
        period_start=on,
        period_end=following,
        total=amount,
    )
    Line.objects.create(
        document=document,
        label=_brought(on),
        unit_price=amount,
        amount=amount,
        item=LineItem.OPENING,
        period_start=on,
        period_end=following,
    )
    return document


def _brought(on: date) -> str:
    with wording.documents_language():
        return wording.brought_forward(on)


def _check(old_books: History, digest: str) -> None:
    """Raise InvalidInput on `file` for a file taken in before, or with a day of coin's entries, closed or to come."""
    if Entry.objects.filter(source=EntrySource.HISTORY, basis=digest).exists():
        raise InvalidInput(_("This file was taken in already."), field="file")
    own = Entry.objects.exclude(source__in=[EntrySource.HISTORY, EntrySource.OPENING])
    first = own.aggregate(first=Min("entry_on"))["first"]
    last = writing.closed_until()
    if first and old_books.ends_on >= first:
        words = _("These entries go to %(day)s, and coin’s own begin on %(first)s.")
        days = {"day": date_format(old_books.ends_on), "first": date_format(first)}
        raise InvalidInput(words % days, field="file")
    if last and old_books.starts_on <= last:
        words = _("The accounts are closed until %(day)s already.")
        raise InvalidInput(words % {"day": date_format(last)}, field="file")
    if old_books.ends_on > timezone.localdate():
        raise InvalidInput(_("This file holds a day that is still to come."), field="file")


def _draft(old_entry: history.OldEntry, pk: int, digest: str) -> Draft:
    return Draft(
        journal=old_entry.journal,
        on=old_entry.on,
        piece=old_entry.piece,
        piece_on=old_entry.on,
        label=old_entry.label or old_entry.piece,
        source=EntrySource.HISTORY,
        source_pk=pk,
        postings=[Posting(account, amount) for account, amount in old_entry.postings],
        basis=digest,
    )


def _digest(data: bytes) -> str:
    return sha256(data)[:DIGEST]
