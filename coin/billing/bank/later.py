"""A worker records the certain lines of a large statement, some at a time, so that no person waits for thousands."""

from django.db import transaction
from django.db.models import F, QuerySet

from coin.billing.bank.match_lines import take_certain
from coin.billing.bank.matching import CERTAIN
from coin.billing.enums import BankLineState
from coin.billing.models import BankImport, BankLine
from coin.core.tasks import task

TOGETHER = 100  # lines per transaction


@task()
def match_others(import_pk: int) -> None:
    """Record the payments of the certain lines of an import that still wait, 100 lines a transaction.

    `import_pk` is the key of a BankImport. When the job is cut, its next run goes on.
    """
    while _match_some(import_pk):
        pass


def finish() -> None:
    """Finish every import whose worker died. One query when there is nothing to do."""
    for pk in sorted(set(_waiting().order_by().values_list("source", flat=True))):
        # The function itself, and not a task: this is a worker already.
        match_others.func(pk)


@transaction.atomic
def _match_some(import_pk: int) -> int:
    # Two workers on the same import wait for one another here, and never take the same lines.
    source = BankImport.objects.select_for_update().get(pk=import_pk)
    lines = list(_waiting().filter(source=source).order_by("pk")[:TOGETHER])
    count = take_certain(lines, actor=source.imported_by)
    BankImport.objects.filter(pk=source.pk).update(lines_certain=F("lines_certain") + count)
    return count


def _waiting() -> "QuerySet[BankLine]":
    """Lines of which coin is certain, without a payment. A line that a person undid has a score of 0: it stays out."""
    return BankLine.objects.filter(
        state=BankLineState.TO_MATCH, score__gte=CERTAIN, suggested__isnull=False
    )
