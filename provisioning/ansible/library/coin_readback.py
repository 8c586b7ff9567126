#!/usr/bin/python
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tell what the files of a server really hold, for the application to compare."""

from __future__ import annotations

import re
from pathlib import Path

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = r"""
module: coin_readback
short_description: Read the clients that a server's files hold
description:
  - Parses the files as the daemons do, and never looks at the wanted state.
  - Passwords are not returned.
options:
  ccd: {description: Folder of OpenVPN's files per client., type: str, default: ""}
  wireguard: {description: File of WireGuard peers., type: str, default: ""}
  users: {description: Users file of FreeRADIUS., type: str, default: ""}
author: [coin]
"""

RETURN = r"""
peers:
  description: VPN clients, each with service, login, public_key, ipv4, ipv6 (null when absent).
  type: list
  returned: when ccd or wireguard is given
conflicts:
  description: Logins whose OpenVPN and WireGuard addresses differ.
  type: list
  returned: when ccd or wireguard is given
users:
  description: RADIUS users, each with service, login, state, ipv4, ipv6 (null when absent).
  type: list
  returned: when users is given
"""

Client = dict[str, object]

SERVICE = re.compile(r"\bservice (\d+)")
PEER_COMMENT = re.compile(r"^# (?P<login>[^,\s]+), service \d+")
# login, then the first check item; indented lines are the reply.
USER = re.compile(r"^(?P<login>[^\s#$]+)\s+(?P<check>\S+)")
REPLY = re.compile(r"^\s+(?P<name>[A-Za-z0-9-]+)\s*:?=\s*(?P<value>[^,\s]+)")


def read(path: Path) -> str:
    """The text of a file, empty when there is none."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""


def service_in(text: str) -> int | None:
    """The service that a comment of coin's names, None when it names none."""
    match = SERVICE.search(text)
    return int(match[1]) if match else None


def openvpn_client(login: str, text: str) -> Client:
    """The client that one file of OpenVPN describes: `text` is what it holds, and its name is the login."""
    words = {line.split()[0]: line.split()[1:] for line in text.splitlines() if line.split()}
    ipv4 = words.get("ifconfig-push", [None])[0]
    ipv6 = words.get("iroute-ipv6", [None])[0]
    comments = "".join(line for line in text.splitlines() if line.startswith("#"))
    return {
        "service": service_in(comments),
        "login": login,
        "public_key": None,
        "ipv4": ipv4,
        "ipv6": ipv6,
    }


def openvpn_clients(folder: Path) -> list[Client]:
    """The client of every file of the folder, by name, whoever wrote it: OpenVPN would let that client in.

    Hidden files are left out; without the folder there are none.
    """
    if not folder.is_dir():
        return []
    files = (path for path in folder.iterdir() if path.is_file() and path.name[0] != ".")
    return [openvpn_client(path.name, read(path)) for path in sorted(files)]


def wireguard_peers(text: str) -> list[Client]:
    """The client of every [Peer] block of WireGuard's file, which the comment before the block names."""
    peers: list[Client] = []
    comment = ""
    for line in text.splitlines():
        key, _, value = (part.strip() for part in line.partition("="))
        if line.startswith("#"):
            comment = line
        elif line.strip() == "[Peer]":
            peers.append(new_peer(comment))
            comment = ""
        elif key == "PublicKey" and peers:
            peers[-1]["public_key"] = value
        elif key == "AllowedIPs" and peers:
            peers[-1].update(addresses(value))
    return peers


def new_peer(comment: str) -> Client:
    """A peer of which only the comment has been read yet."""
    named = PEER_COMMENT.match(comment)
    login = named["login"] if named else None
    return {
        "service": service_in(comment),
        "login": login,
        "public_key": None,
        "ipv4": None,
        "ipv6": None,
    }


def addresses(allowed: str) -> Client:
    """The value of AllowedIPs as one address (`ipv4`, without /32) and one prefix (`ipv6`), each only when given."""
    result: Client = {}
    for place in (part.strip() for part in allowed.split(",")):
        if ":" in place:
            result["ipv6"] = place
        else:
            result["ipv4"] = place.removesuffix("/32")
    return result


def merged(files: list[Client], peers: list[Client]) -> tuple[list[Client], list[str]]:
    """One entry for each client of either program, and the logins whose addresses differ between the two.

    `files` are OpenVPN's clients, `peers` WireGuard's, which bring the public keys. Entries are sorted by login; a peer
    without one goes by its key.
    """
    by_login = {str(client["login"]): client for client in files}
    conflicts = []
    for peer in peers:
        login = str(peer["login"] or peer["public_key"])
        client = by_login.setdefault(login, dict(peer))
        if (client["ipv4"], client["ipv6"]) != (peer["ipv4"], peer["ipv6"]):
            conflicts.append(login)
        client["public_key"] = peer["public_key"]
    return [by_login[login] for login in sorted(by_login)], conflicts


def radius_users(text: str) -> list[Client]:
    """The user of every entry of a users file of FreeRADIUS, in its order, without passwords."""
    users: list[Client] = []
    comment = ""
    for line in text.splitlines():
        entry, reply = USER.match(line), REPLY.match(line)
        if line.startswith("#"):
            comment = line
        elif entry:
            users.append(new_user(entry, comment))
            comment = ""
        elif reply and users:
            add_reply(users[-1], reply["name"], reply["value"])
    return users


def new_user(entry: re.Match[str], comment: str) -> Client:
    """A user of which only the first line has been read yet; the reply attributes follow."""
    # coin writes `Auth-Type := Reject` for a suspended user, a password for any other.
    state = "suspended" if entry["check"] == "Auth-Type" else "active"
    return {
        "service": service_in(comment),
        "login": entry["login"],
        "state": state,
        "ipv4": None,
        "ipv6": None,
    }


def add_reply(user: Client, name: str, value: str) -> None:
    """Keep the attribute of a reply when it is an address."""
    if name == "Framed-IP-Address":
        user["ipv4"] = value
    elif name in {"Delegated-IPv6-Prefix", "Framed-IPv6-Prefix"}:
        user["ipv6"] = value


def readback(ccd: str, wireguard: str, users: str) -> dict[str, object]:
    """The lists that the task asked for, read from the files: `peers` and `conflicts`, and `users`.

    `ccd` is OpenVPN's folder, `wireguard` and `users` are paths of files; an empty path asks for nothing.
    """
    result: dict[str, object] = {}
    if ccd or wireguard:
        files = openvpn_clients(Path(ccd)) if ccd else []
        peers = wireguard_peers(read(Path(wireguard))) if wireguard else []
        result["peers"], result["conflicts"] = merged(files, peers)
    if users:
        result["users"] = radius_users(read(Path(users)))
    return result


def main() -> None:
    names = ("ccd", "wireguard", "users")
    arguments = {name: {"type": "str", "default": ""} for name in names}
    module = AnsibleModule(arguments, supports_check_mode=True)
    try:
        result = readback(**{name: module.params[name] for name in names})
    except OSError as error:
        module.fail_json(msg=f"cannot read {error.filename}: {error.strerror}")
    module.exit_json(changed=False, **result)


if __name__ == "__main__":
    main()
