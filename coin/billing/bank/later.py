"""The certain lines of a large statement: recorded by a worker, some at a time, so that nobody waits for thousands."""

from django.db import transaction
from django.db.models import F, QuerySet

from coin.billing.bank.match_lines import take_certain
from coin.billing.bank.matching import CERTAIN
from coin.billing.enums import BankLineState
from coin.billing.models import BankImport, BankLine
from coin.core.tasks import task

TOGETHER = 100


@task()
def match_others(import_pk: int) -> None:
    """Record what is certain of an import and still waits. Where it was cut, the next time goes on."""
    while _match_some(import_pk):
        pass


def finish() -> None:
    """Take up every import whose worker died. Nothing to do: one query."""
    for pk in sorted(set(_waiting().order_by().values_list("source", flat=True))):
        match_others.func(pk)


@transaction.atomic
def _match_some(import_pk: int) -> int:
    # Two workers on the same import wait for one another, and find other lines.
    source = BankImport.objects.select_for_update().get(pk=import_pk)
    lines = list(_waiting().filter(source=source).order_by("pk")[:TOGETHER])
    count = take_certain(lines, actor=source.imported_by)
    BankImport.objects.filter(pk=source.pk).update(lines_certain=F("lines_certain") + count)
    return count


def _waiting() -> "QuerySet[BankLine]":
    """Lines of which coin is certain and that no payment is of; one that a person undid is certain no more."""
    return BankLine.objects.filter(
        state=BankLineState.TO_MATCH, score__gte=CERTAIN, suggested__isnull=False
    )
