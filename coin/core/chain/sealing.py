"""Seals the journal after the acts: the rows that have no seal yet get one, in the order in which they were done."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeAlias

from django.db import connection, models, transaction
from django.utils import timezone

from coin.core.chain.digests import COLUMNS, START, Row, joined, read
from coin.core.models import AuditEntry, AuditSeal

BATCH = 1000
# The longest time between the writing of a row and the end of its transaction. A row that claims to be older came from
# elsewhere.
LATE = timedelta(hours=1)
Rows: TypeAlias = "models.QuerySet[AuditEntry]"
LOCK = (
    0x636F696E  # "coin": the number of an advisory lock of PostgreSQL, which nothing else must take
)


def seal() -> int:
    """Seal the rows that have no seal, BATCH in each transaction; returns how many. Safe to run anywhere at any time.

    Rows that claim to be older than the end of the chain are left unsealed: `verify` names them.
    """
    done = 0
    while count := seal_newest():
        done += count
    while _late().exists():
        done += _seal_batch(_late)
    return done


def seal_newest() -> int:
    """Seal one batch of the acts since the last sealed one; returns how many. Quick, however many the last hour saw."""
    return _seal_batch(_newest) if _not_sealed(_newest()) else 0


def _newest() -> Rows:
    """The acts since the last sealed one, which comes first. This needs no look at all the seals."""
    end = end_of_chain()
    rows: Rows = AuditEntry.objects.order_by("at", "pk")
    return rows.filter(at__gte=end) if end else rows


def _late() -> Rows:
    """The acts before the last sealed one, whose transaction ended after its seal."""
    end = end_of_chain()
    rows = unsealed().order_by("at", "pk")
    return rows.filter(at__gt=end - LATE) if end else rows


def _not_sealed(rows: Rows) -> list[Row]:
    """Those of the first BATCH rows that no seal holds."""
    first = [read(values) for values in rows.values_list(*COLUMNS)[:BATCH]]
    pks = [row.pk for row in first]
    sealed = set(
        AuditSeal.objects.filter(entry_pk__in=pks).order_by().values_list("entry_pk", flat=True)
    )
    return [row for row in first if row.pk not in sealed]


def unsealed() -> Rows:
    """Every row that no seal holds."""
    seals = AuditSeal.objects.filter(entry_pk=models.OuterRef("pk"))
    return AuditEntry.objects.filter(~models.Exists(seals))


def end_of_chain() -> datetime | None:
    """When the last sealed act was done; None before the first seal. Never later than now: clocks are set back."""
    last = AuditSeal.objects.order_by("-pk").first()
    if last is None:
        return None
    row: AuditEntry | None = AuditEntry.objects.only("at").filter(pk=last.entry_pk).first()
    at: datetime = row.at if row else last.sealed_at
    return min(at, timezone.now())


@transaction.atomic
def _seal_batch(which: Callable[[], Rows]) -> int:
    _one_at_a_time()
    # Read behind the lock: another process may have sealed these rows meanwhile.
    last = AuditSeal.objects.order_by("-pk").first()
    before, now, end = last.digest if last else START, timezone.now(), end_of_chain()
    seals = []
    for row in _not_sealed(which()):
        if end and row.at <= end - LATE:  # slipped in: `verify` names it
            continue
        before = joined(before, row.facts, row.words)
        seals.append(
            AuditSeal(
                entry_pk=row.pk,
                facts_digest=row.facts,
                words_digest=row.words,
                digest=before,
                sealed_at=now,
            )
        )
    AuditSeal.objects.bulk_create(seals)
    return len(seals)


def _one_at_a_time() -> None:
    """Hold other sealers back until the end of the transaction. On SQLite a writing transaction is alone already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
