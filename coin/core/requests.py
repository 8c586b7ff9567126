"""Types of requests: with what htmx says of them, and with a user who has signed in."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    from coin.members.models import User  # core's one import from above, for the type checker alone


class CoinRequest(HttpRequest):
    """A request behind the middleware: `htmx` says whether htmx sent it."""

    htmx: HtmxDetails


class SignedInRequest(CoinRequest):
    """A request whose user is known; views behind sign-in receive it."""

    user: "User"
