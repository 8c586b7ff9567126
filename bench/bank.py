"""10,000 lines of a bank statement against 10,000 members: read, compared with the lines known already, matched.

Value: `bank.prepare`, from the bytes of a CSV file to the member that each line may come from. Floor: the same bytes
read by csv.reader alone, and the members' names read by one query. The goal is a time, 20 s on two cores, shown as a
multiple of the floor.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

from bench import DATABASES, Result, compare, on_database
from bench.lists import MEMBERS, make_documents, make_members

SECONDS = 20.0
LINES = 10_000


def run() -> Iterator[Result]:
    for kind in DATABASES:
        yield from on_database(kind, measure)


def measure(kind: str) -> Iterator[Result]:
    """One figure: reading and matching a whole year of a large association at once."""
    from coin.billing.bank import services as bank
    from coin.core.models import Association

    Association.current()
    make_documents(make_members())
    account = bank.create_account(name="Bench", iban="", actor=None)
    content = statement().encode()
    prepared = bank.prepare(content, account=account)
    if len(prepared.new) != LINES or not prepared.certain:
        raise RuntimeError(f"{len(prepared.new)} lines, {len(prepared.certain)} certain")
    result = compare(
        f"match {LINES} bank lines, {kind}",
        lambda: bank.prepare(content, account=account),
        lambda: floor(content),
        goal=0,
        rounds=3,
        warm_up=1,
        unit="s",
    )
    yield replace(result, goal=round(SECONDS / result.floor, 1))


def statement() -> str:
    """A third of the lines bear our reference, a third a member's name, a third nothing that coin knows."""
    rows = ["date;libelle;montant"]
    for rank in range(LINES):
        # 7919 is prime: the lines name all members, in a scattered order.
        number = rank * 7919 % MEMBERS + 1
        words = (f"VIR ADH{number:05d}", f"VIR PRENOM{number % 300} NOM{number}", "VIREMENT RECU")
        rows.append(f"{rank % 28 + 1:02d}/10/2026;{words[rank % 3]};{8 + rank % 50},00")
    return "\n".join(rows)


def floor(content: bytes) -> int:
    from django.db import connection

    rows = list(csv.reader(io.StringIO(content.decode()), delimiter=";"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, number, first_name, last_name FROM members_member")
        return len(rows) + len(cursor.fetchall())
