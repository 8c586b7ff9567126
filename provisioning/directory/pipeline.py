"""Changes sent without waiting for each answer: a directory works on many at once."""

from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import ldap
from django.conf import settings
from ldap.ldapobject import SimpleLDAPObject

from provisioning.directory.changes import Change

# How many changes may wait for their answer at once.
WINDOW = 100
# After one of these errors the other changes would fail too.
FATAL = (
    ldap.SERVER_DOWN,
    ldap.TIMEOUT,
    ldap.INSUFFICIENT_ACCESS,
    ldap.INVALID_SYNTAX,
    ldap.UNWILLING_TO_PERFORM,
    ldap.CONFIDENTIALITY_REQUIRED,
)

Done = Callable[[Change, Exception | None], None]


def send(
    connection: SimpleLDAPObject,
    changes: Iterable[Change],
    *,
    done: Done,
    stopped: Callable[[], bool],
) -> None:
    """Apply the changes and wait for all answers; `done(change, error)` is called for each.

    An entry that is refused does not stop the others. Raises the errors of FATAL, which make the rest pointless.
    """
    waiting: deque[tuple[int, Change]] = deque()
    for change in changes:
        if stopped():
            break
        waiting.append((_send(connection, change), change))
        if len(waiting) >= WINDOW:
            _receive(connection, *waiting.popleft(), done)
    while waiting:
        _receive(connection, *waiting.popleft(), done)


def _send(connection: SimpleLDAPObject, change: Change) -> int:
    if change.kind == "added":
        number: Any = connection.add_ext(change.dn, change.operations)
    elif change.kind == "modified":
        number = connection.modify_ext(change.dn, change.operations)
    else:
        number = connection.delete_ext(change.dn)
    return int(number)


def _receive(connection: SimpleLDAPObject, number: int, change: Change, done: Done) -> None:
    try:
        connection.result3(number, timeout=settings.COIN_LDAP["timeout"])
    except FATAL:
        raise
    except ldap.LDAPError as error:
        done(change, error)
    else:
        done(change, None)
