import getpass
import secrets
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from coin.core.errors import DomainError
from coin.members.body.founding import found_collegial_body


class Command(BaseCommand):
    help = (
        "Make the working groups and the first account of the collegial body. It works only once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--login", required=True)
        parser.add_argument("--email", required=True)
        parser.add_argument(
            "--name", default="", help="the person's name (the login, unless given)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        is_terminal = sys.stdin.isatty()
        password = _ask() if is_terminal else secrets.token_urlsafe(12)
        try:
            user = found_collegial_body(
                login=options["login"],
                email=options["email"],
                name=options["name"] or options["login"],
                password=password,
            )
        except DomainError as error:
            raise CommandError(str(error), returncode=1) from error
        self.stdout.write(
            _("The collegial body is founded. Sign in as %(login)s.") % {"login": user.login}
        )
        if not is_terminal:
            self.stdout.write(_("Password: %(password)s") % {"password": password})


def _ask() -> str:
    password = getpass.getpass(_("Password: "))
    if getpass.getpass(_("The same again: ")) != password:
        raise CommandError(_("The two passwords differ. Start again."))
    return password
