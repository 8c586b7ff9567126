"""Dues reminders: what is to be sent today, each mail as it will be; and the schedule."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.core.models import Association
from coin.core.views.access import CapabilityRequired
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import Action, FormPage, Link
from coin.members import capabilities
from coin.members.models import ReminderStep
from coin.members.reminders import find as reminders
from coin.members.reminders import letters
from coin.members.reminders.services import (
    add_reminder_step,
    change_reminder_step,
    send_reminders,
    set_up_schedule,
    suggested_schedule,
)
from coin.office.dues import forms as dues_forms
from coin.office.dues import tables as dues_tables

# As many as a person reads before they press; the page shows the next ones then.
MOST_AT_ONCE = 100


class Reminders(ConfirmPage):
    """Everybody who is to be reminded today, by step, and those who are not, with the reason."""

    capability = capabilities.REMIND
    template_name = "office/dues/reminders.html"
    title = gettext_lazy("Dues reminders")
    found: reminders.Round

    def prepare(self) -> None:
        self.found = reminders.find(timezone.localdate(), most=MOST_AT_ONCE)

    def get_back_url(self) -> str:
        return reverse("office:home")

    def get_actions(self) -> list[Action]:
        return [Action(_("The schedule"), reverse("office:reminder-steps"), "calendar")]

    def preview(self) -> Preview:
        count = len(self.found.due)
        if not count:
            return Preview(_("Nobody is to be reminded today."), count=0)
        words = ngettext("Send %(count)s reminder", "Send %(count)s reminders", count)
        return Preview(
            _("Nothing leaves before you press. Each member gets the mail shown here, once."),
            words % {"count": count},
            # More than their number: if one of them paid and another is late since, it is shown again.
            self.found.fingerprint,
            warnings=self.warnings(),
        )

    def warnings(self) -> list[str]:
        more = self.found.more
        if not more:
            return []
        words = ngettext(
            "%(count)s other member is shown once these are sent.",
            "%(count)s other members are shown once these are sent.",
            more,
        )
        return [words % {"count": more}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        association = Association.current()
        written = [letters.write(one, association) for one in self.found.due]
        return super().get_context_data(
            steps=list(by_step(written)),
            odd=self.found.odd,
            has_schedule=ReminderStep.objects.exists(),
            **kwargs,
        )

    def do(self, form: Any) -> str:
        sent = send_reminders(self.found.due, actor=self.request.user)
        words = ngettext("%(count)s reminder is sent.", "%(count)s reminders are sent.", sent)
        messages.success(self.request, words % {"count": sent})
        return reverse("office:reminders")


def by_step(
    written: Iterable[letters.Letter],
) -> Iterable[tuple[ReminderStep, str, list[letters.Letter]]]:
    """Each step with its day in words and its letters; `find` gives them in the schedule's order."""
    for _pk, group in groupby(written, key=lambda letter: letter.due.step.pk):
        mails = list(group)
        step = mails[0].due.step
        yield step, dues_tables.step_words(step), mails


class StepList(ListPage):
    capability = capabilities.REMIND
    title = gettext_lazy("Schedule of dues reminders")
    table_class = dues_tables.StepTable
    filterset_class = dues_tables.StepFilter
    csv_name = "dues-reminders"

    def get_queryset(self) -> QuerySet[ReminderStep]:
        return ReminderStep.objects.annotate(sent_count=Count("sent")).order_by("days")

    def noun(self, count: int) -> str:
        return ngettext("%(count)s reminder", "%(count)s reminders", count) % {"count": count}

    def get_parent(self) -> Link:
        return reminders_link()

    def get_actions(self) -> list[Action]:
        new = Action(_("New reminder"), reverse("office:reminder-step-new"), "plus")
        if ReminderStep.objects.exists():
            return [new]
        suggested = reverse("office:reminder-schedule")
        return [Action(_("Suggested schedule"), suggested, "calendar", style="primary"), new]


def reminders_link() -> Link:
    return Link(_("Dues reminders"), reverse("office:reminders"))


def schedule_link() -> Link:
    return Link(_("Schedule"), reverse("office:reminder-steps"))


class SuggestedSchedule(ConfirmPage):
    capability = capabilities.REMIND
    title = gettext_lazy("Suggested schedule")
    done = gettext_lazy("The schedule is set up. Nothing is sent before somebody presses.")

    def get_parent(self) -> Link:
        return schedule_link()

    def preview(self) -> Preview:
        steps = suggested_schedule()
        return Preview(
            _("These reminders are added to the schedule; you may change each of them."),
            _("Set up the schedule"),
            len(steps),
            facts=[(name, dues_tables.step_words(ReminderStep(days=days))) for days, name in steps],
        )

    def do(self, form: Any) -> str:
        set_up_schedule(actor=self.request.user)
        return reverse("office:reminder-steps")


class StepNew(FormPage):
    capability = capabilities.REMIND
    title = gettext_lazy("New reminder")
    form_class = dues_forms.StepForm
    button = gettext_lazy("Add the reminder")
    done = gettext_lazy("The reminder is added to the schedule.")

    def get_parent(self) -> Link:
        return schedule_link()

    def do(self, form: dues_forms.StepForm) -> str:
        add_reminder_step(actor=self.request.user, **form.cleaned_data)
        return reverse("office:reminder-steps")


def step_or_404(pk: int) -> ReminderStep:
    step = ReminderStep.objects.filter(pk=pk).first()
    if step is None:
        raise Http404
    return step


class StepEdit(FormPage):
    capability = capabilities.REMIND
    form_class = dues_forms.StepForm
    button = gettext_lazy("Save")
    done = gettext_lazy("Saved.")
    step: ReminderStep

    def prepare(self) -> None:
        self.step = step_or_404(self.kwargs["pk"])

    def get_title(self) -> str:
        return self.step.name

    def get_subtitle(self) -> str:
        return dues_tables.step_words(self.step)

    def get_parent(self) -> Link:
        return schedule_link()

    def get_actions(self) -> list[Action]:
        url = reverse("office:reminder-step-switch", args=[self.step.pk])
        if self.step.is_on:
            return [Action(_("Switch off"), url, "player-pause", is_post=True)]
        return [Action(_("Switch on"), url, "player-play", is_post=True)]

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.step, name) for name in ("name", "days", "subject", "text")}

    def do(self, form: dues_forms.StepForm) -> str:
        change_reminder_step(self.step, actor=self.request.user, **form.cleaned_data)
        return reverse("office:reminder-steps")


class StepSwitch(CapabilityRequired):
    """A press that takes a step out of the schedule, or puts it back."""

    capability = capabilities.REMIND

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        step = step_or_404(pk)
        change_reminder_step(step, is_on=not step.is_on, actor=self.request.user)
        words = _("“%(step)s” is in use.") if step.is_on else _("“%(step)s” is switched off.")
        messages.success(request, words % {"step": step.name})
        return redirect("office:reminder-steps")
