from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from coin.core.errors import DomainError
from provisioning.backup import restore


class Command(BaseCommand):
    help = "Put a backup back. Stop the site and the worker first."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="lose what the database and the files hold now"
        )

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        try:
            manifest = restore(file.absolute(), replace=replace)
        except DomainError as error:
            raise CommandError(str(error)) from error
        # The backup may come from an older version of coin.
        call_command("migrate", verbosity=0)
        self.stdout.write(f"restored: backup of {manifest['made_at']}")
