import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from coin.billing.due.reconcile import DraftDocument, reconcile
from coin.billing.enums import BillingRunState, DocumentKind
from coin.billing.models import BillingRun
from coin.billing.runs import services as run
from coin.billing.runs.steps import Made
from coin.core.errors import DomainError
from coin.core.money import total

SOME_REFUSED = 3


class Command(BaseCommand):
    help = (
        "Draft, issue, print and mail the documents of a month. Running it again finishes what was "
        "interrupted and makes nothing twice. Exit codes: 0 done, 1 stopped, 2 wrong use, "
        "3 some documents could not be issued."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--period", type=_month, metavar="YYYY-MM", help="the month (this one)")
        parser.add_argument(
            "--preview", action="store_true", help="write nothing, show what would be"
        )
        parser.add_argument("--no-mail", action="store_true", help="mail nothing to the members")
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        month = options["period"] or timezone.localdate()
        self.progress = _progress(quiet=options["json"])
        try:
            report = (
                self._preview(month)
                if options["preview"]
                else self._run(month, by_mail=not options["no_mail"])
            )
        except DomainError as error:
            raise CommandError(str(error), returncode=error.exit_code) from error
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        else:
            self._say(report)
        if report["refused"]:
            raise SystemExit(SOME_REFUSED)

    def _preview(self, month: date) -> dict[str, Any]:
        found = reconcile(month, actor=None, preview=True)
        made = Made(found.drafts, found.unusual)
        return _report(month, made, [], preview=True)

    def _run(self, month: date, *, by_mail: bool) -> dict[str, Any]:
        """Do the run of the month on the spot, the open one that waits or a new one; returns the report to print.

        Raises DomainError when another process does the run, or the run stops before its end.
        """
        run.take_up()
        going, _is_new = run.start(month, actor=None, by_mail=by_mail, for_worker=False)
        with self.progress:
            made = run.execute(going.pk, watch=self._advance)
        going = BillingRun.objects.get(pk=going.pk)
        if made is None:
            raise DomainError(_("A run of this month is under way already."))
        if going.state != BillingRunState.DONE:
            raise DomainError(going.error or _("Somebody else took this run up."))
        return _report(month, made, going.refused, preview=False)

    def _advance(self, step: str, done: int, todo: int) -> None:
        if done == 0:
            self.bar = self.progress.add_task(str(BillingRunState(step).label), total=todo or None)
        self.progress.update(self.bar, completed=done)

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
            _(
                "%(period)s: %(count)s drafts, %(total)s €; %(issued)s issued, %(pdfs)s PDFs and %(mails)s mails made"
            )
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


def _report(
    month: date, made: Made, refused: list[dict[str, Any]], *, preview: bool
) -> dict[str, Any]:
    return {
        "period": f"{month:%Y-%m}",
        "preview": preview,
        "drafts": [_draft(draft) for draft in made.drafts],
        "new": len(made.new),
        "total": str(made.total),
        "totals": _totals(made.drafts),
        "unusual": [
            {
                "member": one.member_number,
                "name": one.member_name,
                "before": str(one.before),
                "now": str(one.now),
            }
            for one in made.unusual
        ],
        "issued": made.issued,
        "refused": [{"member": one["member"], "reason": one["reason"]} for one in refused],
        "pdfs": made.pdfs,
        "mails": made.mails,
    }


def _draft(draft: DraftDocument) -> dict[str, Any]:
    return {
        "member": draft.member_number,
        "name": draft.member_name,
        "kind": draft.kind,
        "total": str(draft.total),
        "new": draft.is_new,
    }


def _totals(drafts: list[DraftDocument]) -> dict[str, str]:
    by_kind = {
        kind: [draft.total for draft in drafts if draft.kind == kind]
        for kind in DocumentKind.values
    }
    return {kind: str(total(amounts)) for kind, amounts in by_kind.items() if amounts}
