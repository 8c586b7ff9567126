"""Converging the LDAP directory of 10,000 people, without any change and with a hundred changes.

Value: a whole run of coin, from queued to recorded. Floor: one paged search of the same entries, and the same
modifications sent by python-ldap.
"""

import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import BenchError, Result, compare, on_database

PEOPLE = 10_000
CHANGES = 100
GOAL = 2


def run() -> Iterator[Result]:
    yield from on_database("sqlite", measure)


def measure(kind: str) -> Iterator[Result]:
    from provisioning.lab.process import LabError
    from provisioning.lab.slapd import Slapd

    with TemporaryDirectory(prefix="coin-bench-ldap-") as folder:
        try:
            with Slapd(Path(folder)) as slapd:
                yield from _measure(slapd)
        except LabError as error:
            raise BenchError(str(error)) from error


def _measure(slapd: Any) -> Iterator[Result]:
    from django.conf import settings

    settings.COIN_LDAP = {
        "url": slapd.url,
        "base": slapd.suffix,
        "bind_dn": slapd.admin_dn,
        "password": slapd.password,
        "timeout": 60,
    }
    _people()
    deployment = _deployment()
    _converge(deployment, None)
    connection = _connection()
    yield compare(
        f"ldap, {PEOPLE} people, no change",
        lambda: _converge(deployment, 0),
        lambda: _search(connection),
        goal=GOAL,
        rounds=9,
        warm_up=1,
    )
    change = _Change(connection)
    yield compare(
        f"ldap, {PEOPLE} people, {CHANGES} changes",
        lambda: _converge(deployment, CHANGES),
        change.bare,
        goal=GOAL,
        rounds=9,
        warm_up=1,
        before=change.undo,
    )


def _people() -> None:
    """Members in good standing, each with an account; written in bulk."""
    from coin.members.models import DuesPeriod, DuesPlan, Member, Representative, User

    day = date(2020, 1, 1)
    users = User.objects.bulk_create(
        User(login=f"person{n}", email=f"person{n}@example.org", name=f"Camille Martin{n}")
        for n in range(PEOPLE)
    )
    members = Member.objects.bulk_create(
        Member(number=n + 1, first_name="Camille", last_name=f"Martin{n}", joined_on=day)
        for n in range(PEOPLE)
    )
    Representative.objects.bulk_create(
        Representative(member=member, user=user, starts_on=day)
        for member, user in zip(members, users, strict=True)
    )
    plan = DuesPlan.objects.create(name="Standard", minimum=1, advised=15)
    DuesPeriod.objects.bulk_create(
        DuesPeriod(
            member=member,
            plan=plan,
            starts_on=day,
            ends_on=date(2999, 1, 1),
            amount=15,
            paid_on=day,
        )
        for member in members
    )


def _deployment() -> Any:
    from provisioning.enums import Engine
    from provisioning.models import Deployment

    return Deployment.objects.create(slug="ldap", name="LDAP", engine=Engine.LDAP)


def _converge(deployment: Any, changes: int | None) -> None:
    """A whole run, from queued to recorded."""
    from provisioning.engine.execution import execute_run
    from provisioning.engine.queueing import queue

    logging.disable()
    run = execute_run(queue(deployment).pk)
    if run.error or changes not in (None, run.counts["changed"]):
        raise BenchError(f"the run should make {changes} changes: {run.counts} {run.error}")


def _connection() -> Any:
    from provisioning.directory.client import connect

    return connect()


def _search(connection: Any) -> int:
    """Read the same entries and attributes by pages; returns how many entries there are."""
    from django.conf import settings

    from provisioning.directory.client import paged_search
    from provisioning.directory.entries import OUR_ENTRIES, OWNED

    pages = paged_search(connection, settings.COIN_LDAP["base"], OUR_ENTRIES, OWNED)
    return sum(len(page) for page in pages)


class _Change:
    """A hundred people whose name in the directory is wrong, and the bare way to put it right."""

    def __init__(self, connection: Any) -> None:
        from django.conf import settings

        self.connection = connection
        base = settings.COIN_LDAP["base"]
        self.names = [f"uid=person{n},ou=people,{base}" for n in range(CHANGES)]

    def undo(self) -> None:
        """Make the hundred names wrong again."""
        self._replace(b"Somebody else")

    def bare(self) -> None:
        """One paged search, then the modifications, all sent by python-ldap before the first answer is awaited."""
        _search(self.connection)
        self._replace(b"Camille Martin")

    def _replace(self, name: bytes) -> None:
        import ldap

        sent = [
            self.connection.modify_ext(dn, [(ldap.MOD_REPLACE, "cn", [name])]) for dn in self.names
        ]
        for number in sent:
            self.connection.result3(number)
