"""Arithmetic of prefixes and slots: no database."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from netaddr import AddrFormatError, IPNetwork

from coin.core.errors import InvalidInput
from coin.network.models import BITS, Pool

MOST_SLOT_BITS = 62  # a slot's number stays inside a signed 64-bit column
MOST_RESERVED = 2**31 - 1  # the largest value of a PositiveIntegerField on PostgreSQL


class Reserved(NamedTuple):
    """How many slots are never given, at the start (`low`) and at the end (`high`) of a pool."""

    low: int
    high: int


def parse_prefix(text: str) -> IPNetwork:
    """A prefix written exactly (`203.0.113.0/24`).

    Raises InvalidInput(field="prefix") for a text that is no prefix, lacks the length, or does not begin with the
    prefix's first address.
    """
    try:
        network = IPNetwork(text.strip())
    except (AddrFormatError, ValueError) as error:
        raise InvalidInput(
            _("“%(prefix)s” is not a prefix. Write it like 203.0.113.0/24 or 2001:db8::/40.")
            % {"prefix": text},
            field="prefix",
        ) from error
    if network.ip != network.network or "/" not in text:
        raise InvalidInput(
            _("“%(prefix)s” is not the start of a prefix: did you mean %(exact)s?")
            % {"prefix": text, "exact": network.cidr},
            field="prefix",
        )
    return network


def check_slot_length(network: IPNetwork, slot_length: int) -> None:
    """Raise InvalidInput(field="slot_length") when the prefix cannot be cut into slots of this length."""
    longest = min(BITS[network.version], network.prefixlen + MOST_SLOT_BITS)
    if not network.prefixlen <= slot_length <= longest:
        raise InvalidInput(
            _("Slots of %(prefix)s have a length from %(shortest)s to %(longest)s.")
            % {"prefix": network, "shortest": network.prefixlen, "longest": longest},
            field="slot_length",
        )


def usually_reserved(network: IPNetwork, slot_length: int) -> Reserved:
    """What a pool of single addresses reserves by default: network and gateway, in IPv4 the broadcast too.

    Nothing in a pool of prefixes, or of fewer than 4 addresses.
    """
    single = slot_length == BITS[network.version]
    if not single or network.size < 4:
        return Reserved(0, 0)
    return Reserved(2, 1 if network.version == 4 else 0)


def check_reserved(reserved: Reserved, size: int) -> None:
    """Raise InvalidInput on a count out of bounds, or on `reserved_low` when none of `size` slots would be left."""
    for field, count in zip(("reserved_low", "reserved_high"), reserved, strict=True):
        if not 0 <= count <= MOST_RESERVED:
            raise InvalidInput(_("Keep between 0 and 2,147,483,647 slots."), field=field)
    if sum(reserved) >= size:
        raise InvalidInput(
            _("The pool has %(size)s slots: keeping %(kept)s leaves none to give.")
            % {"size": size, "kept": sum(reserved)},
            field="reserved_low",
        )


def parse_address(text: str) -> IPNetwork:
    """The address (as a prefix of one address) or the prefix that people type: 203.0.113.7/24 means 203.0.113.0/24.

    Raises InvalidInput(field="address") for anything else.
    """
    try:
        # `cidr` drops the host bits: 203.0.113.7/24 means the whole of 203.0.113.0/24.
        return IPNetwork(text.strip()).cidr
    except (AddrFormatError, ValueError) as error:
        raise InvalidInput(
            _("“%(address)s” is not an address. Write it like 203.0.113.7 or 2001:db8:0:700::/56.")
            % {"address": text},
            field="address",
        ) from error


def chosen_slot(pool: Pool, text: str) -> int:
    """The number of the slot that a person names by its (first) address or its prefix.

    Raises InvalidInput(field="address") when it is no slot of the pool, or a reserved one.
    """
    wanted = parse_address(text)
    if wanted not in pool.network:
        raise InvalidInput(
            _("%(address)s is not in %(prefix)s.") % {"address": text, "prefix": pool.prefix},
            field="address",
        )
    slot = pool.slot_of(wanted.network)
    if wanted.network != pool.slot_network(slot).network or wanted.prefixlen < pool.slot_length:
        raise InvalidInput(
            _("%(address)s is not a slot of this pool: did you mean %(exact)s?")
            % {"address": text, "exact": pool.slot_label(slot)},
            field="address",
        )
    if not pool.reserved_low <= slot < pool.size - pool.reserved_high:
        raise InvalidInput(
            _("%(address)s is kept for the network itself and is never given.") % {"address": text},
            field="address",
        )
    return slot
