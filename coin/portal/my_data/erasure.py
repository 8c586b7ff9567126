"""Asking to be erased: which data goes now, which must stay, until when and by which text; then the request."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.templatetags.coin import day
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.places import Place
from coin.members.data import erasure
from coin.members.data.erasure_plan import erasure_plan
from coin.members.enums import ErasureState
from coin.members.models import ErasureRequest
from coin.portal.shared.pages import MY_DATA, MemberPage


class WordsForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("A word to the volunteers"),
        required=False,
        max_length=erasure.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ErasurePage(MemberPage):
    """The base of the pages about the request to be erased. `waiting` is the one without an answer, or None."""

    @cached_property
    def waiting(self) -> ErasureRequest | None:
        return self.member.erasures.filter(state=ErasureState.REQUESTED).first()


class MyErasure(ErasurePage, ConfirmPage):
    template_name = "portal/my_data/my_erasure.html"
    title = gettext_lazy("Have my data erased")
    parent = MY_DATA
    form_class = WordsForm
    done = gettext_lazy("Your request is recorded. The volunteers answer within a month.")

    def preview(self) -> Preview:
        if self.waiting:
            words = {"day": day(self.waiting.asked_at + erasure.ANSWER_WITHIN)}
            return Preview(_("You asked for it: the volunteers answer by %(day)s.") % words)
        return Preview(
            _(
                "You leave the association, and what no law asks to keep is erased. "
                "Two volunteers do it, within a month."
            ),
            button=_("Ask to be erased"),
            warnings=[reason] if (reason := erasure.why_not_erased(self.member)) else [],
            style="danger",
        )

    def get_form(self, data: Any = None) -> forms.Form | None:
        return None if self.waiting else super().get_form(data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = erasure_plan(self.member)
        return super().get_context_data(
            waiting=self.waiting,
            goes=[planned for planned in plan if planned.is_now],
            stays=[planned for planned in plan if not planned.is_now],
            **kwargs,
        )

    def do(self, form: Any) -> str:
        words = form.cleaned_data["words"] if form else ""
        erasure.ask_erasure(self.member, actor=self.request.user, words=words)
        return reverse("portal:my-erasure")


class MyErasureBack(ErasurePage, ConfirmPage):
    title = gettext_lazy("Take the request back")
    parent = Place(gettext_lazy("Have my data erased"), "portal:my-erasure")
    done = gettext_lazy("The request is taken back: nothing is erased.")

    def prepare(self) -> None:
        if self.waiting is None:
            raise Http404

    def preview(self) -> Preview:
        return Preview(_("You stay a member, and your data stays."), button=_("Take it back"))

    def do(self, form: Any) -> None:
        assert self.waiting
        erasure.withdraw_erasure(self.waiting, actor=self.request.user)
