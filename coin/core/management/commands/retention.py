"""`manage.py retention`: erase the data that may no longer be kept, or count it."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import retention_job
from coin.core.retention import get


class Command(BaseCommand):
    help = "Erase what may no longer be kept (the nightly job does it by itself)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--preview", action="store_true", help="erase nothing, count")
        parser.add_argument(
            "--json", action="store_true", help='{"total": n, "rules": {slug: n, ...}}'
        )

    def handle(self, *args: Any, **options: Any) -> None:
        counts = retention_job.run(timezone.localdate(), preview=options["preview"])
        total = sum(counts.values())
        if options["json"]:
            self.stdout.write(json.dumps({"total": total, "rules": counts}))
            return
        for slug, count in counts.items():
            if count:
                self.stdout.write(f"{count:>9}  {get(slug).label}")
        sentence = _("%(total)s to erase") if options["preview"] else _("%(total)s erased")
        self.stdout.write(sentence % {"total": total})
