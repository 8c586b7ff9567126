import json
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core.errors import InvalidInput
from coin.network.assignments.holders import Holding
from coin.network.legal.looking_up import look_up

# Exit codes: a script tells an address that nobody held from a question that cannot be read.
NOBODY = 4
WRONG_INPUT = 2


class Command(BaseCommand):
    help = "Say which member held an address at a moment (ends with 0: found, 4: nobody, 2: wrong input)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="an address, or a prefix for all that lies in it")
        parser.add_argument(
            "--at",
            metavar="MOMENT",
            help="ISO 8601, like 2026-11-22T14:30+01:00 (now); without an offset, local time",
        )
        parser.add_argument(
            "--reason", default="", help="for the journal, which keeps each question"
        )
        parser.add_argument("--json", action="store_true", help="a JSON array")

    def handle(self, *args: Any, **options: Any) -> None:
        moment = _moment(options["at"])
        try:
            reason = options["reason"].strip() or "manage.py who_had"
            holdings = look_up(options["address"], moment, reason=reason, actor=None)
        except InvalidInput as error:
            raise CommandError(str(error), returncode=WRONG_INPUT) from error
        if options["json"]:
            self.stdout.write(json.dumps([_plain(holding) for holding in holdings]))
        for holding in [] if options["json"] else holdings:
            self.stdout.write(_sentence(holding))
        if not holdings:
            self.stderr.write(_nobody(options["address"], moment))
            raise SystemExit(NOBODY)


def _moment(text: str | None) -> datetime:
    if text is None:
        return timezone.now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(
            _("“%(moment)s” is not a moment. Write it like 2026-11-22T14:30+01:00.")
            % {"moment": text},
            returncode=WRONG_INPUT,
        ) from error
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def _plain(holding: Holding) -> dict[str, Any]:
    return {
        "address": holding.address,
        "service": str(holding.service),
        "service_id": holding.service.pk,
        "member": holding.member.name,
        "member_number": holding.member.number,
        "from": _iso(holding.since),
        "until": _iso(holding.until) if holding.until else None,
    }


def _sentence(holding: Holding) -> str:
    values = {
        "address": holding.address,
        "service": holding.service,
        "member": holding.member,
        "since": _iso(holding.since),
    }
    if holding.until is None:
        return _("%(address)s: %(service)s of %(member)s, since %(since)s") % values
    values["until"] = _iso(holding.until)
    return _("%(address)s: %(service)s of %(member)s, from %(since)s until %(until)s") % values


def _nobody(address: str, moment: datetime) -> str:
    return _("Nobody held %(address)s at %(moment)s.") % {
        "address": address,
        "moment": _iso(moment),
    }


def _iso(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")
