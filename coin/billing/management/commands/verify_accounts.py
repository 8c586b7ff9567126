import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from coin.billing.accounts import checking

BROKEN = 1


class Command(BaseCommand):
    help = (
        "Verify that every entry balances, that every document, payment and filed line has its entry, that series "
        "have neither gap nor double, and that the members' accounts are what they owe. "
        "Exit codes: 0 all holds, 1 something is wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        found = checking.problems()
        if options["json"]:
            problems = [asdict(one) for one in found]
            self.stdout.write(
                json.dumps({"ok": not found, "problems": problems}, ensure_ascii=False)
            )
        elif not found:
            self.stdout.write(_("The accounts hold."))
        else:
            for one in found:
                self.stderr.write(one.words)
        if found:
            raise SystemExit(BROKEN)
