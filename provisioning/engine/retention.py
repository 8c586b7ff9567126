"""How long the engine keeps what names people: passwords of services, and what runs said."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coin.core.retention import Clock, Rule, delete_rows, rule
from coin.members.data import clocks
from coin.subscriptions.life.retention import ended_services
from provisioning.models import Run, RunLine, ServiceSecret

OWN_DELAY = _("GDPR art. 5(1)(e): the association's own delay")


def _failed(clock: Clock) -> "QuerySet[Run]":
    return Run.objects.filter(finished_at__lt=clock.instant).exclude(error="")


def _secrets_of(member: Any) -> "QuerySet[ServiceSecret]":
    return ServiceSecret.objects.filter(service__subscription__member=member)


rule(
    Rule(
        slug="provisioning.secrets",
        label=_("Passwords that servers must know in clear, of services that ended"),
        source=_("CPCE R.10-13 II; décret 2021-1362 art. 3"),
        months=12,
        least=12,
        due=lambda clock: ServiceSecret.objects.filter(
            service__in=ended_services(clock).values("pk")
        ),
        erase=delete_rows,
        order=25,
        rows_of=_secrets_of,
        since=clocks.contract_or_departure,
    )
)
rule(
    Rule(
        slug="provisioning.lines",
        label=_("What runs said, line by line"),
        source=OWN_DELAY,
        months=12,
        due=lambda clock: RunLine.objects.filter(run__finished_at__lt=clock.instant),
        erase=delete_rows,
        order=80,
    )
)
rule(
    Rule(
        slug="provisioning.errors",
        label=_("Errors of runs"),
        source=OWN_DELAY,
        months=12,
        due=_failed,
        erase=lambda rows: rows.update(error=""),
        order=80,
    )
)
