#!/usr/bin/env python3
"""The everyday pages with 10,000 members, on both databases: list, search, record, work board, a member's own pages.

Value: the whole page through the test client, in milliseconds of this process: middleware, session, rights, queries,
template. Floor: the page's own SQL, recorded once and run again on `connection.cursor()` alone, rows fetched. The goal
is a time, 150 ms at the median on two cores, shown as a multiple of the floor. The name says how many queries the page
makes: tests check that this number is the same for one row and for many.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if __name__ == "__main__":  # started as a program, this file becomes `bench/run pages`
    run_bench = Path(__file__).resolve().with_name("run")
    os.execv(run_bench, [str(run_bench), "pages", *sys.argv[1:]])

from bench import DATABASES, Result, compare, on_database
from bench.lists import fill, page, signed_in, sql_of

if TYPE_CHECKING:
    from django.test import Client

MILLISECONDS = 150.0
ROUNDS = 21
OFFICE = {
    "member list": "/bureau/membres/",
    "member list, late": "/bureau/membres/?standing=late",
    "member list, by debt": "/bureau/membres/?sort=-balance",
    "search by name": "/bureau/membres/?q=nom77",
    "search by document": "/bureau/membres/?q=F2026-07777",
    "search by address": "/bureau/membres/?q=203.0.113.7",
    "member's record": "/bureau/membres/7777/",
    "work board": "/bureau/",
}
PORTAL = {"portal, home": "/espace/", "portal, my data": "/espace/moi/"}


def run() -> Iterator[Result]:
    for kind in DATABASES:
        yield from on_database(kind, measure)


def measure(kind: str) -> Iterator[Result]:
    """One figure for each page."""
    fill()
    client = signed_in()
    for name, url in OFFICE.items():
        yield figure(client, f"{name}, {kind}", url)
    client = member_signed_in()
    for name, url in PORTAL.items():
        yield figure(client, f"{name}, {kind}", url)


def figure(client: "Client", name: str, url: str) -> Result:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    page(client, url)  # the first visit fills caches and the session
    with CaptureQueriesContext(connection) as captured:
        page(client, url)
    result = compare(
        f"{name}, {len(captured)} queries",
        lambda: page(client, url),
        sql_of(client, url),
        goal=0,
        rounds=ROUNDS,
        warm_up=4,
    )
    return replace(result, goal=round(MILLISECONDS / result.floor, 1))


def member_signed_in() -> "Client":
    """The test client of the member n° 7777."""
    from datetime import date

    from django.test import Client

    from coin.members.models import Member, Representative, User

    user = User.objects.create(login="member", email="member@example.org", name="Member")
    member = Member.objects.get(number=7777)
    Representative.objects.create(member=member, user=user, starts_on=date(2024, 1, 1))
    client = Client()
    client.force_login(user)
    return client
