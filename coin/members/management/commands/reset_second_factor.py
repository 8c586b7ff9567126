from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from coin.core.errors import DomainError
from coin.members.models import User
from coin.members.sign_in.reset_factor import reset_second_factor


class Command(BaseCommand):
    help = "Remove the second factor of somebody who lost it, when nobody can do it in the office."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(login=options["login"].strip().lower()).first()
        if user is None:
            words = _("Nobody has the login %(login)s.")
            raise CommandError(words % {"login": options["login"]}, returncode=1)
        try:
            reset_second_factor(user, actor=None)
        except DomainError as error:
            raise CommandError(str(error), returncode=1) from error
        words = _("The second factor of %(name)s is reset: they sign in with their password.")
        self.stdout.write(words % {"name": user.name})
