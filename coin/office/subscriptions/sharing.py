"""Shared lines: a split from a day, a member who leaves, the end of sharing, a request to share declined."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.views.confirm import Preview
from coin.core.views.pages import FormPage
from coin.members.models import Member
from coin.office import pages_of
from coin.office.subscriptions import forms, money
from coin.office.subscriptions.prices import CostPage, SubscriptionPage
from coin.subscriptions.models import SharingRequest, Split
from coin.subscriptions.sharing.requests import decline_sharing
from coin.subscriptions.sharing.services import end_split, leave_split, split_cost


class SharingPage(CostPage):
    """The base of the pages that change the shares of a subscription; the press tells everyone concerned by mail.

    The preview also names those without an e-mail address. A subclass gives what CostPage asks for.
    """

    def preview(self, form: Any) -> Preview:
        preview = super().preview(form)
        concerned = money.difference(
            self.object.pk, form.cleaned_data[self.day_field], self.act(form)
        )
        silent = [str(part.member) for part in concerned if not part.member.email]
        if not silent:
            return preview
        words = _("Without an e-mail address, to be told otherwise: %(names)s.")
        return replace(preview, warnings=[*preview.warnings, words % {"names": ", ".join(silent)}])


class SplitNew(SharingPage):
    template_name = "office/subscriptions/split_new.html"
    title = gettext_lazy("Share the cost")
    form_class = forms.SplitForm
    done = gettext_lazy("The cost is shared. Everyone is told by mail.")

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = self.request.POST.get("rows") or self.request.GET.get("rows") or ""
        return super().get_form_kwargs() | {
            "member": self.object.member,
            "split": self.present(),
            "rows": int(rows) if rows.isdecimal() and len(rows) < 3 else forms.ROWS,
        }

    def present(self) -> Split | None:
        """The split that fills the form at first: the latest one, even when it is still to come.

        None without a split, and after one without shares, which ended the sharing.
        """
        split = self.object.splits.order_by("-starts_on").first()
        return split if split and split.shares.exists() else None

    def get_initial(self) -> dict[str, Any]:
        present = self.present()
        if present is None:
            return {}
        return {"mode": present.mode, "starts_on": max(present.starts_on, forms.after_notice())}

    def act(self, form: forms.SplitForm) -> Callable[[], object]:
        names = ("starts_on", "mode", "shares", "note", "everyone_agreed")
        values = {name: form.cleaned_data[name] for name in names}
        return lambda: split_cost(self.object, actor=self.request.user, **values)

    def sentence(self, form: forms.SplitForm) -> str:
        return _("This is what everyone pays then. They are told by mail when you confirm.")

    def words_of_button(self) -> str:
        return _("Share the cost and tell everyone")


class SplitEnd(SharingPage):
    title = gettext_lazy("Stop sharing the cost")
    form_class = forms.EndSplitForm
    day_field = "on"
    done = gettext_lazy("The cost is shared no more from that day. Everyone is told by mail.")

    def act(self, form: forms.EndSplitForm) -> Callable[[], object]:
        values = form.cleaned_data
        return lambda: end_split(self.object, actor=self.request.user, **values)

    def sentence(self, form: forms.EndSplitForm) -> str:
        words = _("%(member)s pays the whole again. Everyone is told by mail when you confirm.")
        return words % {"member": self.object.member}

    def words_of_button(self) -> str:
        return _("Stop sharing and tell everyone")


class SplitLeave(SharingPage):
    form_class = forms.LeaveSplitForm
    day_field = "on"
    done = gettext_lazy("The parts are worked out again. Everyone is told by mail.")
    leaver: Member

    def prepare(self) -> None:
        super().prepare()
        self.leaver = pages_of.MEMBERS.find(self.kwargs)
        if not self.object.splits.filter(shares__member=self.leaver).exists():
            raise Http404

    def get_title(self) -> str:
        return _("%(member)s no longer shares") % {"member": self.leaver}

    def act(self, form: forms.LeaveSplitForm) -> Callable[[], object]:
        values = form.cleaned_data
        user = self.request.user
        return lambda: leave_split(self.object, self.leaver, actor=user, **values)

    def sentence(self, form: forms.LeaveSplitForm) -> str:
        return _("Those who stay pay their part. They are told by mail when you confirm.")

    def words_of_button(self) -> str:
        return _("Work out the parts and tell everyone")


class SharingDecline(SubscriptionPage, FormPage):
    title = gettext_lazy("Say no to sharing")
    form_class = forms.DeclineSharingForm
    button = gettext_lazy("Say no")
    done = gettext_lazy("The member is told by mail.")

    def prepare(self) -> None:
        super().prepare()
        if not SharingRequest.objects.filter(subscription=self.object).exists():
            raise Http404

    def do(self, form: forms.DeclineSharingForm) -> None:
        answer = form.cleaned_data["answer"]
        decline_sharing(self.object, answer=answer, actor=self.request.user)
