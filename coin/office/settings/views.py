"""The association's settings: one page that shows them all, and one small form for each subject."""

import json
from datetime import date
from typing import Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core import retention, sensitive
from coin.core.errors import InvalidInput
from coin.core.models import Association
from coin.core.models.association import VatPeriod
from coin.core.services.settings import change_settings, set_retention, tighten_acts_of_two
from coin.core.templatetags.coin import day
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.pages import FormPage, Page
from coin.core.views.sensitive import SensitiveFormPage
from coin.members.body.sensitive import ONE_PERSON
from coin.members.capabilities import SETTINGS
from coin.office import pages_of
from coin.office.settings import forms as settings_forms
from coin.office.settings.forms import SECTIONS, Section

EMPTY = "\N{EM DASH}"


def in_words(association: Association, name: str) -> tuple[str, str]:
    """The label and the value, in words, of the association's field `name`; a dash for an empty one."""
    field = association._meta.get_field(name)
    label = str(getattr(field, "verbose_name", name))
    return label[:1].upper() + label[1:], value_in_words(association, name)


def value_in_words(association: Association, name: str) -> str:
    value = getattr(association, name)
    if getattr(association._meta.get_field(name), "choices", None):
        return str(getattr(association, f"get_{name}_display")())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return day(value)
    if isinstance(value, list):
        return ", ".join(value) or EMPTY
    return EMPTY if value in (None, "") else str(value)


class Settings(Page):
    capability = SETTINGS
    template_name = "office/settings/settings.html"
    title = gettext_lazy("Settings")
    subtitle = gettext_lazy("What the association decided. Each change stands in the journal.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        association = Association.current()
        alone = association.done_alone
        sections = [
            (section, [in_words(association, name) for name in section.fields])
            for section in SECTIONS.values()
        ]
        return super().get_context_data(
            sections=sections,
            areas=list(enumerate(association.covered_areas)),
            has_logo=bool(association.logo),
            vat_periods=list(VatPeriod.objects.all()),
            has_signature=bool(association.donation_signature),
            acts=[(act, act.always or act.slug not in alone) for act in sensitive.acts()],
            rules=[(rule, months_of(rule, association)) for rule in retention.rules()],
            **kwargs,
        )


def months_of(rule: retention.Rule, association: Association) -> int:
    """The months for which a rule of retention keeps data in this association, without a query for each rule.

    They are its own choice or else the rule's, and at least what the law asks.
    """
    return max(int(association.retention.get(rule.slug, rule.months)), rule.least)


class SettingsEdit(FormPage):
    """The form that changes the settings of one section, named in the URL."""

    parent = pages_of.SETTINGS
    capability = SETTINGS
    form_class = settings_forms.SectionForm
    button = gettext_lazy("Save")
    done = gettext_lazy("The settings are saved.")
    section: Section

    def prepare(self) -> None:
        if self.kwargs["section"] not in SECTIONS:
            raise Http404
        self.section = SECTIONS[self.kwargs["section"]]
        self.intro = self.section.intro

    def get_title(self) -> Any:
        return self.section.title

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "section": self.section}

    def get_initial(self) -> dict[str, Any]:
        association = Association.current()
        return {name: getattr(association, name) for name in self.section.fields}

    def do(self, form: settings_forms.SectionForm) -> str:
        change_settings(actor=self.request.user, **form.cleaned_data)
        return pages_of.SETTINGS.address(self.section.slug)


class RetentionEdit(FormPage):
    parent = pages_of.SETTINGS
    capability = SETTINGS
    title = gettext_lazy("How long data is kept")
    intro = gettext_lazy(
        "Once that time is over, the data is erased at night. Less than the law wants is refused."
    )
    form_class = settings_forms.RetentionForm
    button = gettext_lazy("Save")
    done = gettext_lazy("The durations are saved.")

    def do(self, form: settings_forms.RetentionForm) -> str:
        set_retention(actor=self.request.user, months=form.cleaned_data)
        return pages_of.SETTINGS.address("conservation")


class ActsEdit(SensitiveFormPage):
    """The form that chooses which acts take two people.

    To let one person alone do more takes two people; to make more acts wait for a second person is done at once.
    """

    parent = pages_of.SETTINGS
    capability = SETTINGS
    act = ONE_PERSON
    title = gettext_lazy("Acts of two people")
    intro = gettext_lazy(
        "What is ticked waits for a second person. To let one person alone do more takes two people; "
        "to tick more is done at once."
    )
    form_class = settings_forms.ActsForm
    button = gettext_lazy("Save")
    done = gettext_lazy("The settings are saved.")

    def get_subject(self) -> Association:
        return Association.current()

    def add_fields(self, form: forms.Form) -> None:
        super().add_fields(form)
        if "reason" in form.fields:
            # Only a loosening needs a reason, and only `do` knows which it is.
            form.fields["reason"].required = False

    def button_words(self, button: Any) -> Any:
        return button

    def get_initial(self) -> dict[str, Any]:
        alone = Association.current().done_alone
        return {"acts": [act.slug for act in sensitive.acts() if act.slug not in alone]}

    def get_arguments(self, form: Any) -> dict[str, Any]:
        if form is None:
            return {}
        ticked = form.cleaned_data["acts"]
        free = [act.slug for act in sensitive.acts() if not act.always]
        return {"acts": [slug for slug in free if slug not in ticked]}

    def get_sentence(self, form: Any) -> str:
        labels = {act.slug: str(act.label) for act in sensitive.acts()}
        alone = ", ".join(labels[slug] for slug in self.get_arguments(form)["acts"])
        return _("One person alone may do from now on: %(acts)s.") % {"acts": alone}

    def do(self, form: settings_forms.ActsForm) -> str:
        wanted = self.get_arguments(form)["acts"]
        if set(wanted) <= set(self.get_subject().done_alone):
            tighten_acts_of_two(actor=self.request.user, acts=wanted)
            return self.get_done_url()
        if "reason" in form.fields and not form.cleaned_data["reason"]:
            raise InvalidInput(_("Say why: the second person reads it."), field="reason")
        return super().do(form)

    def get_done_url(self) -> str:
        return pages_of.SETTINGS.address("a-deux")


class AreaPage(Page):
    """The base of the pages about an area that the association covers, for the federation's map.

    Areas are a list without keys: the URL gives the place in the list, from 0; a 404 past its end.
    """

    parent = pages_of.SETTINGS
    capability = SETTINGS
    areas: list[dict[str, Any]]

    def prepare(self) -> None:
        self.areas = list(Association.current().covered_areas)
        if "place" in self.kwargs and self.kwargs["place"] >= len(self.areas):
            raise Http404


class AreaEdit(AreaPage, FormPage):
    """The form that adds an area (no place in the URL), or changes the area at a place in the list."""

    title = gettext_lazy("Covered area")
    form_class = settings_forms.AreaForm
    button = gettext_lazy("Save")
    done = gettext_lazy("The area is saved.")

    def get_initial(self) -> dict[str, Any]:
        if "place" not in self.kwargs:
            return {}
        area = self.areas[self.kwargs["place"]]
        outline = json.dumps(area["area"]) if area.get("area") else ""
        return {**area, "area": outline}

    def do(self, form: settings_forms.AreaForm) -> str:
        area = {name: value for name, value in form.cleaned_data.items() if value}
        place = self.kwargs.get("place", len(self.areas))
        # At the end of the list the slice is empty, and the new area is appended.
        self.areas[place : place + 1] = [area]
        change_settings(actor=self.request.user, covered_areas=self.areas)
        return pages_of.SETTINGS.address("zones")


class AreaRemove(AreaPage, ConfirmPage):
    title = gettext_lazy("Remove a covered area")
    done = gettext_lazy("The area is removed.")

    def preview(self) -> Preview:
        words = {"area": self.areas[self.kwargs["place"]].get("name", "")}
        sentence = _("The area “%(area)s” leaves the federation's map.")
        # The page posts the number of areas back: when another area was removed meanwhile, places have moved.
        count = len(self.areas)
        return Preview(sentence % words, _("Remove the area"), count=count, style="danger")

    def do(self, form: Any) -> str:
        del self.areas[self.kwargs["place"]]
        change_settings(actor=self.request.user, covered_areas=self.areas)
        return pages_of.SETTINGS.address("zones")
