"""The list of mails: its columns and its filters."""

import django_filters
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from coin.core.filters import ChipFilter, FilterSet
from coin.core.mail_kinds import label_of
from coin.core.models import Mail, MailState
from coin.core.tables import BadgeColumn, Column, LinkColumn, MomentColumn, NumberColumn, Table
from coin.office import pages_of


class MailTable(Table):
    at_first = ("subject", "to", "kind", "state", "created_at")
    empty = _("No mail was written yet: calls, reminders and answers appear here.")
    subject = LinkColumn(verbose_name=_("Subject"), to=pages_of.MAILS.url_of)
    to = Column(verbose_name=_("Recipient"))
    kind = Column(verbose_name=_("Kind"))
    member_number = NumberColumn(verbose_name=_("Member N°"))
    state = BadgeColumn(enum="MailState", verbose_name=_("State"))
    created_at = MomentColumn(verbose_name=_("Written"), order_by=("created_at", "pk"))
    sent_at = MomentColumn(verbose_name=_("Sent"))

    class Meta(Table.Meta):
        order_by = "-created_at"

    def render_kind(self, value: str) -> str:
        return label_of(value)

    def value_kind(self, value: str) -> str:
        return label_of(value)

    def render_member_number(self, value: int) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("office:member", args=[value]), value)

    def value_member_number(self, value: int) -> int:
        return value


def kinds() -> list[tuple[str, str]]:
    """The kinds of the mails that coin wrote so far, with their labels, in the order of the labels."""
    written = Mail.objects.order_by("kind").values_list("kind", flat=True).distinct()
    return sorted(((kind, label_of(kind)) for kind in written), key=lambda choice: choice[1])


class MailFilter(FilterSet):
    search_help = _("Address, subject or member number")
    searched = ("to", "subject")
    state = ChipFilter(label=_("State"), choices=MailState.choices)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=kinds, empty_label=_("Every kind"))

    def fits(self, word: str) -> Q:
        rows = super().fits(word)
        # Ten digits may exceed a 32-bit column, and the database then refuses the whole query.
        if word.isdecimal() and len(word) < 10:
            rows |= Q(member_number=int(word))
        return rows
