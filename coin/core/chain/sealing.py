"""Closes the journal behind the acts: what is not sealed yet is, in the order in which it was done."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, models, transaction
from django.utils import timezone

from coin.core.chain.digests import COLUMNS, START, joined, read
from coin.core.models import AuditEntry, AuditSeal

BATCH = 1000
# How long after a row was written its transaction may end. A row that claims to be older came from elsewhere.
LATE = timedelta(hours=1)
LOCK = 0x636F696E  # an advisory lock of PostgreSQL: any number that nobody else takes


def seal() -> int:
    """Seal what is not yet, BATCH rows in each transaction; returns how many rows. Safe to run anywhere at any time.

    Rows that claim to be older than the end of the chain are left as they are: `verify` tells of them.
    """
    done = 0
    while _waiting().exists():
        done += _seal_batch(_waiting)
    return done


def seal_newest() -> int:
    """Seal one batch of what came after the last sealed row: quick, however many acts the last hour saw."""
    return _seal_batch(_newest) if _newest().exists() else 0


def _waiting() -> "models.QuerySet[AuditEntry]":
    """The rows to seal, in the order in which they were done."""
    end = end_of_chain()
    rows = unsealed()
    return (rows.filter(at__gt=end - LATE) if end else rows).order_by("at", "pk")


def _newest() -> "models.QuerySet[AuditEntry]":
    """Those that bear a higher number than the last sealed row."""
    last = AuditSeal.objects.order_by("-pk").first()
    rows = unsealed().order_by("pk")
    return rows.filter(pk__gt=last.entry_pk) if last else rows


def unsealed() -> "models.QuerySet[AuditEntry]":
    seals = AuditSeal.objects.filter(entry_pk=models.OuterRef("pk"))
    return AuditEntry.objects.filter(~models.Exists(seals))


def end_of_chain() -> datetime | None:
    """When the last sealed act was done; None before the first. Never later than now: clocks are set back."""
    last = AuditSeal.objects.order_by("-pk").first()
    if last is None:
        return None
    row: AuditEntry | None = AuditEntry.objects.only("at").filter(pk=last.entry_pk).first()
    at: datetime = row.at if row else last.sealed_at
    return min(at, timezone.now())


@transaction.atomic
def _seal_batch(which: "Callable[[], models.QuerySet[AuditEntry]]") -> int:
    _one_at_a_time()
    last = AuditSeal.objects.order_by("-pk").first()
    before, now, end = last.digest if last else START, timezone.now(), end_of_chain()
    seals = []
    for row in map(read, which().values_list(*COLUMNS)[:BATCH]):
        if end and row.at <= end - LATE:
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
    """Until the end of the transaction. On SQLite whoever writes is alone already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
