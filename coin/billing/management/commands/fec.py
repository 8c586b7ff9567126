from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from coin.billing.accounts import fec
from coin.core.errors import DomainError

CANNOT_WRITE = 73  # EX_CANTCREAT of sysexits(3)


class Command(BaseCommand):
    help = (
        "Write the FEC of a year (LPF A47 A-1) as <SIREN>FEC<YEAR>1231.txt, or where --output says ('-': on the "
        "standard output). Exit codes: 0 done, 1 nothing to write, 2 wrong use, 73 the file cannot be written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, required=True, metavar="Y")
        parser.add_argument("--output", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            name = options["output"] or fec.file_name(options["year"])
            content = fec.text(options["year"])
        except DomainError as error:
            raise CommandError(str(error), returncode=error.exit_code) from error
        if name == "-":
            self.stdout.write(content, ending="")
            return
        try:
            Path(name).write_bytes(content.encode())
        except OSError as error:
            words = _("%(file)s cannot be written: %(why)s.")
            values = {"file": name, "why": error.strerror}
            raise CommandError(words % values, returncode=CANNOT_WRITE) from error
        self.stdout.write(name)
