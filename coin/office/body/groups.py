"""Working groups: what each looks after, its rights, its present and past seats."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.capabilities import known
from coin.core.views.pages import AboutPage, Action, EditPage, FormPage, Page, RecordPage
from coin.core.views.sensitive import SensitiveFormPage
from coin.members import capabilities
from coin.members.body import holders as body
from coin.members.body import sensitive
from coin.members.body.board import SEATS_END_SOON
from coin.members.body.groups import FIELDS, create_group, edit_group
from coin.members.models import Seat, WorkingGroup
from coin.office import pages_of
from coin.office.body import forms as body_forms


def rights_of(group: WorkingGroup) -> list[tuple[str, list[tuple[str, str]]]]:
    """A group's rights by room (the part of coin that they are about), without rights that the code no longer knows.

    [(name of the room, [(slug, label)])].
    """
    rights = [right for slug, right in known().items() if slug in group.capabilities]
    return body_forms.rights_by_room(rights)


class Groups(Page):
    """The groups, their rights and their seats that are not over. Every volunteer sees them, to know whom to ask."""

    template_name = "office/body/groups.html"
    title = gettext_lazy("Working groups")
    subtitle = gettext_lazy("What each group may do, who sits in it, and until when.")

    def get_actions(self) -> list[Action]:
        new, seat = reverse("office:group-new"), reverse("office:seat-new")
        lost = reverse("office:second-factor-reset")
        return [
            Action(_("Lost second factor"), lost, "shield-lock", capabilities.SEATS),
            Action(_("New group"), new, "plus", capabilities.SEATS),
            Action(_("Give a seat"), seat, "user-plus", capabilities.SEATS, "primary"),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        groups = list(WorkingGroup.objects.all())
        seats_by_group: dict[int, list[Seat]] = {}
        seats = Seat.objects.filter(ends_on__gt=today).select_related("user").order_by("ends_on")
        for seat in seats:
            seats_by_group.setdefault(seat.group_id, []).append(seat)
        return super().get_context_data(
            groups=[
                (group, seats_by_group.get(group.pk, []), rights_of(group)) for group in groups
            ],
            new_rights=[right.label for right in body.rights_of_nobody(groups)],
            body_group=next((group for group in groups if group.slug == body.COLLEGIAL_BODY), None),
            today=today,
            soon=today + SEATS_END_SOON,
            **kwargs,
        )


class GroupRecord(RecordPage[WorkingGroup]):
    of = pages_of.GROUPS
    template_name = "office/body/group.html"

    def get_subtitle(self) -> str:
        return self.object.purpose

    def get_actions(self) -> list[Action]:
        pk, right = [self.object.pk], capabilities.SEATS
        seat = f"{reverse('office:seat-new')}?group={self.object.pk}"
        return [
            Action(_("Edit"), reverse("office:group-edit", args=pk), "pencil", right),
            Action(_("Change its rights"), reverse("office:group-rights", args=pk), "key", right),
            Action(_("Give a seat"), seat, "user-plus", right, "primary"),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        seats = list(body.seats_of(self.object))
        return super().get_context_data(
            held=[seat for seat in seats if seat.ends_on > today],
            past=[seat for seat in seats if seat.ends_on <= today],
            rights=rights_of(self.object),
            today=today,
            soon=today + SEATS_END_SOON,
            **kwargs,
        )


class GroupNew(FormPage):
    parent = pages_of.GROUPS
    capability = capabilities.SEATS
    title = gettext_lazy("New working group")
    intro = gettext_lazy("It holds no right at first: its rights are chosen on the next page.")
    form_class = body_forms.GroupForm
    button = gettext_lazy("Create the group")
    done = gettext_lazy("The group is created. Choose its rights.")

    def do(self, form: body_forms.GroupForm) -> str:
        group = create_group(actor=self.request.user, **form.cleaned_data)
        return reverse("office:group-rights", args=[group.pk])


class GroupEdit(EditPage[WorkingGroup]):
    of = pages_of.GROUPS
    capability = capabilities.SEATS
    title = gettext_lazy("Edit the group")
    form_class = body_forms.GroupForm
    fields = FIELDS

    def do(self, form: body_forms.GroupForm) -> None:
        edit_group(self.object, actor=self.request.user, **form.cleaned_data)


class GroupRights(AboutPage[WorkingGroup], SensitiveFormPage):
    """The form of the rights that a group's seats give; its button is an act of two people (coin.core.sensitive).

    `?new` also ticks the rights that no group holds: an upgrade brought them.
    """

    of = pages_of.GROUPS
    capability = capabilities.SEATS
    act = sensitive.GROUP_RIGHTS
    form_class = body_forms.RightsForm
    button = gettext_lazy("Change its rights")
    done = gettext_lazy("The rights are changed.")

    def get_title(self) -> str:
        return _("Rights of “%(group)s”") % {"group": self.object}

    def get_initial(self) -> dict[str, Any]:
        slugs = list(self.object.capabilities)
        if "new" in self.request.GET:
            slugs += [right.slug for right in body.rights_of_nobody(WorkingGroup.objects.all())]
        return body_forms.RightsForm.initial_of(slugs)

    def get_arguments(self, form: Any) -> dict[str, Any]:
        return {"capabilities": form.ticked()} if form else {}

    def get_sentence(self, form: body_forms.RightsForm) -> str:
        wanted, current = set(form.ticked()), set(self.object.capabilities)
        gains, loses = labels(wanted - current), labels(current - wanted)
        words = {"group": self.object, "gains": gains, "loses": loses}
        if gains and loses:
            return _("“%(group)s” gains: %(gains)s; it loses: %(loses)s.") % words
        if gains:
            return _("“%(group)s” gains: %(gains)s.") % words
        return _("“%(group)s” loses: %(loses)s.") % words


def labels(slugs: set[str]) -> str:
    return ", ".join(str(right.label) for slug, right in known().items() if slug in slugs)
