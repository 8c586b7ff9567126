from typing import Any

from django.core.management.commands import flush
from django.db import connections

from coin.core.guards import lifted


class Command(flush.Command):
    help = f"{flush.Command.help} On SQLite, the guards of kept rows are lifted meanwhile."

    def handle(self, **options: Any) -> None:
        # SQLite empties a table by DELETE, which the guards refuse.
        with lifted(connections[options["database"]]):
            super().handle(**options)
