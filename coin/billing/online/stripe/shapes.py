"""What coin reads of Stripe's objects, and nothing more: identifiers, states, amounts in euros, days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from coin.core.money import ZERO, cents, total

KEY = "coin"  # the metadata in which an object of Stripe bears the key of its attempt
Json = Mapping[str, Any]
# In these states of a dispute, the association does not have the money. An inquiry (warning_…) takes nothing.
MONEY_IS_GONE = ("needs_response", "under_review", "lost")


@dataclass(frozen=True)
class Session:
    """A visit to Stripe's page. `status`: open, complete or expired; `url`: the page's address, empty once it is over.

    `key` is that of coin's attempt; `intent_id` and `setup_intent_id` name what it pays or keeps. Each may be empty.
    """

    id: str
    status: str
    url: str
    key: str
    intent_id: str
    setup_intent_id: str


@dataclass(frozen=True)
class Charge:
    """Money that Stripe took: by which method, the fee it kept (zero until known), the sum refunded since; in euros."""

    id: str
    method: str
    fee: Decimal
    is_fee_known: bool
    refunded: Decimal
    is_disputed: bool
    on: date


@dataclass(frozen=True)
class Intent:
    """A payment, with or without money. `status`: processing, succeeded, canceled, or the step still to be done.

    `key` is that of coin's attempt, or empty; `received` is in euros; `error`: why the last try failed; `charge` is
    None before any.
    """

    id: str
    status: str
    key: str
    received: Decimal
    error: str
    charge: Charge | None


@dataclass(frozen=True)
class Disputes:
    """The euros that the member's bank took back of a charge and keeps, and the fees that Stripe took for it."""

    gone: Decimal
    fee: Decimal


@dataclass(frozen=True)
class Means:
    """A card or an account that Stripe keeps. `expires_on`: the first day on which a card no longer serves, else None.

    `kind`: card or sepa_debit. `mandate_id` may be empty.
    """

    id: str
    customer_id: str
    mandate_id: str
    kind: str
    brand: str
    last4: str
    expires_on: date | None


@dataclass(frozen=True)
class Payout:
    """Money, in euros, that Stripe sends to the association's bank account. `state`: Stripe's word, such as paid."""

    id: str
    amount: Decimal
    arrives_on: date
    state: str


def session(answer: Json) -> Session:
    key = (answer.get("metadata") or {}).get(KEY) or ""
    return Session(
        id=answer["id"],
        status=answer["status"],
        url=answer.get("url") or "",
        key=key,
        intent_id=_id(answer.get("payment_intent")),
        setup_intent_id=_id(answer.get("setup_intent")),
    )


def intent(answer: Json) -> Intent:
    error = answer.get("last_payment_error") or {}
    last = answer.get("latest_charge")
    return Intent(
        id=answer["id"],
        status=answer["status"],
        key=(answer.get("metadata") or {}).get(KEY) or "",
        received=in_euros(answer.get("amount_received") or 0),
        error=str(error.get("message") or "")[:250],
        charge=charge(last) if isinstance(last, Mapping) else None,
    )


def charge(answer: Json) -> Charge:
    entry = answer.get("balance_transaction")
    # Stripe books its fee with this entry, which comes late for some payments.
    is_fee_known = isinstance(entry, Mapping) and entry.get("currency") == "eur"
    return Charge(
        id=answer["id"],
        method=(answer.get("payment_method_details") or {}).get("type") or "",
        fee=in_euros(entry["fee"]) if is_fee_known and entry else ZERO,
        is_fee_known=is_fee_known,
        refunded=in_euros(answer.get("amount_refunded") or 0),
        is_disputed=bool(answer.get("disputed")),
        on=_day(entry["created"] if is_fee_known and entry else answer["created"]),
    )


def disputes(answers: list[Json]) -> Disputes:
    gone = [
        in_euros(dispute["amount"]) for dispute in answers if dispute["status"] in MONEY_IS_GONE
    ]
    entries = [entry for dispute in answers for entry in dispute.get("balance_transactions") or []]
    fees = [in_euros(entry["fee"]) for entry in entries if entry.get("currency") == "eur"]
    return Disputes(total(gone), total(fees))


def means(answer: Json, mandate: str) -> Means:
    kind = answer["type"]
    details = answer.get(kind) or {}
    is_card = kind == "card"
    return Means(
        id=answer["id"],
        customer_id=_id(answer.get("customer")),
        mandate_id=mandate,
        kind=kind,
        brand=str(details.get("brand") or "").replace("_", " ").title()[:60],
        last4=str(details.get("last4") or "")[:4],
        expires_on=_end_of_month(details["exp_year"], details["exp_month"]) if is_card else None,
    )


def payout(answer: Json) -> Payout:
    return Payout(
        answer["id"],
        in_euros(answer["amount"]),
        _day(answer["arrival_date"]),
        answer["status"][:20],
    )


def in_euros(amount: int) -> Decimal:
    """Euros from cents, in which Stripe counts."""
    return cents(Decimal(amount) / 100)


def in_cents(amount: Decimal) -> int:
    return int(cents(amount) * 100)


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _day(seconds: int) -> date:
    """The day here of a Unix time. Clocks differ: it may be a day to come."""
    return timezone.localdate(moment(seconds))


def _end_of_month(year: int, month: int) -> date:
    """The first day on which a card no longer serves: cards expire with their month."""
    return date(year + month // 12, month % 12 + 1, 1)


def _id(answer: Any) -> str:
    """The identifier of an object, which Stripe gives whole where it was asked to, and as an identifier elsewhere."""
    return str(answer["id"] if isinstance(answer, Mapping) else answer or "")
