"""Ten refused sign-ins in a quarter of an hour, for a login or from an address, and one waits.

Not journaled: a guess is not an act of anybody's, and the rows are gone after the quarter.
"""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from coin.members.models import SignInFailure

LIMIT = 10
WINDOW = timedelta(minutes=15)


def wait_until(login: str, address: str) -> datetime | None:
    """Until when a sign-in with this login or from this address is refused unseen; None when it may go."""
    since = timezone.now() - WINDOW
    recent = SignInFailure.objects.filter(at__gt=since).order_by("-at")
    waits = [
        times[LIMIT - 1] + WINDOW
        for key in (Q(login_key=_login_key(login)), Q(address_key=_address_key(address)))
        if len(times := list(recent.filter(key).values_list("at", flat=True)[:LIMIT])) == LIMIT
    ]
    return max(waits, default=None)


def record_failure(login: str, address: str) -> None:
    """Remember that a sign-in was refused."""
    SignInFailure.objects.create(
        login_key=_login_key(login), address_key=_address_key(address), at=timezone.now()
    )


def purge() -> int:
    """Forget what no longer counts; returns how many rows went."""
    return SignInFailure.objects.filter(at__lte=timezone.now() - WINDOW).delete()[0]


def _login_key(login: str) -> str:
    return salted_hmac("coin.members.attempts.login", login.strip().lower()).hexdigest()


def _address_key(address: str) -> str:
    return salted_hmac("coin.members.attempts.address", _neighbourhood(address)).hexdigest()


def _neighbourhood(address: str) -> str:
    """One IPv4 address, or the /64 of an IPv6 address: whoever has one of it has them all."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)
