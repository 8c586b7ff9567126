"""A member pays documents, pays in advance, or gives a card or an account to keep: a row, then Stripe's page for it."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.billing import actions
from coin.billing.balance import online_holds
from coin.billing.balance.locks import lock_member
from coin.billing.enums import OPEN_ONLINE, OnlineKind, OnlineState, StoredMeansKind
from coin.billing.models import Document, OnlinePayment, StoredMeans
from coin.billing.online import taking
from coin.billing.online.announcing import withdraw_charge
from coin.billing.online.stripe import gateway
from coin.core import audit
from coin.core.errors import DomainError, InvalidInput
from coin.core.money import ZERO, cents, euros, total
from coin.core.transitions import move
from coin.members.models import Member, User

LEAST, MOST = Decimal("0.50"), Decimal("5000.00")  # euros; Stripe takes nothing less
JUST_NOW = timedelta(minutes=2)  # longer than Stripe is ever waited for
Lines = list[tuple[str, Decimal]]


def pay_documents(
    member: Member, *, documents: Sequence[int], actor: User | None
) -> tuple[OnlinePayment, str]:
    """Begin to pay what is left of these documents; returns the attempt, saved, and the address of Stripe's page.

    No money moves before the member pays there. `documents` are keys. What the member had begun for one of them is
    given up first. Raises InvalidInput on `documents` when one has nothing left to pay or is being collected already,
    or when they come to less than 50 cents; DomainError when money for one is on its way, or when Stripe refuses or
    does not answer.
    """
    for earlier_attempt in _begun(member, documents):
        _make_way(earlier_attempt, actor)
    attempt, lines = _claim(member, documents, actor)
    return attempt, _open(attempt, lines)


def top_up(member: Member, *, amount: Decimal, actor: User | None) -> tuple[OnlinePayment, str]:
    """Begin to pay `amount` euros in advance; returns the attempt, saved, and the address of Stripe's page.

    Raises InvalidInput on `amount` under 0.50 or over 5,000 euros, DomainError when Stripe refuses or does not answer.
    """
    if not LEAST <= cents(amount) <= MOST:
        words = _("From %(least)s to %(most)s.")
        limits = {"least": euros(LEAST), "most": euros(MOST)}
        raise InvalidInput(words % limits, field="amount")
    attempt = _create(member, OnlineKind.TOP_UP, cents(amount), actor)
    return attempt, _open(attempt, [(_("Money in advance"), attempt.amount)])


def store_means(member: Member, *, kind: str, actor: User | None) -> tuple[OnlinePayment, str]:
    """Begin to give a card or an account to keep; returns the attempt, saved, and the address of Stripe's page.

    `kind` is a StoredMeansKind. Raises InvalidInput on `kind`, DomainError when Stripe refuses or does not answer.
    """
    if kind not in StoredMeansKind.values:
        raise InvalidInput(_("Choose a card or a bank account."), field="kind")
    attempt = _create(member, OnlineKind.SETUP, ZERO, actor)
    return attempt, _open(attempt, [], kind)


def page_of(attempt: OnlinePayment) -> str:
    """The address of Stripe's page, while the attempt is open, as Stripe tells it now.

    Raises DomainError when the page is over, or when Stripe refuses or does not answer.
    """
    if attempt.state == OnlineState.OPEN and attempt.session_id:
        session = gateway.read_session(attempt.session_id)
        if session.url:
            return session.url
    raise DomainError(_("This payment is over: begin another one."))


def give_up(attempt: OnlinePayment, *, actor: User | None) -> OnlinePayment:
    """Give up an attempt, and return it as it is then: an attempt that was paid meanwhile is recorded as paid.

    Stripe's page is closed; a charge that was announced is withdrawn. Raises DomainError when the attempt may still
    take money, or when Stripe does not answer.
    """
    _make_way(attempt, actor)
    attempt.refresh_from_db()
    return attempt


def _begun(member: Member, documents: Sequence[int]) -> list[OnlinePayment]:
    """The attempts of a member, open or on their way, for any of these documents (by key), the oldest first."""
    rows = OnlinePayment.objects.filter(
        member=member, documents__in=list(documents), state__in=OPEN_ONLINE
    )
    return list(rows.distinct().order_by("pk"))


def _make_way(attempt: OnlinePayment, actor: User | None) -> None:
    """Close an attempt, so that its documents may be paid otherwise. Raises DomainError while it may take money."""
    if attempt.state == OnlineState.PROCESSING:
        raise DomainError(_("A payment of it is on its way: it is not asked for twice."))
    if attempt.kind == OnlineKind.CHARGE:
        withdraw_charge(attempt, actor=actor, reason=_("paid otherwise"))
    elif attempt.session_id:
        _close_page(attempt)
    # Without a page in the row: another process may be asking Stripe for it at this moment.
    elif timezone.now() - attempt.created_at < JUST_NOW:
        raise DomainError(_("A payment of it has just begun. Try again in a few minutes."))
    else:
        taking.close(attempt, OnlineState.EXPIRED)


def _close_page(attempt: OnlinePayment) -> None:
    """Close the page of an attempt, and record how the attempt ended. Raises DomainError while it may take money."""
    # A page that is over already refuses: it is then read below how it ended.
    with suppress(gateway.StripeRefused):
        gateway.expire_session(attempt.session_id)
    if taking.refresh(attempt).state in OPEN_ONLINE:
        raise DomainError(_("A payment of it is on its way: it is not asked for twice."))


@transaction.atomic
def _claim(
    member: Member, documents: Sequence[int], actor: User | None
) -> tuple[OnlinePayment, Lines]:
    """Write the attempt, which keeps these documents from being collected another way.

    Returns it, saved, and what is paid as (words, euros). The member is locked first: of two collections that begin at
    once, the second sees the first. Raises InvalidInput on `documents` as `pay_documents` does.
    """
    lock_member(member.pk)
    chosen = list(online_holds.unpaid(member).filter(pk__in=list(documents)))
    if not chosen or len(chosen) != len(set(documents)):
        raise InvalidInput(_("Choose what you pay among what is left to pay."), field="documents")
    pks = [document.pk for document in chosen]
    if Document.objects.filter(online_holds.held(), pk__in=pks).exists():
        words = _("One of them is being collected already: there is nothing to do.")
        raise InvalidInput(words, field="documents")
    lines = [
        (f"{document.get_kind_display()} {document.number}", cents(document.rest))
        for document in chosen
    ]
    amount = total(part for _words, part in lines)
    if amount < LEAST:
        words = _("Less than %(least)s cannot be paid by card.") % {"least": euros(LEAST)}
        raise InvalidInput(words, field="documents")
    attempt = _create(member, OnlineKind.DOCUMENTS, amount, actor)
    attempt.documents.set(chosen)
    return attempt, lines


@transaction.atomic
def _create(member: Member, kind: str, amount: Decimal, actor: User | None) -> OnlinePayment:
    attempt = OnlinePayment.objects.create(member=member, kind=kind, amount=amount)
    audit.record(
        actions.ONLINE_BEGUN,
        attempt,
        actor=actor,
        changes={"kind": (None, kind), "amount": (None, amount)},
        member_number=member.number,
    )
    return attempt


def _open(attempt: OnlinePayment, lines: Lines, kind: str = "") -> str:
    """Open Stripe's page for an attempt, and return its address.

    `lines` are (words, euros); `kind` is a StoredMeansKind, for an attempt to keep one. Raises DomainError when Stripe
    refuses or does not answer, and the attempt is then given up. The row knows the page before anybody gets the
    address: of an attempt without a page, nobody can have paid.
    """
    member, key = attempt.member, str(attempt.key)
    back = f"{settings.COIN_URL}{reverse('portal:online', args=[attempt.pk])}"
    common = {"key": key, "back_url": back, "language": member.language}
    try:
        if attempt.kind == OnlineKind.SETUP:
            customer = _customer(attempt)
            session = gateway.open_setup(kind=kind, customer_id=customer, **common)
        else:
            session = gateway.open_payment(lines=lines, email=member.email, **common)
    except DomainError as error:
        taking.close(attempt, OnlineState.EXPIRED, str(error))
        raise
    # From open to open: an attempt that was given up meanwhile refuses, and its page is shown to nobody.
    move(
        attempt,
        to=OnlineState.OPEN,
        allowed=[OnlineState.OPEN],
        session_id=session.id,
        intent_id=session.intent_id,
    )
    return session.url


def _customer(attempt: OnlinePayment) -> str:
    """The identifier of Stripe's customer for the member: that of the card or account in use, or else a new one."""
    member = attempt.member
    in_use = StoredMeans.objects.filter(member=member, is_on=True).exclude(customer_id="").first()
    if in_use is not None:
        return in_use.customer_id
    return gateway.create_customer(
        key=str(attempt.key), name=member.name, email=member.email, number=member.number
    )
