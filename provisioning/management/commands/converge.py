import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from coin.core.errors import DomainError
from provisioning.engine.execution import execute_run
from provisioning.engine.queueing import request_run
from provisioning.enums import OPEN_RUNS, RunKind, RunState
from provisioning.models import Deployment, Run
from provisioning.outcome import Line

FAILED = 1
UNKNOWN = 2
UNREACHABLE = 75  # EX_TEMPFAIL of sysexits(3): try again later
POLL_SECONDS = 0.5


class Command(BaseCommand):
    help = (
        "Make servers match what was promised, here and now, line by line (ends with 0: done, 1: failed, "
        "2: unknown deployment, 75: a server does not answer or another run goes)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("deployments", nargs="*", metavar="DEPLOYMENT", help="slugs (all)")
        parser.add_argument(
            "--check", action="store_true", help="say what would change, change nothing"
        )
        parser.add_argument("--wait", action="store_true", help="wait while another run of it goes")

    def handle(self, *args: Any, **options: Any) -> None:
        kind = RunKind.CHECK if options["check"] else RunKind.CONVERGE
        runs = [
            self._run(deployment, kind, options["wait"])
            for deployment in _chosen(options["deployments"])
        ]
        code = max((_exit_code(run) for run in runs), default=0)
        # A failure counts more than a server that does not answer, although its code is lower.
        if any(_exit_code(run) == FAILED for run in runs):
            code = FAILED
        if code:
            raise SystemExit(code)

    def _run(self, deployment: Deployment, kind: str, wait: bool) -> Run:
        self.stdout.write(self.style.MIGRATE_HEADING(deployment.name))
        try:
            run = request_run(deployment, kind=kind, actor=None)
        except DomainError as error:
            raise CommandError(str(error)) from error
        run = execute_run(run.pk, watch=self._show)
        while wait and run.state in OPEN_RUNS:
            time.sleep(POLL_SECONDS)
            run = execute_run(run.pk, watch=self._show)
        self._sum_up(run)
        return run

    def _show(self, line: Line) -> None:
        if line.status != "skipped":
            words = " ".join(filter(None, (line.host, line.task, line.text)))
            self.stdout.write(f"  {line.status:<11} {words}")

    def _sum_up(self, run: Run) -> None:
        counts = ", ".join(f"{name} {count}" for name, count in run.counts.items() if count)
        self.stdout.write(f"  {run.get_state_display()}. {counts}")
        if run.error:
            self.stderr.write(f"  {run.error}")
        elif run.state in OPEN_RUNS:
            self.stderr.write(_("  Another run of it goes: --wait waits for its end."))


def _chosen(slugs: list[str]) -> list[Deployment]:
    enabled = Deployment.objects.filter(is_enabled=True).order_by("pk")
    if not slugs:
        return list(enabled)
    known = {deployment.slug: deployment for deployment in Deployment.objects.all()}
    unknown = [slug for slug in slugs if slug not in known]
    if unknown:
        message = _("There is no deployment %(slugs)s. There is: %(known)s.")
        words = {"slugs": ", ".join(unknown), "known": ", ".join(known) or "–"}
        raise CommandError(message % words, returncode=UNKNOWN)
    return [known[slug] for slug in slugs]


def _exit_code(run: Run) -> int:
    if run.state == RunState.SUCCEEDED:
        return 0
    unreachable = run.counts.get("unreachable") and not run.counts.get("failed")
    return UNREACHABLE if unreachable or run.state in OPEN_RUNS else FAILED
