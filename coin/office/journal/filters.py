"""How the journal is filtered: by act, room, author, group, member and days."""

from datetime import datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.core import audit
from coin.core.filters import ChipFilter, FilterSet
from coin.members.capabilities import JOURNAL
from coin.members.models import User, WorkingGroup
from coin.office.shared.filters import day_input


def act_choices() -> list[tuple[str, str]]:
    return [(act.slug, str(act.label)) for act in audit.all_actions()]


ROOMS = [
    ("members", _("People")),
    ("subscriptions", _("Subscriptions")),
    ("billing", _("Money")),
    ("network", _("Network")),
    ("provisioning", _("Servers")),
    ("core", _("The house")),
]
VOLUNTEERS, THEMSELVES, AUTOMATIC = "volunteers", "members", "automatic"
BY = [
    (VOLUNTEERS, _("Volunteers")),
    (THEMSELVES, _("Members themselves")),
    (AUTOMATIC, _("Automatic")),
]


def volunteers(request: Any) -> Any:
    """Everybody who holds or held a seat, by name. `request` is not used: django-filter gives it."""
    return User.objects.filter(seats__isnull=False).distinct().order_by("name")


class JournalFilter(FilterSet):
    search_help = _("Subject, author or note")
    searched = ("subject_label", "actor_name", "note")
    by = ChipFilter(label=_("By"), choices=BY, method="filter_by")
    action = django_filters.ChoiceFilter(
        label=_("Act"), choices=act_choices, empty_label=_("Every act")
    )
    room = django_filters.ChoiceFilter(
        label=_("Domain"), choices=ROOMS, empty_label=_("All"), method="filter_room"
    )
    actor = django_filters.ModelChoiceFilter(
        label=_("Who"), queryset=volunteers, empty_label=_("Everybody")
    )
    group = django_filters.ModelChoiceFilter(
        label=_("In the name of"),
        queryset=WorkingGroup.objects.all(),
        empty_label=_("Any group"),
        method="filter_group",
    )
    member = django_filters.NumberFilter(
        label=_("Member N°"),
        field_name="member_number",
        min_value=1,
        widget=forms.NumberInput(attrs={"class": "form-control short", "min": 1}),
    )
    since = django_filters.DateFilter(label=_("From"), widget=day_input(), method="filter_since")
    until = django_filters.DateFilter(label=_("Until"), widget=day_input(), method="filter_until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (self.request and self.request.user.has_capability(JOURNAL.slug)):
            del self.filters[
                "q"
            ]  # a match alone would tell the words to those who may not read them

    def filter_by(self, queryset: Any, name: str, chosen: list[str]) -> Any:
        conditions = {
            VOLUNTEERS: ~Q(capacity=""),
            THEMSELVES: Q(capacity="", actor__isnull=False),
            AUTOMATIC: Q(actor__isnull=True),
        }
        wanted = Q()  # nothing chosen: every row
        for author_kind in chosen:
            wanted |= conditions[author_kind]
        return queryset.filter(wanted)

    def filter_room(self, queryset: Any, name: str, room: str) -> Any:
        return queryset.filter(action__startswith=f"{room}.") if room else queryset

    def filter_group(self, queryset: Any, name: str, group: WorkingGroup | None) -> Any:
        """Filter by the group named in the capacity.

        A capacity names every group of the author, in words (“Network, Treasury”): the group may stand alone, first,
        last or in the middle. A plain `contains` would find “Network” in “Network abroad” as well.
        """
        if group is None:
            return queryset
        group_name = group.name
        return queryset.filter(
            Q(capacity=group_name)
            | Q(capacity__startswith=f"{group_name}, ")
            | Q(capacity__endswith=f", {group_name}")
            | Q(capacity__contains=f", {group_name}, ")
        )

    def filter_since(self, queryset: Any, name: str, day: Any) -> Any:
        return queryset.filter(at__gte=_midnight(day)) if day else queryset

    def filter_until(self, queryset: Any, name: str, day: Any) -> Any:
        return queryset.filter(at__lt=_midnight(day + timedelta(days=1))) if day else queryset


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
