"""The journal's columns. Volunteers who may not read its words read its facts: when, what, on whose record, by whom."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core import audit
from coin.core.journal_words import changes_of
from coin.core.tables import Column, MomentColumn, NumberColumn, Table
from coin.members.capabilities import JOURNAL
from coin.office.journal.events import author, url_of

WORDS = ("subject_label", "changes")
"""The columns that show what only those with the capability read."""


class JournalTable(Table):
    at_first = ("at", "action", "subject_label", "member_number", "actor_name", "changes")
    empty = gettext_lazy("Nothing was done yet.")
    at = MomentColumn(verbose_name=gettext_lazy("When"), order_by=("at", "pk"))
    action = Column(verbose_name=gettext_lazy("What"), attrs={"td": {"class": "row-title"}})
    subject_label = Column(verbose_name=gettext_lazy("About"), orderable=False, empty_values=())
    member_number = NumberColumn(verbose_name=gettext_lazy("Member N°"), orderable=False)
    actor_name = Column(verbose_name=gettext_lazy("Who"), orderable=False, empty_values=())
    capacity = Column(verbose_name=gettext_lazy("In the name of"), orderable=False)
    changes = Column(verbose_name=gettext_lazy("What changed"), orderable=False, empty_values=())

    def render_action(self, value: str) -> str:
        return audit.label_of(value)

    def value_action(self, value: str) -> str:
        return audit.label_of(value)

    def render_subject_label(self, record: Any) -> SafeString | str:
        words, url = self.value_subject_label(record), url_of(record)
        return format_html('<a href="{}">{}</a>', url, words) if url else words

    def value_subject_label(self, record: Any) -> str:
        return _("(erased)") if record.erased_at else record.subject_label

    def render_member_number(self, value: int) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("office:member", args=[value]), value)

    def value_member_number(self, value: int) -> int:
        return value

    def render_actor_name(self, record: Any) -> str:
        return self.value_actor_name(record)

    def value_actor_name(self, record: Any) -> str:
        """The author in words; “a member”, for a member's own act, but to those who read the journal's words."""
        is_member = record.actor_id is not None and not record.capacity
        if is_member and not self.request.user.has_capability(JOURNAL.slug):
            return _("a member")
        return author(record)

    def render_changes(self, record: Any) -> SafeString:
        lines = [(line,) for line in _said(record)]
        return format_html(
            '<ul class="changes">{}</ul>', format_html_join("", "<li>{}</li>", lines)
        )

    def value_changes(self, record: Any) -> str:
        return " ; ".join(_said(record))

    class Meta(Table.Meta):
        order_by = "-at"


def _said(record: Any) -> list[str]:
    lines = [change.said for change in changes_of(record)]
    return [*lines, _("“%(note)s”") % {"note": record.note}] if record.note else lines
