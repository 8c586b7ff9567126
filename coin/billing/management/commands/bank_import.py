import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from coin.billing.bank import services as bank
from coin.billing.models import BankAccount, BankImport
from coin.core.errors import DomainError

CANNOT_READ = 66  # EX_NOINPUT of sysexits(3)


class Command(BaseCommand):
    help = (
        "Take in a bank statement (camt.053, OFX, MT940, CFONB120 or CSV), each line once, and match what is certain "
        "(ends with 0: done, 2: not a statement coin can take in, 66: the file cannot be read)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--account", metavar="NAME", help="the account, when the file does not say which"
        )
        parser.add_argument(
            "--preview", action="store_true", help="say what would happen, write nothing"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        content, account = _content(options["file"]), _account(options["account"])
        try:
            prepared = bank.prepare(content, account=account)
            if options["preview"]:
                return self._say(_planned(prepared), options["json"])
            name = options["file"].name
            source = bank.take_in(content, name=name, actor=None, account=account)
        except DomainError as error:
            raise CommandError(str(error), returncode=error.exit_code) from error
        return self._say(_done(source), options["json"])

    def _say(self, counts: dict[str, Any], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(counts))
            return
        words = _(
            "%(account)s: %(read)s lines read, %(new)s new, %(certain)s of them matched at once."
        )
        self.stdout.write(words % counts)


def _planned(prepared: bank.Prepared) -> dict[str, Any]:
    return {
        "account": str(prepared.account),
        "format": prepared.format,
        "read": prepared.read_count,
        "new": len(prepared.new),
        "certain": len(prepared.certain),
    }


def _done(source: BankImport) -> dict[str, Any]:
    return {
        "account": str(source.account),
        "format": source.format,
        "read": source.lines_read,
        "new": source.lines_new,
        "certain": source.lines_certain,
    }


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        words = _("%(file)s cannot be read: %(why)s.")
        values = {"file": path, "why": error.strerror}
        raise CommandError(words % values, returncode=CANNOT_READ) from error


def _account(name: str | None) -> BankAccount | None:
    if name is None:
        return None
    account = BankAccount.objects.filter(name=name).first()
    if account is None:
        known = ", ".join(BankAccount.objects.values_list("name", flat=True))
        words = _("There is no bank account named “%(name)s”. There are: %(known)s.")
        raise CommandError(words % {"name": name, "known": known or "–"}, returncode=2)
    return account
