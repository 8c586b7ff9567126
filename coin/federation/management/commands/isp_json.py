"""`manage.py isp_json`: the document that the federation would read now."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand

from coin.federation import isp, rules


class Command(BaseCommand):
    help = (
        "Print isp.json, and on standard error what is wrong with it (exit 1: it would be refused)."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        document = isp.document()
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
        faults = rules.faults(document)
        for fault in faults:
            self.stderr.write(f"{fault.text} {fault.hint}")
        if any(fault.refused for fault in faults):
            sys.exit(1)
