"""Working groups: what each may do, who sits in it and until when."""

from typing import Any

from django.db.models import Prefetch
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.capabilities import known
from coin.core.templatetags.coin import day
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.pages import Action, FormPage, Link, Page
from coin.members import capabilities, services
from coin.members.models import Seat, WorkingGroup
from coin.office import forms


class Groups(Page):
    """Every volunteer sees who may do what: it says whom to ask."""

    template_name = "office/groups.html"
    title = gettext_lazy("Working groups")
    subtitle = gettext_lazy("What each group may do, who sits in it, and until when.")

    def get_actions(self) -> list[Action]:
        url = reverse("office:seat-new")
        return [Action(_("Give a seat"), url, "user-plus", capabilities.SEATS, "primary")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        seats = Seat.objects.filter(ends_on__gt=today).select_related("user").order_by("ends_on")
        groups = WorkingGroup.objects.prefetch_related(Prefetch("seats", seats, to_attr="held"))
        labels = {slug: one.label for slug, one in known().items()}
        rows = [
            (group, [labels.get(slug, slug) for slug in group.capabilities]) for group in groups
        ]
        return super().get_context_data(groups=rows, today=today, **kwargs)


class SeatNew(FormPage):
    capability = capabilities.SEATS
    title = gettext_lazy("Give a seat")
    intro = gettext_lazy(
        "A seat gives the rights of its group, from a day to a day. Nobody seats themself."
    )
    form_class = forms.SeatForm
    button = gettext_lazy("Give the seat")
    done = gettext_lazy("The seat is given.")

    def get_parent(self) -> Link:
        return Link(_("Working groups"), reverse("office:groups"))

    def do(self, form: forms.SeatForm) -> str:
        services.give_seat(actor=self.request.user, **form.cleaned_data)
        return reverse("office:groups")


class SeatBack(ConfirmPage):
    capability = capabilities.SEATS
    title = gettext_lazy("Hand back a seat")
    done = gettext_lazy("The seat is handed back.")
    seat: Seat

    def prepare(self) -> None:
        found = Seat.objects.select_related("group", "user").filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        self.seat = found

    def get_parent(self) -> Link:
        return Link(_("Working groups"), reverse("office:groups"))

    def preview(self) -> Preview:
        seat = self.seat
        sentence = _("%(person)s loses the rights of “%(group)s” today.")
        return Preview(
            sentence % {"person": seat.user, "group": seat.group},
            _("Hand back the seat"),
            facts=[(_("It would end on"), day(seat.ends_on))],
            style="danger",
        )

    def do(self, form: Any) -> str:
        services.hand_back_seat(self.seat, actor=self.request.user)
        return reverse("office:groups")
