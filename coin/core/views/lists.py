"""Lists: search, filters and order in the address, a count, pages, and a CSV of exactly the rows shown."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise

from coin.core import csv_export
from coin.core.filters import FilterSet
from coin.core.tables import ROWS_PER_PAGE, PageFirst, Table
from coin.core.views.columns import Columns
from coin.core.views.pages import Page


class ListPage(Page):
    """The base of a list: a table with its filters. `?format=csv` gives every row that fits, in the order shown.

    A subclass gives `table_class`, `filterset_class` and `of`, which knows the list's title, its rows and the words for
    a number of them ("3 members"). A list that differs gives its own `title`, `get_queryset` or `counted`. htmx loads
    the part inside #results; without scripts the same links load the whole page.
    """

    template_name = "core/list_page.html"
    results_template: ClassVar[str] = "core/results.html"
    counted: ClassVar[Any] = ""  # ngettext_lazy("%(count)s line", "%(count)s lines", "count")
    table_class: ClassVar[type[Table]]
    filterset_class: ClassVar[type[FilterSet]]
    csv_name: ClassVar[str] = "coin"
    page_first: ClassVar[bool] = False  # set it where columns are computed: see PageFirst
    columns: Columns  # which columns this person sees; `columns.shown` spares `decorate` what nobody looks at

    def get_queryset(self) -> QuerySet[Any]:
        if self.of is None:
            raise NotImplementedError
        return self.of.rows()

    def get_title(self) -> "str | Promise":
        return self.title if self.title or self.of is None else self.of.title

    def noun(self, count: int) -> str:
        """A number of rows in words ("3 members"), by `counted`."""
        words = self.counted if self.counted or self.of is None else self.of.counted
        return str(words % {"count": count})

    def hidden_columns(self) -> Sequence[str]:
        """The columns that this person may not see, neither in the page nor in the CSV."""
        return ()

    def decorate(self, rows: list[Any]) -> None:
        """Set on the rows of one page (or of the whole CSV) the values that one query gives for all of them together.

        Nothing here: a list that needs it gives its own.
        """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.prepare()
        self.filterset = self.filterset_class(
            request.GET, queryset=self.get_queryset(), request=request
        )
        rows = self.filterset.qs
        data = PageFirst(rows) if self.page_first else rows
        self.columns = Columns(request, self.table_class, self.hidden_columns())
        table = self.table_class(data, exclude=self.columns.excluded())
        table.request = request
        if sort := request.GET.get("sort"):
            table.order_by = sort
        if request.GET.get("format") == "csv":
            return self.csv(table)
        self.paginate(table)
        response = self.render_to_response(
            self.get_context_data(table=table, filterset=self.filterset)
        )
        # One address gives two answers, the page and its part for htmx: a cache must tell them apart.
        patch_vary_headers(response, ["HX-Request"])
        self.columns.remember(response)
        return response

    def paginate(self, table: Table) -> None:
        table.paginate(
            paginator_class=GentlePaginator,
            per_page=ROWS_PER_PAGE,
            page=self.request.GET.get("page", 1),
        )
        self.decorate([row.record for row in table.paginated_rows])

    def csv(self, table: Table) -> HttpResponseBase:
        self.decorate([row.record for row in table.rows])
        return csv_export.response(
            table.values(), name=f"{self.csv_name}-{timezone.localdate():%Y-%m-%d}"
        )

    def get_template_names(self) -> list[str]:
        # A boosted link replaces the whole page, so it needs the whole page.
        partial = self.request.htmx and not self.request.htmx.boosted
        return [self.results_template if partial else str(self.template_name)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        count = kwargs["table"].paginator.count
        return super().get_context_data(
            count=count, count_words=self.noun(count), columns=self.columns, **kwargs
        )


class GentlePaginator(Paginator):  # type: ignore[type-arg]
    """A page number that is mistyped or past the end shows the nearest page instead of an error."""

    def validate_number(self, number: Any) -> int:
        try:
            return super().validate_number(number)
        except PageNotAnInteger:
            return 1
        except EmptyPage:
            return self.num_pages
