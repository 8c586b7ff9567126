from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from coin.core.errors import DomainError
from coin.core.templatetags.coin import day, last_day
from coin.members.body.founding import reopen_body


class Command(BaseCommand):
    help = (
        "Seat somebody in the collegial body when every seat that could give seats has ended. It is written in the "
        "journal and mailed to everybody of the last body (ends with 0: done, 1: refused)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--login", required=True, help="of an account that exists")
        parser.add_argument("--reason", required=True, help="for the journal and the mail")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            seat = reopen_body(login=options["login"], reason=options["reason"])
        except DomainError as error:
            raise CommandError(str(error), returncode=1) from error
        words = {"person": seat.user, "group": seat.group, "end": day(last_day(seat.ends_on))}
        self.stdout.write(
            _("%(person)s holds a seat in “%(group)s” until %(end)s. The last body is told.")
            % words
        )
