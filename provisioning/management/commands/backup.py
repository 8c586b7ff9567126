from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coin.core.errors import DomainError
from provisioning.backup import back_up


class Command(BaseCommand):
    help = "Write everything coin knows (database, files, key) to one file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            manifest = back_up(file.absolute())
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{file}: {len(manifest['sha256'])} files, {file.stat().st_size} bytes")
