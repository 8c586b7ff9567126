import json
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from coin.billing import pdf, services
from coin.billing.enums import DocumentKind
from coin.billing.models import Document
from coin.billing.services import DraftDocument, Issuing, Reconciliation
from coin.core.errors import DomainError

SOME_REFUSED = 3


class Command(BaseCommand):
    help = (
        "Draft, issue and print the documents of a month. Running it again finishes what was "
        "interrupted and makes nothing twice. Exit codes: 0 done, 1 stopped, 2 wrong use, "
        "3 some documents could not be issued."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--period", type=_month, metavar="YYYY-MM", help="the month (this one)")
        parser.add_argument(
            "--preview", action="store_true", help="write nothing, show what would be"
        )
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        month = options["period"] or timezone.localdate()
        self.progress = _progress(quiet=options["json"])
        try:
            report = self._run(month, preview=options["preview"])
        except DomainError as error:
            raise CommandError(str(error), returncode=error.exit_code) from error
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        else:
            self._say(report)
        if report["refused"]:
            raise SystemExit(SOME_REFUSED)

    def _run(self, month: date, *, preview: bool) -> dict[str, Any]:
        found = services.reconcile(month, actor=None, preview=preview)
        if preview:
            return _report(found, Issuing(), 0, preview=True)
        with self.progress:
            done = self._issue(found)
            made = self._print()
        return _report(found, done, made, preview=False)

    def _issue(self, found: Reconciliation) -> Issuing:
        drafts = list(Document.objects.drafts().filter(pk__in=found.document_pks))
        if not drafts:
            return Issuing()
        bar = self.progress.add_task(_("Documents"), total=len(drafts))
        return services.issue_many(drafts, actor=None, progress=lambda: self.progress.advance(bar))

    def _print(self) -> int:
        """The PDFs of this run, and of any other that was interrupted."""
        lacking = list(Document.objects.issued().filter(pdf="").values_list("pk", flat=True))
        if not lacking:
            return 0
        bar = self.progress.add_task(_("PDFs"), total=len(lacking))
        return pdf.render(
            lacking,
            processes=settings.COIN_PDF_PROCESSES,
            progress=lambda: self.progress.advance(bar),
        )

    def _say(self, report: dict[str, Any]) -> None:
        for draft in report["drafts"]:
            kind = DocumentKind(draft["kind"]).label
            self.stdout.write(
                f"{draft['member']:>6}  {draft['name']:<40.40} {kind:<20} {draft['total']:>10}"
            )
        for one in report["unusual"]:
            self.stdout.write(
                _("Unusual: %(name)s (n°%(member)s), %(before)s last month, %(now)s now") % one
            )
        for one in report["refused"]:
            self.stderr.write(_("Not issued, member n°%(member)s: %(reason)s") % one)
        self.stdout.write(
            _("%(period)s: %(count)s drafts, %(total)s €; %(issued)s issued, %(pdfs)s PDFs made")
            % (report | {"count": len(report["drafts"])})
        )


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise ValueError(text) from error


def _progress(*, quiet: bool) -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    return Progress(*columns, console=console, disable=quiet or not console.is_terminal)


def _report(found: Reconciliation, done: Issuing, pdfs: int, *, preview: bool) -> dict[str, Any]:
    return {
        "period": f"{found.month.start:%Y-%m}",
        "preview": preview,
        "drafts": [_draft(draft) for draft in found.drafts],
        "new": len(found.made),
        "total": str(found.total),
        "totals": _totals(found),
        "unusual": [
            {
                "member": one.member_number,
                "name": one.member_name,
                "before": str(one.before),
                "now": str(one.now),
            }
            for one in found.unusual
        ],
        "issued": len(done.issued),
        "refused": [
            {"member": document.member.number, "reason": reason}
            for document, reason in done.refused
        ],
        "pdfs": pdfs,
    }


def _draft(draft: DraftDocument) -> dict[str, Any]:
    return {
        "member": draft.member_number,
        "name": draft.member_name,
        "kind": draft.kind,
        "total": str(draft.total),
        "new": draft.is_new,
    }


def _totals(found: Reconciliation) -> dict[str, str]:
    by_kind = {
        kind: [draft.total for draft in found.drafts if draft.kind == kind]
        for kind in DocumentKind.values
    }
    return {kind: str(sum(amounts)) for kind, amounts in by_kind.items() if amounts}
