"""One of the two processes of a race: python -m tests.races.runner

The process reads one request a line, in JSON, and answers each by one line. The first process sets a race up, and
reads the database afterwards. An act with `held` answers `written` before it commits, then waits for a line.
"""

import base64
import json
import pickle
import sys
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from types import FrameType
from typing import Any
from unittest import mock

import django


def main() -> None:
    django.setup()
    from django.conf import settings

    # These keys switch payments on line on; no race calls Stripe.
    settings.COIN_STRIPE = {"secret_key": "sk_test", "webhook_secret": "whsec", "api": ""}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = REQUESTS[request.pop("do")](**request)
        except Exception:
            answer = {"crashed": traceback.format_exc()}
        _answer(answer)


def enter() -> object:
    """Connect; returns the number of the PostgreSQL process that serves this one, 0 on SQLite."""
    from django.db import connection

    connection.ensure_connection()
    return connection.connection.info.backend_pid if connection.vendor == "postgresql" else 0


def leave() -> object:
    """Close the connection on SQLite, where the next race replaces the file of the database."""
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.close()
    return "left"


def set_up(race: str) -> object:
    from coin.core.models import Association

    Association.current()  # makes the row now: two acts that both made it would wait for each other
    return base64.b64encode(pickle.dumps(_race(race).set_up())).decode()


def act(race: str, scene: str, side: str, held: bool, unlocked: bool) -> object:
    from django.db import transaction

    row = _race(race)
    do = row.first if side == "first" else row.second or row.first
    without: AbstractContextManager[object] = without_lock(row.lock) if unlocked else nullcontext()
    with without:
        if not held:
            return _outcome(do, _scene(scene))
        with transaction.atomic():
            outcome = _outcome(do, _scene(scene))
            _answer("written")
            sys.stdin.readline()
    return outcome


def look(race: str, scene: str) -> object:
    return _race(race).leaves(_scene(scene))


def without_lock(name: str) -> AbstractContextManager[object]:
    """Keep one function from taking its lock, by itself or by a helper; all other functions still take theirs."""
    from django.db.models import QuerySet

    from coin.network.pools import intervals

    locked: Callable[..., Any] = QuerySet.select_for_update
    pool_locked = intervals.lock

    def select_for_update(rows: "QuerySet[Any]", *args: Any, **options: Any) -> "QuerySet[Any]":
        if _taker(sys._getframe(1)) == name:
            return rows.all()
        return locked(rows, *args, **options)  # type: ignore[no-any-return]

    def lock(*args: Any) -> None:
        if _taker(sys._getframe(1)) != name:
            pool_locked(*args)

    stack = ExitStack()
    stack.enter_context(mock.patch.object(QuerySet, "select_for_update", select_for_update))
    stack.enter_context(mock.patch.object(intervals, "lock", lock))
    return stack


def _taker(frame: FrameType | None) -> str:
    """The full name of the nearest caller that is neither Django's nor a helper for locking."""
    from tests.races.table import HELPERS

    while frame is not None:
        name = f"{frame.f_globals['__name__']}.{frame.f_code.co_qualname.split('.<locals>')[0]}"
        if name not in HELPERS and not name.startswith("django."):
            return name
        frame = frame.f_back
    return ""


def _race(name: str) -> Any:
    from tests.races.table import TABLE

    return TABLE[name]


def _scene(text: str) -> Any:
    return pickle.loads(base64.b64decode(text))


def _outcome(do: Callable[[Any], object], scene: Any) -> str:
    from coin.core.errors import DomainError, InvalidInput
    from tests.races.race import DONE, REFUSED

    try:
        answer = do(scene)
    except InvalidInput as refusal:
        return refusal.field or REFUSED
    except DomainError:
        return REFUSED
    except Exception as error:  # a person would see an error page
        return type(error).__name__
    return answer if isinstance(answer, str) else DONE


def _answer(answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


REQUESTS: dict[str, Callable[..., object]] = {
    "enter": enter,
    "leave": leave,
    "set_up": set_up,
    "act": act,
    "look": look,
}

if __name__ == "__main__":
    main()
