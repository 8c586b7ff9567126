"""The bank's file of 5,000 direct debits: amounts still due checked again, file written, validated, encrypted, stored.

Value: `debits.write_file`, in a transaction that is rolled back. Floor: the same bytes parsed by lxml, validated
against the same schema, and encrypted, once each. The goal is a time, 5 s on two cores, shown as a multiple of the
floor.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bench import DATABASES, Result, compare, on_database
from bench.lists import make_documents, make_members

SECONDS = 5.0
DEBITS = 5_000
IBAN = "FR1420041010050500013M02606"


def run() -> Iterator[Result]:
    for kind in DATABASES:
        yield from on_database(kind, measure)


def measure(kind: str) -> Iterator[Result]:
    """One figure: the direct debits of a whole federation in one file."""
    from django.db import connection

    batch = make_batch()
    # PostgreSQL's autovacuum does so after such a change; the bench cannot wait for it.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    content = written(batch)
    result = compare(
        f"write a file of {DEBITS} debits, {kind}",
        lambda: written(batch),
        lambda: floor(content),
        goal=0,
        rounds=3,
        warm_up=1,
        unit="s",
    )
    yield replace(result, goal=round(SECONDS / result.floor, 1))


def make_batch() -> Any:
    """An announced batch of 5,000 debits, each of a different member."""
    from django.utils import timezone

    from coin.billing.models import Allocation, Debit, DebitBatch, Document, Mandate
    from coin.core.models import Association

    own = Association.current()
    own.iban, own.creditor_identifier = "FR7630006000011234567890189", "FR72ZZZ123456"
    own.save()
    make_documents(make_members())
    Allocation.objects.all().delete()  # every document is still to pay, and so may be debited
    today = timezone.localdate()
    documents = list(Document.objects.select_related("member").order_by("pk")[:DEBITS])
    mandates = Mandate.objects.bulk_create(
        Mandate(
            member=document.member,
            rum=f"{document.member.reference}-1",
            iban=IBAN,
            iban_end=IBAN[-4:],
            holder=document.member.name,
            signed_on=today,
            state="active",
        )
        for document in documents
    )
    batch = DebitBatch.objects.create(
        collection_on=today + timedelta(days=15), state="notified", notified_at=timezone.now()
    )
    Debit.objects.bulk_create(
        Debit(
            batch=batch,
            document=document,
            mandate=mandate,
            amount=document.total,
            end_to_end=f"{document.number}-P{batch.pk}",
        )
        for document, mandate in zip(documents, mandates, strict=True)
    )
    return batch


def written(batch: Any) -> str:
    """The file of the batch, as it would be stored; the transaction is rolled back, so the batch does not change."""
    from django.db import transaction

    from coin.billing.debits import services as debits
    from coin.billing.models import DebitBatch

    with transaction.atomic():
        debits.write_file(batch, actor=None)
        content: str = DebitBatch.objects.get(pk=batch.pk).file
        transaction.set_rollback(True)
    if content.count("<DrctDbtTxInf>") != DEBITS:
        raise RuntimeError("the file does not hold every debit")
    return content


def floor(content: str) -> None:
    from lxml import etree

    from coin.billing.debits.pain008 import _schema
    from coin.core.encryption import encrypt

    _schema().assertValid(etree.fromstring(content.encode()))
    encrypt(content)
