"""What coin reads of Stripe's objects, and nothing more: identifiers, states, amounts in euros, days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from coin.core.money import ZERO, cents, total

KEY = "coin"  # the metadata by which an object of Stripe names the attempt it is of
Json = Mapping[str, Any]
# While a dispute is in one of these, or lost, the money is not the association's; an inquiry (warning_…) takes nothing.
MONEY_IS_GONE = ("needs_response", "under_review", "lost")


@dataclass(frozen=True)
class Session:
    """A visit to Stripe's page. `status`: open, complete or expired."""

    id: str
    status: str
    url: str
    key: str
    intent_id: str
    setup_intent_id: str


@dataclass(frozen=True)
class Charge:
    """Money that Stripe took: how, what it kept of it, what was sent back since."""

    id: str
    method: str
    fee: Decimal
    is_fee_known: bool
    refunded: Decimal
    is_disputed: bool
    on: date


@dataclass(frozen=True)
class Intent:
    """A payment, whatever it took. `status`: processing, succeeded, canceled, or something is still to be done."""

    id: str
    status: str
    key: str
    received: Decimal
    error: str
    charge: Charge | None


@dataclass(frozen=True)
class Disputes:
    """What the member's bank took back of a charge and keeps, and what Stripe asked for it."""

    gone: Decimal
    fee: Decimal


@dataclass(frozen=True)
class Means:
    """A card or an account that Stripe keeps."""

    id: str
    customer_id: str
    mandate_id: str
    kind: str
    brand: str
    last4: str
    expires_on: date | None


@dataclass(frozen=True)
class Payout:
    """Money that Stripe sends to the bank."""

    id: str
    amount: Decimal
    arrives_on: date
    state: str


def session(found: Json) -> Session:
    key = (found.get("metadata") or {}).get(KEY) or ""
    return Session(
        id=found["id"],
        status=found["status"],
        url=found.get("url") or "",
        key=key,
        intent_id=_id(found.get("payment_intent")),
        setup_intent_id=_id(found.get("setup_intent")),
    )


def intent(found: Json) -> Intent:
    error = found.get("last_payment_error") or {}
    last = found.get("latest_charge")
    return Intent(
        id=found["id"],
        status=found["status"],
        key=(found.get("metadata") or {}).get(KEY) or "",
        received=in_euros(found.get("amount_received") or 0),
        error=str(error.get("message") or "")[:250],
        charge=charge(last) if isinstance(last, Mapping) else None,
    )


def charge(found: Json) -> Charge:
    entry = found.get("balance_transaction")
    known = isinstance(entry, Mapping) and entry.get("currency") == "eur"
    return Charge(
        id=found["id"],
        method=(found.get("payment_method_details") or {}).get("type") or "",
        fee=in_euros(entry["fee"]) if known and entry else ZERO,
        is_fee_known=known,
        refunded=in_euros(found.get("amount_refunded") or 0),
        is_disputed=bool(found.get("disputed")),
        on=_day(entry["created"] if known and entry else found["created"]),
    )


def disputes(found: list[Json]) -> Disputes:
    gone = [in_euros(one["amount"]) for one in found if one["status"] in MONEY_IS_GONE]
    entries = [entry for one in found for entry in one.get("balance_transactions") or []]
    fees = [in_euros(entry["fee"]) for entry in entries if entry.get("currency") == "eur"]
    return Disputes(total(gone), total(fees))


def means(found: Json, mandate: str) -> Means:
    kind = found["type"]
    told = found.get(kind) or {}
    is_card = kind == "card"
    return Means(
        id=found["id"],
        customer_id=_id(found.get("customer")),
        mandate_id=mandate,
        kind=kind,
        brand=str(told.get("brand") or "").replace("_", " ").title()[:60],
        last4=str(told.get("last4") or "")[:4],
        expires_on=_end_of_month(told["exp_year"], told["exp_month"]) if is_card else None,
    )


def payout(found: Json) -> Payout:
    return Payout(
        found["id"], in_euros(found["amount"]), _day(found["arrival_date"]), found["status"][:20]
    )


def in_euros(amount: int) -> Decimal:
    """Stripe counts in cents."""
    return cents(Decimal(amount) / 100)


def in_cents(amount: Decimal) -> int:
    return int(cents(amount) * 100)


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _day(seconds: int) -> date:
    """The day here, never a day to come: clocks differ."""
    return timezone.localdate(moment(seconds))


def _end_of_month(year: int, month: int) -> date:
    """The first day on which a card serves no more."""
    return date(year + month // 12, month % 12 + 1, 1)


def _id(found: Any) -> str:
    """An object, or its identifier where it was not expanded."""
    return str(found["id"] if isinstance(found, Mapping) else found or "")
