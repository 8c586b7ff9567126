"""Requests typed: signed in, and by htmx or not."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    from coin.members.models import User  # the one look upwards, for the type checker alone


class CoinRequest(HttpRequest):
    """What the middleware makes of a request."""

    htmx: HtmxDetails


class SignedInRequest(CoinRequest):
    """A request whose user is known; views behind sign-in receive it."""

    user: "User"
