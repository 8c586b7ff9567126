import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from coin.core import chain


class Command(BaseCommand):
    help = "Say whether the journal's chain holds, and where it breaks (exit 1 when it does)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="the same for a program")
        parser.add_argument(
            "--head", default="", help="a head noted earlier, which the chain must still hold"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        result = chain.verify_and_note(head=options["head"])
        self.stdout.write(_as_json(result) if options["json"] else _as_words(result))
        if not result.ok:
            raise SystemExit(1)


def _as_words(result: chain.Result) -> str:
    summary = f"{result.count} rows hold, head {result.head}"
    return f"{summary}\n{result.first_break.words}" if result.first_break else f"ok: {summary}"


def _as_json(result: chain.Result) -> str:
    first_break = result.first_break
    return json.dumps(
        {
            "ok": result.ok,
            "count": result.count,
            "head": result.head,
            "until": result.until.isoformat() if result.until else None,
            "break": first_break
            and {
                "row": first_break.entry_pk or None,
                "kind": first_break.wrong.value,
                "words": first_break.words,
            },
        }
    )
