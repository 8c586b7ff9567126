"""The steps of a billing run: each finishes what an earlier attempt had begun, and gives signs of life on its way."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone

from coin.billing import actions
from coin.billing.documents import pdf
from coin.billing.documents.issuing import issue_many
from coin.billing.due.reconcile import DraftDocument, Unusual, reconcile
from coin.billing.enums import BillingRunState, DocumentState
from coin.billing.models import BillingRun, Document, RunDocument
from coin.billing.models.document import ERASED
from coin.billing.runs.mails import mail_documents
from coin.core import audit
from coin.core.money import ZERO, cents, total

MOVING = [
    BillingRunState.DRAFTING,
    BillingRunState.ISSUING,
    BillingRunState.PRINTING,
    BillingRunState.MAILING,
]
BEAT_SECONDS = 1.0  # at least, between two signs of life of one step

Watch = Callable[[str, int, int], object]  # the step, how many are done, of how many


class RunTaken(Exception):
    """The run was given to somebody else, since this process was silent for too long."""


@dataclass
class Made:
    """What one attempt made: the drafts and the members of an unusual amount, and how many documents and mails."""

    drafts: list[DraftDocument] = field(default_factory=list)
    unusual: list[Unusual] = field(default_factory=list)
    issued: int = 0
    pdfs: int = 0
    mails: int = 0

    @property
    def new(self) -> list[DraftDocument]:
        return [draft for draft in self.drafts if draft.is_new]

    @property
    def total(self) -> Decimal:
        return total(draft.total for draft in self.drafts)


class Steps:
    """A run that this process took up. `go` does the rest of it."""

    def __init__(self, run: BillingRun, watch: Watch | None = None) -> None:
        self.run, self.made = run, Made()
        self.watch = watch or (lambda step, done, todo: None)
        self.done = self.todo = 0
        self.beaten = time.monotonic()

    def go(self) -> None:
        """Take the run to its end. Printed documents are mailed even when others cannot be printed.

        So one faulty document keeps no other member waiting. The error is raised after the mails.
        """
        self._draft()
        self._issue()
        trouble = self._print()
        if self.run.by_mail:
            self._mail()
        if trouble:
            raise trouble
        self._end()

    def _draft(self) -> None:
        """Draft what is due; the run holds the drafts once all are made.

        This is done once per run: a later attempt bills the drafts that this one listed.
        """
        self._step(BillingRunState.DRAFTING, 0)
        if not self.run.entries.exists():
            reconciliation = reconcile(self.run.month, actor=self.run.started_by)
            self._hold(reconciliation.document_pks)
            self.made.unusual = reconciliation.unusual
            self.made.drafts = reconciliation.drafts
        else:
            self.made.drafts = [_listed(document) for document in self._drafts()]

    def _hold(self, pks: list[int]) -> None:
        # Drafting gave no sign of life for a while: the run may be another process's by now (RunTaken).
        self._write()
        with transaction.atomic():
            existing = (
                Document.objects.filter(pk__in=pks).order_by("pk").values_list("pk", flat=True)
            )
            RunDocument.objects.bulk_create(
                [RunDocument(run=self.run, document_id=pk) for pk in existing],
                ignore_conflicts=True,
            )

    def _issue(self) -> None:
        drafts = self._drafts()
        self._step(BillingRunState.ISSUING, len(drafts))
        if not drafts:
            return
        done = issue_many(drafts, actor=self.run.started_by, progress=self._tick)
        self.made.issued = len(done.issued)
        refused = [
            {"document": document.pk, "member": document.member.number, "reason": reason}
            for document, reason in done.refused
        ]
        self._write(refused=refused, **self._figures())

    def _print(self) -> pdf.RenderingStopped | None:
        """Make the PDFs of this run, and those that interrupted runs left; returns the error when some are not made."""
        ours = Document.objects.issued().filter(pdf="", run_entries__isnull=False)
        lacking = set(ours.exclude(recipient=ERASED).values_list("pk", flat=True))
        self._step(BillingRunState.PRINTING, len(lacking))
        trouble = None
        try:
            pdf.render(lacking, processes=settings.COIN_PDF_PROCESSES, progress=self._tick)
        except pdf.RenderingStopped as error:
            trouble = error
        self.made.pdfs = self.done
        self._write(**self._figures())
        return trouble

    def _mail(self) -> None:
        to_tell = self._to_mail()
        self._step(BillingRunState.MAILING, len(to_tell))
        for member_pk, pks in to_tell.items():
            self.made.mails += mail_documents(member_pk, pks) is not None
            self._tick()
        self._write(**self._figures())

    def _end(self) -> None:
        with transaction.atomic():
            figures = self._figures()
            changes = {name: (None, value) for name, value in figures.items()}
            audit.record(actions.RUN_DONE, self.run, actor=self.run.started_by, changes=changes)
            self._write(state=BillingRunState.DONE, finished_at=timezone.now(), **figures)

    def _drafts(self) -> list[Document]:
        documents = Document.objects.drafts().filter(run_entries__run=self.run)
        return list(documents.select_related("member").order_by("pk"))

    def _to_mail(self) -> dict[int, list[int]]:
        """The documents of the run that were never mailed, by member: members with an address, and all PDFs printed."""
        issued = Document.objects.issued().filter(run_entries__run=self.run)
        waiting = issued.filter(pdf="").exclude(recipient=ERASED).values("member")
        ready = issued.filter(mailing=None).exclude(Q(pdf="") | Q(member__in=waiting))
        by_member: dict[int, list[int]] = {}
        rows = ready.exclude(member__email="").order_by("member__number", "pk")
        for member_pk, pk in rows.values_list("member", "pk"):
            by_member.setdefault(member_pk, []).append(pk)
        return by_member

    def _figures(self) -> dict[str, Any]:
        """The figures of the whole run up to now. They are read, not counted up: an attempt that died counts too."""
        ours = Document.objects.filter(run_entries__run=self.run, state=DocumentState.ISSUED)
        read = ours.aggregate(
            issued=Count("pk"),
            printed=Count("pk", filter=~Q(pdf="")),
            mailed=Count("mailing__mail", distinct=True),
            total=Sum("total"),
        )
        return read | {"total": cents(read["total"] or ZERO)}

    def _step(self, state: str, todo: int) -> None:
        self.done, self.todo = 0, todo
        self._write(state=state, done=0, todo=todo)
        self.watch(state, 0, todo)

    def _tick(self) -> None:
        self.done += 1
        if time.monotonic() - self.beaten >= BEAT_SECONDS:
            self._write(done=self.done)
        self.watch(self.run.state, self.done, self.todo)

    def _write(self, **values: Any) -> None:
        """Write these values of the run, with a sign of life. Raises RunTaken when another process took the run."""
        # Two signs of life never bear the same instant: by its last one, this process knows the run as its own.
        now = max(timezone.now(), self.run.beaten_at + timedelta(microseconds=1))
        runs = BillingRun.objects.filter(
            pk=self.run.pk, state__in=MOVING, beaten_at=self.run.beaten_at
        )
        if runs.update(beaten_at=now, **values) != 1:
            raise RunTaken
        self.beaten = time.monotonic()
        for name, value in {"beaten_at": now, **values}.items():
            setattr(self.run, name, value)


def _listed(draft: Document) -> DraftDocument:
    member = draft.member
    return DraftDocument(
        member.number, member.name, draft.kind, draft.total, draft.pk, is_new=False
    )
