"""The answers typed so far on the pages of the join form.

They travel in the pages themselves, as hidden fields: the server keeps nothing of a candidate before the form is sent.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _

from coin.core.models import Association
from coin.core.money import euros
from coin.members.enums import MemberKind
from coin.portal.joining.answers import Answers
from coin.portal.joining.check import CheckForm
from coin.portal.joining.forms import (
    AmountForm,
    ContactForm,
    KindForm,
    OrganisationForm,
    PersonForm,
    PlanForm,
    StepForm,
    WishesForm,
)

CHECK = "check"
SEEN = "seen"
FORMS: dict[str, type[StepForm]] = {
    "kind": KindForm,
    "person": PersonForm,
    "organisation": OrganisationForm,
    "contact": ContactForm,
    "plan": PlanForm,
    "amount": AmountForm,
    "wishes": WishesForm,
    CHECK: CheckForm,
}
# The last page carries nothing along: its stamp and its boxes belong to the moment when they are shown.
CARRIED = [name for step, form in FORMS.items() if step != CHECK for name in form.base_fields]


class Draft(Answers):
    """The answers, the pages that they call for, and the first page that still has to be answered.

    `data` is what the browser posted. `seen` are the pages (keys of FORMS) that were answered. Nothing is saved.
    """

    def __init__(self, data: QueryDict, association: Association) -> None:
        super().__init__(data, association)
        self.seen = set(data.getlist(SEEN)) & set(FORMS)

    @cached_property
    def steps(self) -> list[str]:
        """The pages (keys of FORMS) that these answers call for, in order; the last one is to check them."""
        who = "organisation" if self.kind == MemberKind.ORGANISATION else "person"
        plan = ["plan"] if len(self.plans) > 1 else []
        return ["kind", who, "contact", *plan, "amount", "wishes", CHECK]

    def form(self, step: str, *, bound: bool) -> StepForm:
        """The form of page `step`. Bound, it says what is wrong; unbound, it shows the answers, or what is proposed."""
        if bound:
            return FORMS[step](self.data, draft=self)
        form = FORMS[step](draft=self)
        if step in self.seen or any(name in self.data for name in form.fields):
            form.initial = {
                name: field.widget.value_from_datadict(self.data, {}, name)
                for name, field in form.fields.items()
            }
        return form

    def bound_forms(self) -> Iterator[tuple[str, StepForm]]:
        """(page, its bound form), for every page but the last."""
        for step in self.steps[:-1]:
            yield step, self.form(step, bound=True)

    def first_missing(self) -> str:
        """The first page without an answer, or whose answer is no longer valid; the last page when all are answered.

        A page where nothing is compulsory is valid before it is shown: `seen` tells it from one that was answered.
        """
        for step, form in self.bound_forms():
            if step not in self.seen or not form.is_valid():
                return step
        return CHECK

    def before(self, step: str) -> str:
        """The page before `step`; empty for the first."""
        place = self.steps.index(step)
        return self.steps[place - 1] if place else ""

    def carried(self, form: forms.Form | None) -> list[tuple[str, str]]:
        """(name, value) of the hidden fields that carry the answers of the pages other than `form`'s.

        None carries all of them. The pages seen are carried too.
        """
        names = [name for name in CARRIED if form is None or name not in form.fields]
        answers = [(name, value) for name in names for value in self.data.getlist(name)]
        return answers + [(SEEN, step) for step in FORMS if step in self.seen]

    def sections(self) -> list[dict[str, Any]]:
        """The answers in words, as the last page shows them: the `step`, the `title` and the `answers` of each page.

        `answers` are (label, value) without the empty ones. Every form is valid by now.
        """
        return [
            {"step": step, "title": form.title, "answers": list(_answers(form))}
            for step, form in self.bound_forms()
            if form.is_valid()
        ]

    def fields(self) -> dict[str, Any]:
        """The arguments of `submit_application` that the pages give. Every form is valid by now."""
        values: dict[str, Any] = {"plan": self.plan}
        for _step, form in self.bound_forms():
            form.is_valid()
            values |= form.cleaned_data
        return values


def _answers(form: StepForm) -> Iterator[tuple[Any, Any]]:
    for field in form:
        value = form.cleaned_data.get(field.name)
        if value not in ("", None, [], False):
            yield form.short.get(field.name, field.label), _words(field, value)


def _words(field: BoundField, value: Any) -> Any:
    if isinstance(field.field, forms.DecimalField):
        return euros(value)
    if isinstance(value, bool):
        return _("asked for")
    if isinstance(field.field, forms.ModelChoiceField):
        return str(value)
    choices = dict(getattr(field.field, "choices", ()))
    if isinstance(value, list):
        return ", ".join(str(choices.get(choice, choice)) for choice in value)
    return choices.get(value, value)
