"""Real processes issue at once on PostgreSQL: numbers have neither a gap nor a double."""

import multiprocessing
from typing import Any

import pytest
from django.db import connection, connections

from coin.billing.documents.issuing import issue_many
from coin.billing.enums import DocumentKind
from coin.billing.models import Document
from coin.core.models import Association, AuditEntry
from tests.factories import DocumentFactory, MemberFactory

PROCESSES, DOCUMENTS = 8, 60
KINDS = (DocumentKind.INVOICE, DocumentKind.DUES_CALL)
needs_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has one writer"
)


def issue_all(pks: list[int], database: dict[str, Any], start: Any) -> None:
    """One process, as one volunteer: it issues every document that it can."""
    import django

    django.setup()
    connections["default"].settings_dict.update(database)
    start.wait()
    issue_many(list(Document.objects.filter(pk__in=pks)), actor=None)
    connections.close_all()


@pytest.mark.django_db(transaction=True)
@needs_postgresql
def test_eight_volunteers_issue_the_same_run(association: Association) -> None:
    member = MemberFactory.create()
    pks = [
        DocumentFactory.create(
            kind=KINDS[number % 3 > 0], **({"member": member} if number % 2 else {})
        ).pk
        for number in range(DOCUMENTS)
    ]
    run_together(pks)
    for kind in KINDS:
        issued = Document.objects.issued().filter(kind=kind).order_by("series_number")
        numbers = list(issued.values_list("series_number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
    assert Document.objects.issued().count() == DOCUMENTS
    assert AuditEntry.objects.filter(action="billing.issued").count() == DOCUMENTS


def run_together(pks: list[int]) -> None:
    context = multiprocessing.get_context("fork")
    start = context.Barrier(PROCESSES)
    database = {"NAME": connection.settings_dict["NAME"]}
    # Processes that fork with an open connection would share its socket.
    connections.close_all()
    # Each process takes the documents in another order, so that they ask for the same ones at different moments.
    workers = [
        context.Process(target=issue_all, args=(pks[number:] + pks[:number], database, start))
        for number in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * PROCESSES
