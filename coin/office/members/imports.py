"""Import members from a CSV file: the file, the meaning of its columns, a look at every line, then one button."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.core import csv_export
from coin.core.badges import Badge
from coin.core.errors import InvalidInput
from coin.core.money import euros
from coin.core.tables import ROWS_PER_PAGE
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import GentlePaginator, ListPage
from coin.core.views.pages import AboutPage, Action, FormPage, Page
from coin.members.capabilities import IMPORT
from coin.members.enums import ImportState
from coin.members.importing import comparing, people, reading, services
from coin.members.importing.comparing import Line, Outcome
from coin.members.models import DuesPlan, ImportBatch
from coin.office import pages_of
from coin.office.members import import_words


class ImportList(ListPage):
    capability = IMPORT
    of = pages_of.IMPORTS
    table_class = import_words.ImportTable
    filterset_class = import_words.ImportFilter
    csv_name = "imports"

    def get_queryset(self) -> QuerySet[ImportBatch]:
        # The rows hold the whole file, up to 20,000 lines.
        return ImportBatch.objects.defer("rows").select_related("created_by")

    def get_actions(self) -> list[Action]:
        return [
            Action(_("Import a file"), reverse("office:import-new"), "upload", IMPORT, "primary"),
            Action(_("Duplicates"), reverse("office:duplicates"), "copy", IMPORT),
        ]


class ImportNew(FormPage):
    parent = pages_of.IMPORTS
    capability = IMPORT
    title = gettext_lazy("Import members")
    intro = gettext_lazy(
        "Nothing is written before you have looked at every line. An empty cell changes nothing, and members who are"
        " not in the file stay as they are."
    )
    button = gettext_lazy("Read the file")
    form_class = import_words.ImportForm

    def do(self, form: import_words.ImportForm) -> str:
        file = form.cleaned_data["file"]
        if file.size > reading.MOST_BYTES:
            raise InvalidInput(_("This file is too big: 5 MB at most."), field="file")
        batch = services.prepare(name=file.name, data=file.read(), actor=self.request.user)
        return reverse("office:import-columns", args=[batch.pk])


class ImportColumns(AboutPage[ImportBatch], FormPage):
    of = pages_of.IMPORTS
    parent = pages_of.IMPORTS
    capability = IMPORT
    title = gettext_lazy("What each column is")
    button = gettext_lazy("Look at the lines")
    form_class = import_words.ColumnsForm

    def prepare(self) -> None:
        super().prepare()
        if self.object.state != ImportState.PREPARED:
            raise Http404
        self.intro = import_words.how_it_was_read(self.object)

    def get_subtitle(self) -> str:
        return self.object.name

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "batch": self.object}

    def get_initial(self) -> dict[str, Any]:
        columns = people.chosen(self.object)
        plan = (
            self.object.mapping.get("plan") or DuesPlan.objects.values_list("pk", flat=True).first()
        )
        return {"plan": plan} | {f"column_{n}": field for n, field in columns.items()}

    def do(self, form: import_words.ColumnsForm) -> str:
        services.choose_columns(
            self.object,
            columns=form.columns(),
            plan=form.cleaned_data["plan"],
            actor=self.request.user,
        )
        return pages_of.IMPORTS.url_of(self.object)


class BatchPage(AboutPage[ImportBatch]):
    """The base of the pages about one import, which is `object`.

    `lines` are its lines compared to what coin holds now; `is_waiting` is whether it is neither imported nor abandoned.
    """

    of = pages_of.IMPORTS
    capability = IMPORT

    @cached_property
    def lines(self) -> list[Line]:
        return people.lines_of(self.object)

    @property
    def is_waiting(self) -> bool:
        return self.object.state == ImportState.PREPARED


class ImportLook(BatchPage, ConfirmPage):
    """Every line of the file, in pages, and the button that imports all but the refused ones, all at once.

    Before its columns are chosen, it leads to their page.
    """

    parent = pages_of.IMPORTS
    template_name = "office/members/import.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_waiting and not self.object.mapping.get("chosen"):
            return HttpResponseRedirect(reverse("office:import-columns", args=[self.object.pk]))
        return super().get(request, *args, **kwargs)

    def get_title(self) -> str:
        return self.object.name

    def get_badges(self) -> Sequence[Badge]:
        return pages_of.IMPORTS.badges_of(self.object)

    def get_actions(self) -> list[Action]:
        pk = [self.object.pk]
        if not self.is_waiting:
            return []
        return [
            Action(
                _("Change the columns"), reverse("office:import-columns", args=pk), "adjustments"
            ),
            Action(_("Forget this file"), reverse("office:import-abandon", args=pk), "trash"),
        ]

    def preview(self) -> Preview:
        if not self.is_waiting:
            return Preview(self.over(), facts=list(counted(self.object.counts)))
        counts = comparing.counts(self.lines)
        to_do = counts[Outcome.NEW] + counts[Outcome.CHANGED]
        if not to_do:
            return Preview(_("Nothing in this file would be written."), facts=list(counted(counts)))
        button = ngettext("Import %(count)s member", "Import %(count)s members", to_do)
        return Preview(
            _("What is shown below is written all at once, or not at all."),
            button=button % {"count": to_do},
            # Not the number of lines: when a member changes meanwhile the number stays, and the page must be shown.
            count=comparing.fingerprint(self.lines),
            facts=[*counted(counts), *self.money()],
            warnings=self.warnings(),
        )

    def over(self) -> str:
        if self.object.state == ImportState.DONE:
            return _(
                "This file is imported. Its lines are not kept; the journal says what changed."
            )
        return _("This file was abandoned: nothing of it was written, and its lines are not kept.")

    def money(self) -> Iterator[tuple[str, str]]:
        dues = comparing.dues_total(self.lines)
        if dues.periods:
            words = {"count": dues.periods, "total": euros(dues.total)}
            yield (
                _("Paid dues recorded"),
                _("%(count)s, for %(total)s; no document is made") % words,
            )

    def warnings(self) -> list[str]:
        notes = sum(bool(line.notes) for line in self.lines)
        words = ngettext(
            "%(count)s line has a remark: read it below.",
            "%(count)s lines have a remark: read them below.",
            notes,
        )
        return [words % {"count": notes}] if notes else []

    def do(self, form: Any) -> str:
        services.import_batch(
            self.object, expected=int(self.request.POST["count"]), actor=self.request.user
        )
        self.done = _("The members are imported.")
        return pages_of.IMPORTS.url_of(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not self.is_waiting:
            return super().get_context_data(**kwargs)
        chosen = self.request.GET.get("outcome", "")
        fitting = [line for line in self.lines if chosen in ("", "remark", line.outcome.value)]
        if chosen == "remark":
            fitting = [line for line in fitting if line.notes]
        pages = GentlePaginator(fitting, ROWS_PER_PAGE)
        page = pages.get_page(self.request.GET.get("page"))
        return super().get_context_data(
            page=page,
            rows=[import_words.said(line) for line in page],
            outcomes=[("", _("Every line")), *Outcome.choices, ("remark", _("With a remark"))],
            chosen=chosen,
            batch=self.object,
            has_refused=any(line.outcome == Outcome.REFUSED for line in self.lines),
            **kwargs,
        )


def counted(counts: dict[str, int]) -> Iterator[tuple[str, int]]:
    for outcome in Outcome:
        if outcome.value in counts:
            yield str(outcome.label), counts[outcome.value]


class ImportRefused(BatchPage, Page):
    """Download the refused lines as a CSV, as they were in the file, with their number and the reason in two columns.

    A 404 once the file is imported or abandoned.
    """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.is_waiting:
            raise Http404
        return csv_export.response(self.rows(), name=f"refused-{self.object.pk}")

    def rows(self) -> Iterator[list[Any]]:
        width = len(self.object.columns)
        yield [*self.object.columns, _("Line"), _("Reason")]
        for line in self.lines:
            if line.outcome == Outcome.REFUSED:
                # A line may be shorter or longer than the heading: the added columns must not slide.
                cells = [*line.cells, *[""] * width][:width]
                yield [*cells, line.number, "; ".join(line.reasons)]


class ImportAbandon(BatchPage, ConfirmPage):
    title = gettext_lazy("Forget a file")
    done = gettext_lazy("The file is forgotten.")

    def preview(self) -> Preview:
        if not self.is_waiting:
            return Preview(_("This file is imported or abandoned already."))
        return Preview(
            _("The lines of %(name)s are forgotten, and nothing of them is written.")
            % {"name": self.object.name},
            button=_("Forget this file"),
            style="danger",
        )

    def do(self, form: Any) -> str:
        services.abandon(self.object, actor=self.request.user)
        return reverse("office:imports")
