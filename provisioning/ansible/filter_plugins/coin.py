# SPDX-License-Identifier: AGPL-3.0-or-later
"""Filters that coin's templates and playbooks need and Ansible does not have."""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

# A login becomes a file name, a word of a users file and a comment.
LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]*")
# In a users file this word stands for everybody.
RESERVED = {"DEFAULT"}
# 32 bytes in base64: the last character before the = carries four bits, so only sixteen characters may stand there.
WIREGUARD_KEY = re.compile(r"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
STATES = {"active", "suspended"}


def netmask(network: str) -> str:
    """The netmask of an IPv4 network: 10.8.0.0/16 -> 255.255.0.0"""
    return str(ipaddress.IPv4Network(network).netmask)


def first_address(prefix: str) -> str:
    """The address after the prefix's own, of either family: 2001:db8:1:2100::/56 -> 2001:db8:1:2100::1"""
    return str(ipaddress.ip_network(prefix)[1])


def radius_quote(value: str) -> str:
    """`value` as a string of a users file, in single quotes, between which FreeRADIUS expands nothing."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def radius_prefix_attribute(prefix: str) -> str:
    """The RADIUS attribute that gives an IPv6 prefix to a line.

    A /64 (or longer) is the line's own network, `Framed-IPv6-Prefix`; a shorter prefix is delegated behind it,
    `Delegated-IPv6-Prefix`.
    """
    own = ipaddress.IPv6Network(prefix).prefixlen >= 64
    return "Framed-IPv6-Prefix" if own else "Delegated-IPv6-Prefix"


def vpn_faults(clients: Iterable[Mapping[str, object]]) -> list[str]:
    """Why these VPN clients must not be written to the server, a sentence each; empty when they may.

    The faults are those of `common_faults`, and public keys that are none or are given to several clients.
    """
    known = list(clients)
    faults = common_faults(known)
    keys = {str(client["login"]): client.get("public_key") for client in known}
    wrong = [login for login, key in keys.items() if key and not WIREGUARD_KEY.fullmatch(str(key))]
    faults += [f"{login!r}: its public key is not a WireGuard key" for login in wrong]
    shared = repeated(key for key in keys.values() if key)
    return faults + [f"the public key {key} is given to several clients" for key in shared]


def radius_faults(users: Iterable[Mapping[str, object]]) -> list[str]:
    """Why these users must not be written to the server, a sentence each, without the passwords; empty when they may.

    The faults are those of `common_faults`, unknown states, and active users whose password is `unusable`.
    """
    known = list(users)
    faults = common_faults(known)
    for user in known:
        login, state = user["login"], user.get("state", "active")
        if state not in STATES:
            faults.append(f"{login!r}: its state is {state!r}, not active or suspended")
        elif state == "active" and unusable(user.get("password")):
            faults.append(f"{login!r}: its password is empty or holds a control character")
    return faults


def common_faults(clients: list[Mapping[str, object]]) -> list[str]:
    """Faults of VPN clients and RADIUS users alike: odd logins, logins given twice, addresses that are none."""
    logins = [str(client["login"]) for client in clients]
    odd = [name for name in logins if not LOGIN.fullmatch(name) or name in RESERVED]
    return [
        *[f"{name!r} is not a login" for name in odd],
        *[f"the login {name!r} is given twice" for name in repeated(logins)],
        *[fault for client in clients for fault in address_faults(client)],
    ]


def address_faults(client: Mapping[str, object]) -> list[str]:
    """The part of `common_faults` about one client's addresses: a sentence for each of `ipv4` and `ipv6_prefix` that
    is not an IPv4 address or an IPv6 prefix.

    An empty or missing field is no fault.
    """
    faults = []
    checks = (("ipv4", ipaddress.IPv4Address), ("ipv6_prefix", ipaddress.IPv6Network))
    for name, kind in checks:
        value = client.get(name)
        try:
            if value:
                kind(str(value))
        except ValueError:
            faults.append(f"{client['login']!r}: {value!r} is not an {name}")
    return faults


def repeated(values: Iterable[object]) -> list[object]:
    """The values that occur more than once."""
    return [value for value, count in Counter(values).items() if count > 1]


def unusable(password: object) -> bool:
    """Whether a users file of FreeRADIUS cannot hold this password: it is empty or holds a control character."""
    return not password or bool(CONTROL.search(str(password)))


class FilterModule:
    """The class in which Ansible looks for the filters."""

    def filters(self) -> dict[str, Callable[..., object]]:
        return {
            "coin_netmask": netmask,
            "coin_first_address": first_address,
            "coin_radius_quote": radius_quote,
            "coin_radius_prefix_attribute": radius_prefix_attribute,
            "coin_vpn_faults": vpn_faults,
            "coin_radius_faults": radius_faults,
        }
