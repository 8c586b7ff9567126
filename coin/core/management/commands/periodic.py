from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from coin.core import periodic


class Command(BaseCommand):
    help = "Run the periodic jobs whose time has come (call it every minute)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="run every job now, due or not")

    def handle(self, *args: Any, **options: Any) -> None:
        results = periodic.run_due(everything=options["all"])
        for name, error in results.items():
            self.stdout.write(f"{name}: {error or 'done'}")
        if any(results.values()):
            raise SystemExit(1)
