"""The pages of every kind of reminders: the mails to send today, each as the member gets it, and the schedule."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.core.capabilities import Capability
from coin.core.filters import FilterSet
from coin.core.models import Association
from coin.core.reminders.letters import Letter
from coin.core.reminders.rounds import Round
from coin.core.reminders.sending import Reminders
from coin.core.views.access import CapabilityRequired
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import Action, FormPage, Link
from coin.office.reminders.forms import StepForm
from coin.office.reminders.tables import StepTable

# As many mails as a person reads before they press; once these are sent, the page shows the next ones.
MOST_AT_ONCE = 100


@dataclass(frozen=True)
class Kind:
    """One kind of reminders (of dues, of documents), as its pages show it.

    `name` begins the names of its URLs ("reminder": `office:reminders`, `office:reminder-steps`...). `reminders` finds,
    writes and sends the mails; `title` is of the first page, `schedule_title` of the list of steps, whose table,
    filters, form and name of the CSV follow.
    """

    name: str
    reminders: Reminders[Any, Any]
    capability: Capability
    title: Promise
    schedule_title: Promise
    table_class: type[StepTable]
    filterset_class: type[FilterSet]
    form_class: type[StepForm]
    csv_name: str

    def url(self, page: str, *args: Any) -> str:
        """The URL of one of its pages: `page` is what follows the name, "s" for the first page, "-steps" for the list.

        `args` are those of the URL: the key of a step.
        """
        return reverse(f"office:{self.name}{page}", args=args)

    def steps(self) -> QuerySet[Any]:
        """Every step of the schedule, those switched off too."""
        rows: QuerySet[Any] = self.reminders.schedule.model.objects.all()
        return rows


class KindPage(CapabilityRequired):
    """The base of the pages of one kind of reminders, `kind`."""

    # `as_view` accepts only arguments that the class has already: `addresses` gives the true value.
    kind: Kind = None  # type: ignore[assignment]


class SchedulePage(KindPage):
    """The base of the pages that lead back to the schedule of their kind."""

    def get_parent(self) -> Link:
        return Link(_("Schedule"), self.kind.url("-steps"))


class RemindersPage(KindPage, ConfirmPage):
    """The mails to send today, a hundred at most, by step, and the members who get none, with the reason.

    One button sends the mails shown, each once; then the page shows the next ones.
    """

    template_name = "office/dues/reminders.html"
    round: Round[Any]

    def prepare(self) -> None:
        self.round = self.kind.reminders.find(timezone.localdate(), most=MOST_AT_ONCE)

    def get_back_url(self) -> str:
        return reverse("office:home")

    def get_actions(self) -> list[Action]:
        return [Action(_("The schedule"), self.kind.url("-steps"), "calendar")]

    def preview(self) -> Preview:
        count = len(self.round.due)
        if not count:
            return Preview(_("Nobody is to be reminded today."), count=0)
        words = ngettext("Send %(count)s reminder", "Send %(count)s reminders", count)
        return Preview(
            _("Nothing leaves before you press. Each member gets the mail shown here, once."),
            words % {"count": count},
            # Not the number of mails: when one member pays while another becomes late, the number stays the same, and
            # the fingerprint alone shows the page again.
            self.round.fingerprint,
            warnings=self.warnings(),
        )

    def warnings(self) -> list[str]:
        more = self.round.more
        words = ngettext(
            "%(count)s other member is shown once these are sent.",
            "%(count)s other members are shown once these are sent.",
            more,
        )
        return [words % {"count": more}] if more else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            groups=self.groups(),
            odd=self.round.odd,
            has_schedule=self.kind.steps().exists(),
            steps_url=self.kind.url("-steps"),
            **kwargs,
        )

    def groups(self) -> list[tuple[str, str, list[Letter[Any]]]]:
        """(title, day in words, letters) of each step with mails to send, in the schedule's order. Sends nothing."""
        # `groupby` joins neighbours only: a round comes in the order of the schedule.
        association, groups = Association.current(), []
        for step, group in groupby(self.round.due, key=lambda due: due.step):
            letters = [self.kind.reminders.write(due, association) for due in group]
            when = self.kind.table_class.when(step) if step else ""
            groups.append((letters[0].due.title, when, letters))
        return groups

    def do(self, form: Any) -> str:
        sent = self.kind.reminders.send(self.round, actor=self.request.user)
        words = ngettext("%(count)s reminder is sent.", "%(count)s reminders are sent.", sent)
        messages.success(self.request, words % {"count": sent})
        return self.kind.url("s")


class StepListPage(KindPage, ListPage):
    table_class = StepTable
    filterset_class = FilterSet

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.kind.steps().annotate(sent_count=Count("sent"))
        # Django ignores the ordering of the model in a query that groups, as this count does.
        return rows.order_by(*rows.model._meta.ordering)

    def noun(self, count: int) -> str:
        return ngettext("%(count)s reminder", "%(count)s reminders", count) % {"count": count}

    def get_parent(self) -> Link:
        return Link(self.kind.title, self.kind.url("s"))

    def get_actions(self) -> list[Action]:
        new = Action(_("New reminder"), self.kind.url("-step-new"), "plus")
        if self.kind.steps().exists():
            return [new]
        suggested = self.kind.url("-schedule")
        return [Action(_("Suggested schedule"), suggested, "calendar", style="primary"), new]


class SuggestedSchedulePage(SchedulePage, ConfirmPage):
    title = gettext_lazy("Suggested schedule")
    done = gettext_lazy("The schedule is set up. Nothing is sent before somebody presses.")

    def preview(self) -> Preview:
        steps = self.kind.reminders.schedule.suggested()
        return Preview(
            _("These reminders are added to the schedule; you may change each of them."),
            _("Set up the schedule"),
            len(steps),
            facts=[(str(step), self.kind.table_class.when(step)) for step in steps],
        )

    def do(self, form: Any) -> str:
        self.kind.reminders.schedule.set_up(actor=self.request.user)
        return self.kind.url("-steps")


class StepNewPage(SchedulePage, FormPage):
    form_class = StepForm
    title = gettext_lazy("New reminder")
    button = gettext_lazy("Add the reminder")
    done = gettext_lazy("The reminder is added to the schedule.")

    def do(self, form: StepForm) -> str:
        self.kind.reminders.schedule.add(actor=self.request.user, **form.cleaned_data)
        return self.kind.url("-steps")


class StepEditPage(SchedulePage, FormPage):
    form_class = StepForm
    button = gettext_lazy("Save")
    done = gettext_lazy("Saved.")
    step: Any

    def prepare(self) -> None:
        self.step = get_object_or_404(self.kind.steps(), pk=self.kwargs["pk"])

    def get_title(self) -> str:
        return str(self.step)

    def get_subtitle(self) -> str:
        return self.kind.table_class.when(self.step)

    def get_actions(self) -> list[Action]:
        url = self.kind.url("-step-switch", self.step.pk)
        if self.step.is_on:
            return [Action(_("Switch off"), url, "player-pause", is_post=True)]
        return [Action(_("Switch on"), url, "player-play", is_post=True)]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "is_new": False}

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.step, name) for name in self.kind.form_class.names}

    def do(self, form: StepForm) -> str:
        self.kind.reminders.schedule.change(self.step, actor=self.request.user, **form.cleaned_data)
        return self.kind.url("-steps")


class StepSwitchPage(KindPage):
    """The button that switches a step of the schedule off, so that it sends no mail any more, or on again."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        step = get_object_or_404(self.kind.steps(), pk=pk)
        self.kind.reminders.schedule.change(step, is_on=not step.is_on, actor=self.request.user)
        words = _("“%(step)s” is in use.") if step.is_on else _("“%(step)s” is switched off.")
        messages.success(request, words % {"step": step})
        return redirect(self.kind.url("-steps"))


def addresses(
    kind: Kind, base: str, first: type[RemindersPage] = RemindersPage
) -> list[URLPattern]:
    """The URL patterns of one kind of reminders, all under `base`, as in `relances/`.

    `first` is the view of its first page, which shows the mails to send.
    """
    schedule = f"{base}calendrier/"
    common: dict[str, Any] = {"kind": kind, "capability": kind.capability}
    steps = StepListPage.as_view(
        **common,
        title=kind.schedule_title,
        table_class=kind.table_class,
        filterset_class=kind.filterset_class,
        csv_name=kind.csv_name,
    )
    suggested = SuggestedSchedulePage.as_view(**common)
    new = StepNewPage.as_view(**common, form_class=kind.form_class)
    edit = StepEditPage.as_view(**common, form_class=kind.form_class)
    switch = StepSwitchPage.as_view(**common)
    return [
        path(base, first.as_view(**common, title=kind.title), name=f"{kind.name}s"),
        path(schedule, steps, name=f"{kind.name}-steps"),
        path(f"{schedule}propose/", suggested, name=f"{kind.name}-schedule"),
        path(f"{schedule}nouvelle/", new, name=f"{kind.name}-step-new"),
        path(f"{schedule}<int:pk>/", edit, name=f"{kind.name}-step"),
        path(f"{schedule}<int:pk>/bascule/", switch, name=f"{kind.name}-step-switch"),
    ]
