"""What Stripe tells by itself. A message is believed only when it is signed, and only on which object it is about."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from coin.billing.online.stripe import shapes
from coin.core.errors import DomainError

LONGEST = 255  # characters, in the columns of events
# What reading a body of any other form may raise.
WRONG = (ValueError, TypeError, LookupError, AttributeError, OverflowError, OSError)


class Forged(DomainError):
    """The message is not from Stripe, or not whole, or too old."""

    status = 400


@dataclass(frozen=True)
class Told:
    """An event: what happened (`type`, in Stripe's words) to which object, and when."""

    id: str
    type: str
    object_id: str
    at: datetime


def read(body: bytes, signature: str) -> Told:
    """The event in the raw `body` of a request, whose header bears the `signature`; writes nothing.

    Raises Forged when the signature is wrong or over 300 seconds old, or the body of another form.
    """
    import stripe

    try:
        # A message signed over 300 seconds ago may be an old one sent again: it is refused.
        stripe.WebhookSignature.verify_header(
            body.decode(), signature, settings.COIN_STRIPE["webhook_secret"], 300
        )
        event = json.loads(body)
        subject = event["data"]["object"]
        return Told(
            _text(event["id"]),
            _text(event["type"]),
            _text(subject.get("id") or ""),
            shapes.moment(event["created"]),
        )
    except (stripe.SignatureVerificationError, *WRONG) as error:
        raise Forged(_("This message is not signed by the payment service.")) from error


def _text(value: object) -> str:
    """The value, if it is a text that a column can hold. Raises TypeError."""
    if not isinstance(value, str) or len(value) > LONGEST:
        raise TypeError
    return value
