"""What the lists of all schedules of reminders share."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.tables import Column, NumberColumn, Table
from coin.core.templatetags.coin import tone_badge


class StepTable(Table):
    """The base of the lists of steps of a schedule. A subclass gives `when`, and in `step_page` the name of a URL."""

    step_page: ClassVar[str]
    empty = gettext_lazy("No reminder yet. Start from the suggested schedule, or add your own.")
    days = Column(verbose_name=gettext_lazy("When"), attrs={"td": {"class": "row-title"}})
    sent_count = NumberColumn(verbose_name=gettext_lazy("Sent"))
    is_on = Column(verbose_name=gettext_lazy("State"))

    @staticmethod
    def when(step: Any) -> str:
        """The day on which a step is sent, in words, as in “30 days late”. A subclass gives it."""
        raise NotImplementedError

    def render_days(self, record: Any) -> SafeString:
        url = reverse(self.step_page, args=[record.pk])
        return format_html('<a href="{}">{}</a>', url, self.when(record))

    def value_days(self, record: Any) -> str:
        return self.when(record)

    def render_is_on(self, value: bool) -> SafeString:
        return tone_badge(_("In use"), "good") if value else tone_badge(_("Switched off"), "off")

    def value_is_on(self, value: bool) -> str:
        return _("In use") if value else _("Switched off")
