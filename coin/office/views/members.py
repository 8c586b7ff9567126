"""Members: the list, the record, and what volunteers do to them."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.billing import capabilities as billing
from coin.core.templatetags.coin import day, euros, last_day
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import Action, FormPage, Link
from coin.members import capabilities, services
from coin.members.enums import MemberKind
from coin.members.models import DuesPeriod, Member
from coin.office import filters, forms, lists, tables
from coin.subscriptions.enums import LIVE_SUBSCRIPTIONS


def member_or_404(number: int) -> Member:
    member = lists.members().filter(number=number).first()
    if member is None:
        raise Http404
    return member


class MemberList(ListPage):
    capability = capabilities.SEE
    title = gettext_lazy("Members")
    table_class = tables.MemberTable
    filterset_class = filters.MemberFilter
    csv_name = "members"
    page_first = True

    def get_queryset(self) -> QuerySet[Member]:
        return lists.members()

    def hidden_columns(self) -> list[str]:
        return [] if self.request.user.has_capability(billing.SEE.slug) else ["balance"]

    def noun(self, count: int) -> str:
        return ngettext("%(count)s member", "%(count)s members", count) % {"count": count}

    def get_actions(self) -> list[Action]:
        new, edit = reverse("office:member-new"), capabilities.EDIT
        return [
            Action(_("New person"), new, "user-plus", edit, "primary"),
            Action(_("New organisation"), f"{new}?kind=organisation", "building", edit),
        ]


class MemberPage(FormPage):
    """A form about one member, found by number."""

    capability = capabilities.EDIT
    member: Member

    def prepare(self) -> None:
        self.member = member_or_404(self.kwargs["number"])

    def get_parent(self) -> Link:
        return member_link(self.member)


def member_link(member: Member) -> Link:
    return Link(str(member), tables.member_url(member))


class MemberNew(FormPage):
    capability = capabilities.EDIT
    form_class = forms.MemberForm
    button = gettext_lazy("Record the member")
    done = gettext_lazy("The member is recorded. Open their first dues period when they join.")

    @property
    def kind(self) -> MemberKind:
        wanted = self.request.GET.get("kind")
        return MemberKind.ORGANISATION if wanted == "organisation" else MemberKind.PERSON

    def get_title(self) -> str:
        return _("New organisation") if self.kind == MemberKind.ORGANISATION else _("New person")

    def get_parent(self) -> Link:
        return Link(_("Members"), reverse("office:members"))

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"kind": self.kind}

    def do(self, form: forms.MemberForm) -> str:
        member = services.create_member(
            actor=self.request.user, kind=self.kind, **form.cleaned_data
        )
        return tables.member_url(member)


class MemberEdit(MemberPage):
    form_class = forms.MemberForm
    title = gettext_lazy("Edit the member")
    button = gettext_lazy("Save")
    done = gettext_lazy("Saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        names = forms.FIELDS[MemberKind(self.member.kind)]
        initial = {name: getattr(self.member, name) for name in names}
        return {"kind": self.member.kind, "initial": initial}

    def do(self, form: forms.MemberForm) -> str:
        services.update_member(self.member, actor=self.request.user, **form.cleaned_data)
        return tables.member_url(self.member)


class DuesOpen(MemberPage):
    form_class = forms.DuesForm
    title = gettext_lazy("Open a dues period")
    button = gettext_lazy("Open the period")
    done = gettext_lazy("The period is open. The next billing run calls for these dues.")

    def get_initial(self) -> dict[str, Any]:
        return forms.DuesForm.suggested(self.member)

    def do(self, form: forms.DuesForm) -> str:
        services.open_dues_period(self.member, actor=self.request.user, **form.cleaned_data)
        return tables.member_url(self.member)


class DuesPaid(ConfirmPage):
    capability = capabilities.EDIT
    title = gettext_lazy("Mark dues as paid")
    form_class = forms.PaidOnForm
    done = gettext_lazy("The dues are marked as paid.")
    period: DuesPeriod

    def prepare(self) -> None:
        found = DuesPeriod.objects.select_related("member", "plan").filter(pk=self.kwargs["pk"])
        period = found.first()
        if period is None:
            raise Http404
        self.period = period

    def get_parent(self) -> Link:
        return member_link(self.period.member)

    def preview(self) -> Preview:
        period = self.period
        sentence = _("The dues of %(member)s count as paid, and the member is in good standing.")
        if period.paid_on:
            return Preview(_("These dues are already marked as paid."))
        return Preview(
            sentence % {"member": period.member},
            button=_("Mark as paid"),
            facts=[
                (_("Plan"), period.plan.name),
                (_("Period"), period_words(period.starts_on, period.ends_on)),
                (_("Amount"), euros(period.amount)),
            ],
            warnings=[
                _("Record a payment instead when the money came to the association's account.")
            ],
        )

    def do(self, form: forms.PaidOnForm) -> str:
        paid_on = form.cleaned_data["paid_on"]
        services.confirm_dues_paid(self.period, paid_on=paid_on, actor=self.request.user)
        return tables.member_url(self.period.member)


def period_words(starts_on: Any, ends_on: Any) -> str:
    return _("%(start)s to %(end)s") % {"start": day(starts_on), "end": day(last_day(ends_on))}


class Departure(ConfirmPage):
    capability = capabilities.EDIT
    title = gettext_lazy("Record a departure")
    form_class = forms.DepartureForm
    done = gettext_lazy("The departure is recorded.")
    member: Member

    def prepare(self) -> None:
        self.member = member_or_404(self.kwargs["number"])

    def get_parent(self) -> Link:
        return member_link(self.member)

    def preview(self) -> Preview:
        member = self.member
        if member.left_on or member.excluded_on:
            return Preview(_("The departure of this member is already recorded."))
        return Preview(
            _("%(member)s will no longer be a member. Their record and documents stay.")
            % {"member": member},
            button=_("Record the departure"),
            warnings=list(self.warnings()),
            style="danger",
        )

    def warnings(self) -> "list[str | Promise]":
        live = self.member.subscriptions.filter(state__in=LIVE_SUBSCRIPTIONS).count()
        balance = lists.balance_of(self.member)
        said: list[str | Promise] = []
        if live:
            words = ngettext(
                "%(count)s subscription goes on: end it apart.",
                "%(count)s subscriptions go on: end them apart.",
                live,
            )
            said.append(words % {"count": live})
        if balance > 0:
            said.append(_("They still owe %(amount)s.") % {"amount": euros(balance)})
        return said

    def do(self, form: forms.DepartureForm) -> str:
        services.record_departure(self.member, actor=self.request.user, **form.cleaned_data)
        return tables.member_url(self.member)


class ReturnOfMember(ConfirmPage):
    capability = capabilities.EDIT
    title = gettext_lazy("Undo a departure")
    done = gettext_lazy("The departure is undone.")
    member: Member

    def prepare(self) -> None:
        self.member = member_or_404(self.kwargs["number"])

    def get_parent(self) -> Link:
        return member_link(self.member)

    def preview(self) -> Preview:
        sentence = _("%(member)s becomes a member again, under the same number.")
        return Preview(sentence % {"member": self.member}, button=_("Undo the departure"))

    def do(self, form: Any) -> str:
        services.undo_departure(self.member, actor=self.request.user)
        return tables.member_url(self.member)
