"""Members: the list, a new member, a change, a departure and its undoing."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.billing import capabilities as billing
from coin.core.templatetags.coin import euros
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import AboutPage, Action, FormPage
from coin.members import capabilities
from coin.members.enums import MemberKind
from coin.members.models import Member
from coin.members.people.services import (
    create_member,
    record_departure,
    undo_departure,
    update_member,
)
from coin.office import pages_of
from coin.office.members import lists
from coin.office.members import tables as member_list
from coin.office.members.forms import DepartureForm, MemberForm, fields_of
from coin.subscriptions import capabilities as subscriptions
from coin.subscriptions.enums import LIVE_SUBSCRIPTIONS


class MemberList(ListPage):
    capability = capabilities.SEE
    of = pages_of.MEMBERS
    table_class = member_list.MemberTable
    filterset_class = member_list.MemberFilter
    csv_name = "members"
    page_first = True

    def hidden_columns(self) -> list[str]:
        needed = {
            "balance": billing.SEE,
            "offers": subscriptions.SEE,
        }
        user = self.request.user
        return [
            name for name, capability in needed.items() if not user.has_capability(capability.slug)
        ]

    def decorate(self, rows: list[Any]) -> None:
        # A query for a column only where this person shows that column.
        if "logins" in self.columns.shown:
            member_list.put_logins(rows)
        if "offers" in self.columns.shown:
            member_list.put_offers(rows)

    def get_actions(self) -> list[Action]:
        new, edit = reverse("office:member-new"), capabilities.EDIT
        return [
            Action(_("New person"), new, "user-plus", edit, "primary"),
            Action(_("New organisation"), f"{new}?kind=organisation", "building", edit),
        ]


class AboutMember(AboutPage[Member]):
    """The base of the pages about one member, `member`, whom the URL names by number. An archived one is a 404."""

    of = pages_of.MEMBERS

    @property
    def member(self) -> Member:
        return self.object


class MemberPage(AboutMember, FormPage):
    """The base of the forms about one member, for those who may change members. A subclass gives the form and `do`."""

    capability = capabilities.EDIT


class MemberNew(FormPage):
    parent = pages_of.MEMBERS
    capability = capabilities.EDIT
    form_class = MemberForm
    button = gettext_lazy("Record the member")
    done = gettext_lazy("The member is recorded. Open their first dues period when they join.")

    @property
    def kind(self) -> MemberKind:
        wanted = self.request.GET.get("kind")
        return MemberKind.ORGANISATION if wanted == "organisation" else MemberKind.PERSON

    def get_title(self) -> str:
        return _("New organisation") if self.kind == MemberKind.ORGANISATION else _("New person")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"kind": self.kind}

    def do(self, form: MemberForm) -> str:
        member = create_member(actor=self.request.user, kind=self.kind, **form.cleaned_data)
        return pages_of.MEMBERS.url_of(member)


class MemberEdit(MemberPage):
    form_class = MemberForm
    title = gettext_lazy("Edit the member")
    button = gettext_lazy("Save")
    done = gettext_lazy("Saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        names = fields_of(self.member.kind)
        initial = {name: getattr(self.member, name) for name in names}
        return {"kind": self.member.kind, "initial": initial}

    def do(self, form: MemberForm) -> None:
        update_member(self.member, actor=self.request.user, **form.cleaned_data)


class Departure(AboutMember, ConfirmPage):
    capability = capabilities.EDIT
    title = gettext_lazy("Record a departure")
    form_class = DepartureForm
    done = gettext_lazy("The departure is recorded.")

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
        warnings: list[str | Promise] = []
        if live:
            words = ngettext(
                "%(count)s subscription goes on: end it apart.",
                "%(count)s subscriptions go on: end them apart.",
                live,
            )
            warnings.append(words % {"count": live})
        if balance > 0:
            warnings.append(_("They still owe %(amount)s.") % {"amount": euros(balance)})
        return warnings

    def do(self, form: DepartureForm) -> None:
        record_departure(self.member, actor=self.request.user, **form.cleaned_data)


class ReturnOfMember(AboutMember, ConfirmPage):
    capability = capabilities.EDIT
    title = gettext_lazy("Undo a departure")
    done = gettext_lazy("The departure is undone.")

    def get_object(self) -> Member:
        """An archived member is found only by those with the capability on personal data; others get a 404."""
        sees_all = self.request.user.has_capability(capabilities.PERSONAL_DATA.slug)
        rows = lists.every_member() if sees_all else lists.members()
        return get_object_or_404(rows, number=self.kwargs["number"], merged_into=None)

    def preview(self) -> Preview:
        if self.member.erased_at:
            return Preview(_("Nothing is left of this member but the number."))
        sentence = _("%(member)s becomes a member again, under the same number.")
        return Preview(sentence % {"member": self.member}, button=_("Undo the departure"))

    def do(self, form: Any) -> None:
        undo_departure(self.member, actor=self.request.user)
