"""Reminders of unpaid documents and of late instalments: each mail as it will be; the schedule; suspensions."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.billing.capabilities import REMIND
from coin.billing.enums import ReminderTone
from coin.billing.models import DocumentReminderStep
from coin.billing.reminders import find as reminders
from coin.billing.reminders import letters, services
from coin.core.models import Association
from coin.core.views.access import CapabilityRequired
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import Action, FormPage, Link
from coin.office.dues.reminders import MOST_AT_ONCE
from coin.office.hardship import forms as hardship_forms
from coin.office.hardship import tables as hardship_tables


class DocumentReminders(ConfirmPage):
    """Everybody who is to be reminded today, by step, and those who are not, with the reason."""

    capability = REMIND
    template_name = "office/reminders/document_reminders.html"
    title = gettext_lazy("Reminders of unpaid documents")
    found: reminders.Round

    def prepare(self) -> None:
        self.found = reminders.find(timezone.localdate(), most=MOST_AT_ONCE)

    def get_back_url(self) -> str:
        return reverse("office:home")

    def get_subtitle(self) -> str:
        known = self.found.known_until
        if known is None:
            return _("No bank statement yet: nobody is reminded of what may have been paid.")
        words = _("The bank is known until %(day)s: nobody is reminded of what was due later.")
        return words % {"day": date_format(known)}

    def get_actions(self) -> list[Action]:
        return [
            Action(_("The schedule"), reverse("office:document-reminder-steps"), "calendar"),
            Action(_("Suspensions to decide"), reverse("office:suspensions"), "player-pause"),
        ]

    def preview(self) -> Preview:
        count = self.found.count
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
        words = ngettext(
            "%(count)s other member is shown once these are sent.",
            "%(count)s other members are shown once these are sent.",
            more,
        )
        return [words % {"count": more}] if more else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            groups=self.groups(),
            odd=self.found.odd,
            has_schedule=DocumentReminderStep.objects.exists(),
            **kwargs,
        )

    def groups(self) -> list[tuple[str, str, list[letters.Letter]]]:
        """Each step with its day in words and its letters, then late instalments."""
        known, association = self.found.known_until, Association.current()
        if known is None:
            return []
        groups = []
        for step, due in groupby(self.found.due, key=lambda one: one.step):
            mails = [letters.write(one, association, known) for one in due]
            groups.append((str(step), hardship_tables.step_words(step), mails))
        if self.found.instalments:
            late = [letters.write(one, association, known) for one in self.found.instalments]
            groups.append((_("Late instalments"), "", late))
        return groups

    def do(self, form: Any) -> str:
        sent = services.send_reminders(self.found, actor=self.request.user)
        words = ngettext("%(count)s reminder is sent.", "%(count)s reminders are sent.", sent)
        messages.success(self.request, words % {"count": sent})
        return reverse("office:document-reminders")


def schedule_link() -> Link:
    return Link(_("Schedule"), reverse("office:document-reminder-steps"))


class StepList(ListPage):
    capability = REMIND
    title = gettext_lazy("Schedule of reminders of unpaid documents")
    table_class = hardship_tables.StepTable
    filterset_class = hardship_tables.StepFilter
    csv_name = "document-reminders"

    def get_queryset(self) -> QuerySet[DocumentReminderStep]:
        rows = DocumentReminderStep.objects.annotate(sent_count=Count("sent"))
        return rows.order_by("kind", "days")

    def noun(self, count: int) -> str:
        return ngettext("%(count)s reminder", "%(count)s reminders", count) % {"count": count}

    def get_parent(self) -> Link:
        return Link(_("Reminders of unpaid documents"), reverse("office:document-reminders"))

    def get_actions(self) -> list[Action]:
        new = Action(_("New reminder"), reverse("office:document-reminder-step-new"), "plus")
        if DocumentReminderStep.objects.exists():
            return [new]
        suggested = reverse("office:document-reminder-schedule")
        return [Action(_("Suggested schedule"), suggested, "calendar", style="primary"), new]


class SuggestedSchedule(ConfirmPage):
    capability = REMIND
    title = gettext_lazy("Suggested schedule")
    done = gettext_lazy("The schedule is set up. Nothing is sent before somebody presses.")

    def get_parent(self) -> Link:
        return schedule_link()

    def preview(self) -> Preview:
        steps = services.suggested_schedule()
        return Preview(
            _("These reminders are added to the schedule; you may change each of them."),
            _("Set up the schedule"),
            len(steps),
            facts=[(str(step), hardship_tables.step_words(step)) for step in steps],
        )

    def do(self, form: Any) -> str:
        services.set_up_schedule(actor=self.request.user)
        return reverse("office:document-reminder-steps")


class StepNew(FormPage):
    capability = REMIND
    title = gettext_lazy("New reminder")
    form_class = hardship_forms.StepForm
    button = gettext_lazy("Add the reminder")
    done = gettext_lazy("The reminder is added to the schedule.")

    def get_parent(self) -> Link:
        return schedule_link()

    def get_initial(self) -> dict[str, Any]:
        return {"tone": ReminderTone.KIND}

    def do(self, form: hardship_forms.StepForm) -> str:
        services.add_step(actor=self.request.user, **form.cleaned_data)
        return reverse("office:document-reminder-steps")


def step_or_404(pk: int) -> DocumentReminderStep:
    step = DocumentReminderStep.objects.filter(pk=pk).first()
    if step is None:
        raise Http404
    return step


class StepEdit(FormPage):
    capability = REMIND
    form_class = hardship_forms.StepForm
    button = gettext_lazy("Save")
    done = gettext_lazy("Saved.")
    step: DocumentReminderStep

    def prepare(self) -> None:
        self.step = step_or_404(self.kwargs["pk"])

    def get_title(self) -> str:
        return str(self.step)

    def get_subtitle(self) -> str:
        return hardship_tables.step_words(self.step)

    def get_parent(self) -> Link:
        return schedule_link()

    def get_actions(self) -> list[Action]:
        url = reverse("office:document-reminder-step-switch", args=[self.step.pk])
        if self.step.is_on:
            return [Action(_("Switch off"), url, "player-pause", is_post=True)]
        return [Action(_("Switch on"), url, "player-play", is_post=True)]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "is_new": False}

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.step, name) for name in ("days", "subject", "text")}

    def do(self, form: hardship_forms.StepForm) -> str:
        services.change_step(self.step, actor=self.request.user, **form.cleaned_data)
        return reverse("office:document-reminder-steps")


class StepSwitch(CapabilityRequired):
    """A press that takes a step out of the schedule, or puts it back."""

    capability = REMIND

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        step = step_or_404(pk)
        services.change_step(step, is_on=not step.is_on, actor=self.request.user)
        words = _("“%(step)s” is in use.") if step.is_on else _("“%(step)s” is switched off.")
        messages.success(request, words % {"step": step})
        return redirect("office:document-reminder-steps")
