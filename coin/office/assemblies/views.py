"""General assemblies: planned, called, prepared (voters, proxies, attendance sheet), cancelled."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.core import mails
from coin.core.badges import Badge
from coin.core.templatetags.coin import day
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import AboutPage, Action, EditPage, FormPage, RecordPage
from coin.members.assemblies import voters as assemblies
from coin.members.assemblies.services import (
    FIELDS,
    call_context,
    call_members,
    cancel_assembly,
    change_assembly,
    plan_assembly,
)
from coin.members.assemblies.voters import Votes
from coin.members.capabilities import ASSEMBLY
from coin.members.models import Assembly
from coin.office import pages_of
from coin.office.assemblies import tables as shown


class AssemblyList(ListPage):
    capability = ASSEMBLY
    of = pages_of.ASSEMBLIES
    table_class = shown.AssemblyTable
    filterset_class = shown.AssemblyFilter
    csv_name = "assemblies"

    def get_actions(self) -> list[Action]:
        new = reverse("office:assembly-new")
        return [Action(_("Plan an assembly"), new, "plus", ASSEMBLY, "primary")]


class AssemblyNew(FormPage):
    parent = pages_of.ASSEMBLIES
    capability = ASSEMBLY
    title = gettext_lazy("Plan an assembly")
    intro = gettext_lazy("Nobody is told yet: you look at the call before it is sent.")
    button = gettext_lazy("Record the assembly")
    done = gettext_lazy("The assembly is recorded. Call the members when it is ready.")
    form_class = shown.AssemblyForm

    def do(self, form: shown.AssemblyForm) -> str:
        return pages_of.ASSEMBLIES.url_of(
            plan_assembly(actor=self.request.user, **form.cleaned_data)
        )


class OfAssembly(AboutPage[Assembly]):
    """The base of the pages about one assembly, which is `object`. It gives the capability that they need."""

    of = pages_of.ASSEMBLIES
    capability = ASSEMBLY


class AssemblyEdit(OfAssembly, EditPage[Assembly]):
    title = gettext_lazy("Change the assembly")
    fields = FIELDS
    form_class = shown.AssemblyForm

    def prepare(self) -> None:
        super().prepare()
        if self.object.called_at:
            self.intro = _(
                "Members were called already. When the day, the place or the agenda changes, call them again."
            )

    def do(self, form: shown.AssemblyForm) -> None:
        change_assembly(self.object, actor=self.request.user, **form.cleaned_data)


class AssemblyRecord(RecordPage[Assembly]):
    of = pages_of.ASSEMBLIES
    capability = ASSEMBLY
    template_name = "office/assemblies/assembly.html"

    def get_subtitle(self) -> str:
        return f"{day(self.object.starts_at)}, {self.object.place}"

    def get_badges(self) -> Sequence[Badge]:
        return [Badge(*shown.state_words(self.object))]

    def get_actions(self) -> list[Action]:
        pk = [self.object.pk]
        sheet = reverse("office:assembly-sheet", args=pk)
        actions = [Action(_("Attendance sheet"), sheet, "printer")]
        if not assemblies.is_open(self.object):
            return actions
        return [
            Action(
                _("Call the members"),
                reverse("office:assembly-call", args=pk),
                "send",
                style="primary",
            ),
            *actions,
            Action(_("Change"), reverse("office:assembly-edit", args=pk), "pencil"),
            Action(_("Cancel the assembly"), reverse("office:assembly-cancel", args=pk), "ban"),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        votes, call = Votes.at(self.object), assemblies.call(self.object)
        return super().get_context_data(
            votes=votes,
            parts=[
                (_("More than half"), votes.majority),
                (_("A half"), votes.part(2)),
                (_("A third"), votes.part(3)),
                (_("A quarter"), votes.part(4)),
            ],
            not_counting=len(votes.proxies) - len(votes.counting),
            call=call,
            is_open=assemblies.is_open(self.object),
            **kwargs,
        )


class AssemblyCall(OfAssembly, ConfirmPage):
    """The page that calls the members: the mails to send, one of them as a sample, the members without e-mail.

    Its button sends the mails to all who were not told yet, or were told another day, place or agenda.
    """

    title = gettext_lazy("Call the members")
    template_name = "office/assemblies/assembly_call.html"

    @cached_property
    def call(self) -> assemblies.Call:
        return assemblies.call(self.object)

    def preview(self) -> Preview:
        if not assemblies.is_open(self.object):
            return Preview(
                _("This assembly has started or is cancelled: nobody is called any more.")
            )
        count = len(self.call.to_mail)
        facts = [
            (_("Told already"), self.call.told),
            (_("Without an e-mail"), len(self.call.letters)),
        ]
        if not count:
            return Preview(_("Everybody who can be written to is told."), facts=facts)
        sentence = ngettext(
            "%(count)s member is called by mail, each in their language.",
            "%(count)s members are called by mail, each in their language.",
            count,
        )
        button = ngettext("Send %(count)s call", "Send %(count)s calls", count)
        return Preview(
            sentence % {"count": count},
            button=button % {"count": count},
            count=count,
            facts=facts,
            warnings=self.warnings(),
        )

    def warnings(self) -> list[str]:
        again = len(self.call.again)
        words = ngettext(
            "%(count)s of them was called before, to another day, place or agenda: the mail says so.",
            "%(count)s of them were called before, to another day, place or agenda: the mail says so.",
            again,
        )
        return [words % {"count": again}] if again else []

    def do(self, form: Any) -> str:
        count = call_members(self.object, actor=self.request.user)
        words = ngettext("%(count)s call leaves.", "%(count)s calls leave.", count)
        self.done = words % {"count": count}
        return pages_of.ASSEMBLIES.url_of(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(letters=self.call.letters, mail=self.sample(), **kwargs)

    def sample(self) -> tuple[str, str] | None:
        """The mail of the first member to call: (subject, text), sent to nobody. None when nobody is to be called."""
        if not self.call.to_mail or not assemblies.is_open(self.object):
            return None
        member = self.call.to_mail[0]
        is_change = member.number in self.call.told_before
        return mails.render(
            "members/mail/assembly_call.txt",
            call_context(self.object, member, is_change=is_change),
            language=member.language,
        )


class AssemblyCancel(OfAssembly, ConfirmPage):
    title = gettext_lazy("Cancel the assembly")
    done = gettext_lazy("The assembly is cancelled.")
    form_class = shown.CancelForm

    def preview(self) -> Preview:
        if not assemblies.is_open(self.object):
            return Preview(_("This assembly has started or is cancelled already."))
        told_count = len(assemblies.told(self.object))
        words = ngettext(
            "%(count)s member who was called is told by mail. It cannot be undone.",
            "%(count)s members who were called are told by mail. It cannot be undone.",
            told_count,
        )
        return Preview(
            words % {"count": told_count},
            button=_("Cancel the assembly"),
            count=told_count,
            style="danger",
        )

    def do(self, form: shown.CancelForm) -> str:
        reason = form.cleaned_data["reason"]
        cancel_assembly(self.object, reason=reason, actor=self.request.user)
        return pages_of.ASSEMBLIES.url_of(self.object)
