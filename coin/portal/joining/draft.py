"""What was typed so far on the pages of the join form.

It travels in the pages themselves, as hidden fields: nothing of a candidate is kept on the server before they send it.
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
CARRIED = [name for step, form in FORMS.items() if step != CHECK for name in form.base_fields]


class Draft(Answers):
    """The answers, which pages they call for, and what is still to be asked."""

    def __init__(self, data: QueryDict, association: Association) -> None:
        super().__init__(data, association)
        self.seen = set(data.getlist(SEEN)) & set(FORMS)

    @cached_property
    def steps(self) -> list[str]:
        """The pages that these answers call for, in order; the last one checks them."""
        who = "organisation" if self.kind == MemberKind.ORGANISATION else "person"
        plan = ["plan"] if len(self.plans) > 1 else []
        return ["kind", who, "contact", *plan, "amount", "wishes", CHECK]

    def form(self, step: str, *, bound: bool) -> StepForm:
        """A page's form: bound, it says what is wrong; else it shows what was typed, or what is proposed."""
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
        """Every page's form but the last, bound."""
        for step in self.steps[:-1]:
            yield step, self.form(step, bound=True)

    def first_missing(self) -> str:
        """The first page that was not answered, or no longer can be as it is; the last page when all are."""
        for step, form in self.bound_forms():
            if step not in self.seen or not form.is_valid():
                return step
        return CHECK

    def before(self, step: str) -> str:
        """The page before; empty for the first."""
        place = self.steps.index(step)
        return self.steps[place - 1] if place else ""

    def carried(self, form: forms.Form | None) -> list[tuple[str, str]]:
        """The hidden fields that carry all the other answers along."""
        names = [name for name in CARRIED if form is None or name not in form.fields]
        answers = [(name, value) for name in names for value in self.data.getlist(name)]
        return answers + [(SEEN, step) for step in FORMS if step in self.seen]

    def sections(self) -> list[dict[str, Any]]:
        """What was answered, in words, page by page, as the last page shows them. Every form is valid by now."""
        return [
            {"step": step, "title": form.title, "answers": list(_answers(form))}
            for step, form in self.bound_forms()
            if form.is_valid()
        ]

    def fields(self) -> dict[str, Any]:
        """What the service takes. Every form is valid by now."""
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
        return ", ".join(str(choices.get(one, one)) for one in value)
    return choices.get(value, value)
