"""What an assembly needs on its day: the voters, the proxies, the attendance sheet."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from coin.core.templatetags.coin import day
from coin.core.views.downloads import pdf_response
from coin.core.views.lists import ListPage
from coin.core.views.pages import Page
from coin.members.assemblies import sheet
from coin.members.assemblies import voters as assemblies
from coin.members.assemblies.voters import Votes
from coin.members.models import Proxy
from coin.office.assemblies import tables as shown
from coin.office.assemblies.views import OfAssembly


class AssemblyVoters(OfAssembly, ListPage):
    title = gettext_lazy("Who may vote")
    table_class = shown.VoterTable
    filterset_class = shown.VoterFilter
    csv_name = "voters"
    counted = ngettext_lazy("%(count)s voter", "%(count)s voters", "count")

    def get_subtitle(self) -> str:
        return _("Up to date with their dues on %(day)s, as coin knows it now") % {
            "day": day(self.object.starts_at)
        }

    def get_queryset(self) -> QuerySet[Any]:
        return assemblies.voters(self.object)

    def decorate(self, rows: list[Any]) -> None:
        # The proxies are read once for the whole page, not once for each row.
        votes = Votes.among(self.object)
        for row in rows:
            row.by = sheet.represented_by(row)
            row.holder = votes.holder_of.get(row.pk)
            row.holds = ", ".join(str(giver) for giver in votes.held_by.get(row.pk, []))


class AssemblyProxies(OfAssembly, ListPage):
    title = gettext_lazy("Proxies")
    table_class = shown.ProxyTable
    filterset_class = shown.ProxyFilter
    csv_name = "proxies"
    counted = ngettext_lazy("%(count)s proxy", "%(count)s proxies", "count")

    def get_queryset(self) -> QuerySet[Proxy]:
        return self.object.proxies.select_related("giver", "holder")


class AssemblySheet(OfAssembly, Page):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        content = sheet.to_pdf(self.object)
        name = f"attendance-{assemblies.day_of(self.object):%Y-%m-%d}.pdf"
        return pdf_response(content, name)
