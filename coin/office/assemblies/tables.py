"""The lists of assemblies, voters and proxies, and the forms of an assembly."""

from typing import Any

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from coin.core.filters import ChipFilter, FilterSet
from coin.core.tables import (
    Column,
    DayColumn,
    LinkColumn,
    MomentColumn,
    NumberColumn,
    Table,
    ToneColumn,
)
from coin.members.models import Assembly
from coin.office import pages_of


class AssemblyForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=150, initial=gettext_lazy("General assembly")
    )
    starts_at = forms.DateTimeField(
        label=gettext_lazy("When"),
        widget=forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": "short"}
        ),
        help_text=gettext_lazy("Who may vote is who is up to date with their dues that day."),
    )
    place = forms.CharField(
        label=gettext_lazy("Where"),
        max_length=250,
        help_text=gettext_lazy("An address, and a link for those who come on line."),
    )
    agenda = forms.CharField(
        label=gettext_lazy("Agenda"),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("As the call sends it: one point a line."),
        max_length=20_000,
    )


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=gettext_lazy("Those who were called read it."),
    )


def state_words(assembly: Assembly) -> tuple[str, str]:
    """Where an assembly stands now: (words, tone of the badge). Cancelled, held, called, or not called yet."""
    if assembly.cancelled_at:
        return _("Cancelled"), "off"
    if assembly.starts_at <= timezone.now():
        return _("Held"), "good"
    return (_("Called"), "busy") if assembly.called_at else (_("Members not called yet"), "warn")


class AssemblyTable(Table):
    empty = gettext_lazy("No assembly yet. Plan the next one.")
    title = LinkColumn(
        verbose_name=gettext_lazy("Assembly"),
        to=pages_of.ASSEMBLIES.url_of,
    )
    starts_at = DayColumn(verbose_name=gettext_lazy("When"))
    place = Column(verbose_name=gettext_lazy("Where"), orderable=False)
    state = ToneColumn(verbose_name=gettext_lazy("State"), orderable=False, words=state_words)


class AssemblyFilter(FilterSet):
    search_help = gettext_lazy("Title or place")
    searched = ("title", "place")


class VoterTable(Table):
    empty = gettext_lazy("Nobody is up to date with their dues on that day yet.")
    number = NumberColumn(verbose_name=gettext_lazy("N°"))
    name = LinkColumn(
        verbose_name=gettext_lazy("Name"),
        to=pages_of.MEMBERS.url_of,
        order_by=("last_name", "first_name", "organisation_name", "number"),
    )
    by = Column(verbose_name=gettext_lazy("Represented by"), orderable=False)
    holder = Column(verbose_name=gettext_lazy("Proxy given to"), orderable=False)
    holds = Column(verbose_name=gettext_lazy("Votes also for"), orderable=False)


class VoterFilter(FilterSet):
    search_help = gettext_lazy("Number, name, e-mail")
    proxy = ChipFilter(
        label=gettext_lazy("Proxy"),
        choices=[
            ("given", pgettext_lazy("proxy", "Given")),
            ("held", pgettext_lazy("proxy", "Held")),
        ],
        method="filter_proxy",
    )

    def filter_proxy(self, queryset: Any, name: str, chosen: list[str]) -> Any:
        columns = {"given": "proxies_given", "held": "proxies_held"}
        # One `filter` for each side, with all its conditions in one call: they then speak of the same proxy.
        for side in chosen:
            in_force = {
                f"{columns[side]}__assembly": self.request.resolver_match.kwargs["pk"],
                f"{columns[side]}__withdrawn_at": None,
            }
            queryset = queryset.filter(**in_force).distinct()
        return queryset


class ProxyTable(Table):
    empty = gettext_lazy("Nobody gave a proxy yet: members do it in their space.")
    giver = LinkColumn(
        verbose_name=gettext_lazy("Given by"),
        to=lambda row: pages_of.MEMBERS.url_of(row.giver),
        order_by=("giver__last_name", "giver__organisation_name", "pk"),
    )
    holder = Column(
        verbose_name=gettext_lazy("Given to"),
        linkify=lambda record: pages_of.MEMBERS.url_of(record.holder),
        order_by=("holder__last_name", "holder__organisation_name", "pk"),
    )
    given_at = MomentColumn(verbose_name=pgettext_lazy("proxy", "Given"))
    withdrawn_at = MomentColumn(verbose_name=gettext_lazy("Taken back"))


class ProxyFilter(FilterSet):
    search_help = gettext_lazy("Name or number of either")
    searched = ("giver__search_text", "holder__search_text")
    withdrawn = django_filters.ChoiceFilter(
        label=gettext_lazy("Taken back"),
        choices=[("no", gettext_lazy("No")), ("yes", gettext_lazy("Yes"))],
        method="filter_withdrawn",
        empty_label=gettext_lazy("Every proxy"),
    )

    def filter_withdrawn(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(withdrawn_at__isnull=value == "no")
