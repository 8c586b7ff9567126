"""The list of members kept by duty, and the form of an answer to a request to be erased."""

from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.core.filters import ChipFilter, FilterSet
from coin.core.retention import get
from coin.core.tables import Column, DayColumn, LinkColumn, NumberColumn, Table
from coin.members.data import clocks, erasure
from coin.members.enums import MemberKind
from coin.members.ties import contracts


class KeptTable(Table):
    empty = _("Nobody: members who leave come here a month later.")
    number = NumberColumn(verbose_name=_("N°"))
    name = LinkColumn(
        verbose_name=_("Name"),
        to=lambda row: reverse("office:member-data", args=[row.number]),
        order_by=("last_name", "first_name", "organisation_name", "number"),
    )
    left_on = DayColumn(verbose_name=_("Left"), accessor="gone_on", order_by=("left_on", "number"))
    ends_on = DayColumn(verbose_name=_("Kept until"), orderable=False)
    source = Column(verbose_name=_("By which text"), orderable=False, empty_values=())


class KeptFilter(FilterSet):
    search_help = _("Number, name, e-mail, login, town")
    kind = ChipFilter(label=_("Kind"), choices=MemberKind.choices)


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Answer"), max_length=erasure.LONGEST, widget=forms.Textarea(attrs={"rows": 6})
    )


def put_ends(rows: list[Any]) -> None:
    """Put on each member until when and by which text their identity is kept, in two queries. Nothing is saved.

    `gone_on` is the departure, `ends_on` the day when the identity goes (None while a contract runs), `source` the
    name of the text.
    """
    ends = contracts().ends_of([row.pk for row in rows])
    plain, bound = get(clocks.PLAIN), get(clocks.SUBSCRIBER)
    own_delay = relativedelta(months=plain.months_here)
    by_law = relativedelta(months=bound.months_here)
    for row in rows:
        row.gone_on = clocks.departure(row, timezone.localdate())
        own = row.gone_on + own_delay
        row.ends_on, row.source = own, plain.source
        if row.pk in ends:
            last = ends[row.pk]
            row.source = bound.source
            # A subscriber is kept for both delays: the association's own, and the law's after the last contract.
            row.ends_on = max(own, last + by_law) if last else None
