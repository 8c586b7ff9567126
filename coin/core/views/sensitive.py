"""Pages that do an act of two people (coin.core.sensitive), or ask a second person for it."""

from dataclasses import replace
from enum import Enum, auto
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from coin.core.models import ProposalState
from coin.core.sensitive import SensitiveAct, needs_two, propose, second_people
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.pages import FormPage, Page


class Way(Enum):
    """How an act would be done if this person asked for it now."""

    FREE = auto()  # by one person: the association's settings allow it
    TWO = auto()  # it waits for a second person
    ALONE = auto()  # at once, since nobody else could confirm it; the whole body is told
    BLOCKED = auto()  # not at all: it always takes two people, and nobody else could confirm it


class AsksTwo(Page):
    """The base of both kinds of pages below. A subclass gives `act` and `get_subject`, perhaps `get_arguments`."""

    act: ClassVar[SensitiveAct]
    done: "str | Promise" = ""

    def get_subject(self) -> models.Model | None:
        """The subject of the act; None until a form has named it."""
        raise NotImplementedError

    def get_arguments(self, form: Any) -> dict[str, Any]:
        """The arguments of the act beside its subject: plain values. `form` is valid, or None before it is sent."""
        return {}

    def get_done_url(self) -> str:
        """The address to go to once the act is done."""
        subject = self.get_subject()
        return self.act.url_of(subject) if self.act.url_of else self.get_back_url()

    @cached_property
    def seconds(self) -> list[Any]:
        """The users who could confirm the act if the person signed in asked for it; empty when there are none."""
        return second_people(
            self.act, self.get_subject(), self.get_arguments(None), self.request.user
        )

    @cached_property
    def way(self) -> Way:
        if not needs_two(self.act):
            return Way.FREE
        if self.seconds:
            return Way.TWO
        return Way.BLOCKED if self.act.always else Way.ALONE

    def add_fields(self, form: forms.Form) -> None:
        """Add to `form` the fields that this act needs: the reason, and whether it is an emergency.

        An act that one person does needs neither; one that cannot be done gets none.
        """
        if self.way is Way.BLOCKED:
            return
        if "reason" not in form.fields and self.way is not Way.FREE:
            form.fields["reason"] = forms.CharField(
                label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
            )
        if self.way is Way.TWO and not self.act.always:
            form.fields["emergency"] = forms.BooleanField(
                label=_("It is an emergency: do it now, alone; the whole body is told"),
                required=False,
            )

    def how(self) -> str:
        """A sentence that says who does the act; empty where one person does it."""
        right = {"right": self.act.capability.label}
        if self.way is Way.TWO:
            people = ", ".join(str(user) for user in self.seconds)
            return _("It waits until one of these people confirms it: %(people)s.") % {
                "people": people
            }
        if self.way is Way.ALONE:
            words = _(
                "Nobody else who holds the right “%(right)s” can confirm it: you do it alone, and the journal says so."
            )
            return words % right
        if self.way is Way.BLOCKED:
            words = _("This takes two people, and nobody else holds the right “%(right)s” today.")
            return words % right
        return ""

    def button_words(self, button: Any) -> Any:
        return _("Ask a second person") if self.way is Way.TWO else button

    def ask(self, form: Any, sentence: str) -> str:
        """Do the act or ask a second person for it, by `propose`, whose errors it raises.

        `form` is valid, or None; `sentence` says what will happen. Returns the address to go to, and sets `done`, the
        message shown there.
        """
        subject = self.get_subject()
        assert subject is not None
        values = form.cleaned_data if form else {}
        proposal = propose(
            self.act,
            subject,
            sentence=sentence,
            arguments=self.get_arguments(form),
            actor=self.request.user,
            reason=values.get("reason", ""),
            emergency=bool(values.get("emergency")),
        )
        if proposal and proposal.state == ProposalState.WAITING:
            self.done = _("Asked: another person confirms it.")
            return reverse("office:proposal", args=[proposal.pk])
        self.done = self.done or _("Done.")
        if proposal and proposal.state == ProposalState.EMERGENCY:
            self.done = _("Done alone; the whole body is told.")
        return self.get_done_url()


class SensitivePage(AsksTwo, ConfirmPage):
    """A ConfirmPage whose act takes two people. The second person reads `preview().sentence`."""

    def get_form(self, data: Any = None) -> forms.Form | None:
        form = super().get_form(data) or forms.Form(data)
        self.add_fields(form)
        return form if form.fields else None

    def do(self, form: Any) -> str:
        return self.ask(form, str(self.preview().sentence))

    def show(
        self,
        preview: Preview,
        form: forms.Form | None,
        *,
        refusal: str = "",
        status: int | None = None,
    ) -> HttpResponse:
        return super().show(self.with_people(preview), form, refusal=refusal, status=status)

    def with_people(self, preview: Preview) -> Preview:
        """The preview with the people who do the act; without a button when the act cannot be done."""
        if not preview.button or self.way is Way.FREE:
            return preview
        if self.way is Way.TWO:
            facts = [*preview.facts, (_("Second person"), self.how())]
            return replace(preview, button=self.button_words(preview.button), facts=facts)
        button = "" if self.way is Way.BLOCKED else preview.button
        return replace(preview, button=button, warnings=[*preview.warnings, self.how()])


class SensitiveFormPage(AsksTwo, FormPage):
    """A FormPage whose act takes two people. The second person reads `get_sentence(form)`."""

    def get_sentence(self, form: Any) -> str:
        raise NotImplementedError

    def get_form(self) -> forms.Form:
        form = super().get_form()
        self.add_fields(form)
        return form

    def do(self, form: Any) -> str:
        return self.ask(form, self.get_sentence(form))

    def show(self, form: forms.Form, status: int = 200) -> HttpResponse:
        self.intro = " ".join(filter(None, (str(self.intro), self.how())))
        self.button = self.button_words(self.button)
        return super().show(form, status)
