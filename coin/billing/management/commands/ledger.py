from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coin.billing.accounts import ledger_text
from coin.core.errors import DomainError


class Command(BaseCommand):
    help = (
        "Print the entries of a year as beancount or hledger text. "
        "Exit codes: 0 done, 1 nothing to print, 2 wrong use."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, required=True, metavar="Y")
        parser.add_argument(
            "--format", choices=sorted(ledger_text.FORMATS), default=ledger_text.BEANCOUNT
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = ledger_text.text(options["year"], options["format"])
        except DomainError as error:
            raise CommandError(str(error), returncode=error.exit_code) from error
        self.stdout.write(content, ending="")
