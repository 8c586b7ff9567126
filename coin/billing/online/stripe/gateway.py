"""What coin asks of Stripe. Each call has a time limit, and is tried again twice with the same idempotency key.

Stripe's library takes a third of a second to load, so the first call loads it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from coin.billing.online.stripe import shapes
from coin.billing.online.stripe.shapes import KEY
from coin.core.errors import DomainError

SECONDS = 10  # for one try
TRIES_AGAIN = 2
CURRENCY = "eur"
# A payment's charge, with what Stripe kept of it.
CHARGE = "latest_charge.balance_transaction"
MEANS = {"card", "sepa_debit"}  # what may be kept for charges to come
PAGE = "https://checkout.stripe.com"  # where a browser may be sent to pay


class StripeUnreachable(DomainError):
    """Stripe did not answer. Nobody knows whether it did what was asked: it is asked again later."""

    status = 503


class StripeRefused(DomainError):
    """Stripe refused, and did nothing."""

    status = 502


class Declined(DomainError):
    """The member's bank declined the payment."""


class UnknownToStripe(DomainError):
    """Stripe knows no such object."""

    status = 404


def is_on() -> bool:
    """Whether the association takes payments through Stripe."""
    return bool(settings.COIN_STRIPE["secret_key"] and settings.COIN_STRIPE["webhook_secret"])


def open_payment(
    *,
    key: str,
    lines: Sequence[tuple[str, Decimal]],
    back_url: str,
    email: str,
    language: str,
) -> shapes.Session:
    """Have Stripe open a page on which these lines are paid. `lines`: words, and an amount in euros.

    `key` is that of the attempt, for which a second call opens no second page; the browser comes back to `back_url`.
    `email` may be empty. Raises StripeRefused or StripeUnreachable.
    """
    items = [
        {
            "quantity": 1,
            "price_data": {
                "currency": CURRENCY,
                "unit_amount": shapes.in_cents(amount),
                "product_data": {"name": words},
            },
        }
        for words, amount in lines
    ]
    # `automatic`: the fee that Stripe keeps is known when the payment succeeds, not some time later.
    intent = {"capture_method": "automatic", "metadata": {KEY: key}}
    params = {"mode": "payment", "line_items": items, "payment_intent_data": intent}
    person = {"customer_email": email} if email else {}
    return _open({**params, **person}, key, back_url, language)


def open_setup(
    *, key: str, kind: str, customer_id: str, back_url: str, language: str
) -> shapes.Session:
    """Have Stripe open a page on which a card or an account (`kind`) is given to be kept for the customer.

    `kind` is one of MEANS; `key` and `back_url` are as in `open_payment`.
    """
    params = {
        "mode": "setup",
        "customer": customer_id,
        "payment_method_types": [kind],
        "setup_intent_data": {"metadata": {KEY: key}},
    }
    return _open(params, key, back_url, language)


def create_customer(*, key: str, name: str, email: str, number: int) -> str:
    """Create the customer for whom Stripe keeps a card or an account; returns the customer's identifier."""
    params: dict[str, Any] = {"name": name, "metadata": {"member": str(number)}}
    if email:
        params["email"] = email
    with _asking() as client:
        customer = client.v1.customers.create(params, _once(f"customer:{key}"))
        return str(customer.id)


def read_session(pk: str) -> shapes.Session:
    with _asking() as client:
        return shapes.session(client.v1.checkout.sessions.retrieve(pk).to_dict())


def expire_session(pk: str) -> None:
    """Close a page: nobody can pay on it any more. Raises StripeRefused when it was paid, or is over."""
    with _asking() as client:
        client.v1.checkout.sessions.expire(pk)


def read_intent(pk: str) -> shapes.Intent:
    with _asking() as client:
        answer = client.v1.payment_intents.retrieve(pk, {"expand": [CHARGE]})
        return shapes.intent(answer.to_dict())


def intent_of_charge(pk: str) -> str:
    """The identifier of the payment to which a charge belongs; nothing when it belongs to none."""
    with _asking() as client:
        return str(client.v1.charges.retrieve(pk).payment_intent or "")


def charge_of_dispute(pk: str) -> str:
    with _asking() as client:
        return str(client.v1.disputes.retrieve(pk).charge or "")


def read_disputes(charge_id: str) -> shapes.Disputes:
    with _asking() as client:
        answer = client.v1.disputes.list({"charge": charge_id, "limit": 100}).to_dict()
        return shapes.disputes(answer["data"])


def find_charge(*, customer_id: str, key: str) -> shapes.Intent | None:
    """The payment that the attempt of this key made at Stripe; None when its request never reached Stripe."""
    with _asking() as client:
        params: Any = {"customer": customer_id, "limit": 100, "expand": [f"data.{CHARGE}"]}
        for answer in client.v1.payment_intents.list(params).auto_paging_iter():
            intent = shapes.intent(answer.to_dict())
            if intent.key == key:
                return intent
        return None


def charge(
    *, key: str, amount: Decimal, kind: str, customer_id: str, method_id: str, words: str
) -> shapes.Intent:
    """Take `amount` euros by a card or an account that Stripe keeps, while the member is away.

    `key` is that of the attempt: the same key takes them once. `kind` is one of MEANS; `customer_id` and `method_id`
    name the card or account; `words` describe the payment. Raises Declined when the bank says no, StripeRefused,
    UnknownToStripe or StripeUnreachable.
    """
    params: Any = {
        "amount": shapes.in_cents(amount),
        "currency": CURRENCY,
        "customer": customer_id,
        "payment_method": method_id,
        "payment_method_types": [kind],
        "confirm": True,
        "off_session": True,
        "capture_method": "automatic",
        "description": words,
        "metadata": {KEY: key},
        "expand": [CHARGE],
    }
    with _asking() as client:
        return shapes.intent(client.v1.payment_intents.create(params, _once(key)).to_dict())


def refund(*, key: str, intent_id: str, amount: Decimal) -> None:
    """Have Stripe send back `amount` euros of a payment. The same `key` sends them once.

    Raises Declined, StripeRefused, UnknownToStripe or StripeUnreachable.
    """
    params: Any = {"payment_intent": intent_id, "amount": shapes.in_cents(amount)}
    with _asking() as client:
        client.v1.refunds.create(params, _once(f"refund:{key}"))


def read_means(setup_intent_id: str) -> shapes.Means | None:
    """The card or account that a member gave to be kept; None while Stripe has not accepted it.

    None too for any other means of payment. `setup_intent_id` is that of the visit (Session).
    """
    with _asking() as client:
        params: Any = {"expand": ["payment_method"]}
        answer = client.v1.setup_intents.retrieve(setup_intent_id, params).to_dict()
    method = answer.get("payment_method")
    if answer["status"] != "succeeded" or not method or method["type"] not in MEANS:
        return None
    return shapes.means(method, str(answer.get("mandate") or ""))


def is_mandate_off(pk: str) -> bool:
    """Whether the bank ended the mandate of an account."""
    with _asking() as client:
        return str(client.v1.mandates.retrieve(pk).status) == "inactive"


def detach(method_id: str) -> None:
    """Have Stripe no longer keep a card or an account for its customer. Safe to ask twice."""
    with _asking() as client:
        try:
            client.v1.payment_methods.detach(method_id)
        except _stripe().InvalidRequestError as error:
            if client.v1.payment_methods.retrieve(method_id).customer:
                raise error from None  # still attached: something else was wrong


def delete_customer(customer_id: str) -> None:
    """Have Stripe forget a customer, and all that it kept for them. Safe to ask twice."""
    with _asking() as client:
        client.v1.customers.delete(customer_id)


def read_payout(pk: str) -> shapes.Payout:
    with _asking() as client:
        return shapes.payout(client.v1.payouts.retrieve(pk).to_dict())


def _open(params: Mapping[str, Any], key: str, back_url: str, language: str) -> shapes.Session:
    """Open a page. What it makes bears the attempt's key, by which an event is brought back to its row.

    `params` are those of the kind of page, in Stripe's own words.
    """
    whole: Any = {
        **params,
        "client_reference_id": key,
        "metadata": {KEY: key},
        "success_url": back_url,
        "cancel_url": back_url,
        "locale": language,
    }
    with _asking() as client:
        answer = client.v1.checkout.sessions.create(whole, _once(f"session:{key}"))
        return shapes.session(answer.to_dict())


def _once(key: str) -> Any:
    """The options of a request by which Stripe does it once for the same key, and repeats its first answer."""
    return {"idempotency_key": key}


def _stripe() -> Any:
    import stripe

    stripe.enable_telemetry = False  # Stripe is sent no measures of earlier requests
    return stripe


@lru_cache(maxsize=2)
def _client(secret_key: str, address: str) -> Any:
    stripe = _stripe()
    return stripe.StripeClient(
        secret_key,
        base_addresses={"api": address},
        http_client=stripe.RequestsClient(timeout=SECONDS),
        max_network_retries=TRIES_AGAIN,
    )


@contextmanager
def _asking() -> Iterator[Any]:
    """Stripe's client, whose errors become coin's own.

    Of an error, pages repeat only the words that Stripe wrote for the user, or else its code or its type.
    """
    if not is_on():
        raise StripeRefused(_("The association takes no payments on line."))
    stripe = _stripe()
    try:
        yield _client(settings.COIN_STRIPE["secret_key"], settings.COIN_STRIPE["api"])
    except stripe.CardError as error:
        raise Declined(str(error.user_message or error.code or "")[:250]) from error
    except stripe.InvalidRequestError as error:
        if error.code == "resource_missing":
            raise UnknownToStripe(_("Stripe knows no such payment.")) from error
        raise _refused(error) from error
    except (stripe.APIConnectionError, stripe.APIError, stripe.RateLimitError) as error:
        words = _("The payment service does not answer. Try again in a few minutes.")
        raise StripeUnreachable(words) from error
    except stripe.StripeError as error:
        raise _refused(error) from error


def _refused(error: Any) -> StripeRefused:
    words = _("The payment service refused: %(why)s")
    return StripeRefused(words % {"why": str(error.user_message or type(error).__name__)[:200]})
