"""Seats: given by others, handed back by their holder, withdrawn by two others."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.templatetags.coin import day, last_day
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.pages import AboutPage
from coin.core.views.sensitive import SensitiveFormPage, SensitivePage
from coin.members import capabilities
from coin.members.body import seats, sensitive
from coin.members.body.seats import hand_back_seat
from coin.members.models import Seat, User, WorkingGroup
from coin.office import pages_of
from coin.office.body import forms as body_forms


class SeatNew(SensitiveFormPage):
    """The form that gives a person a seat, an act of two people. `?group=` and `?user=` fill in the form.

    What a seat may not be (`check_seat`) is refused beside its field, before a second person is asked.
    """

    parent = pages_of.GROUPS
    capability = capabilities.SEATS
    act = sensitive.GIVE_SEAT
    title = gettext_lazy("Give a seat")
    intro = gettext_lazy(
        "A seat gives the rights of its group, from a day to a day. Nobody seats themself."
    )
    form_class = body_forms.SeatForm
    button = gettext_lazy("Give the seat")
    done = gettext_lazy("The seat is given.")
    group: WorkingGroup | None = None

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET
        return {name: asked[name] for name in ("group", "user") if asked.get(name)}

    def get_subject(self) -> WorkingGroup | None:
        return self.group

    def get_arguments(self, form: Any) -> dict[str, Any]:
        if form is None:
            return {}
        seat = form.cleaned_data
        days = {name: seat[name].isoformat() for name in ("starts_on", "ends_on")}
        return {"user": seat["user"].pk, "reason": seat["reason"], **days}

    def get_sentence(self, form: body_forms.SeatForm) -> str:
        seat = form.cleaned_data
        words = {
            "person": seat["user"],
            "login": seat["user"].login,
            "group": seat["group"],
            "start": day(seat["starts_on"]),
            "end": day(last_day(seat["ends_on"])),
        }
        return _("%(person)s (%(login)s) gets a seat in “%(group)s” from %(start)s to %(end)s.") % (
            words
        )

    def do(self, form: body_forms.SeatForm) -> str:
        self.group = form.cleaned_data["group"]
        seat = form.cleaned_data
        # Checked now, beside its field, and not only when a second person confirms days later.
        seats.check_seat(
            self.group,
            seat["user"],
            starts_on=seat["starts_on"],
            ends_on=seat["ends_on"],
            actor=self.request.user,
        )
        return super().do(form)


class SeatBack(AboutPage[Seat], ConfirmPage):
    """A volunteer hands back their own seat, at once: no right is needed to give up rights.

    Another person's seat is a 404.
    """

    of = pages_of.SEATS
    title = gettext_lazy("Hand back your seat")
    done = gettext_lazy("The seat is handed back.")

    def prepare(self) -> None:
        super().prepare()
        if self.object.user_id != self.request.user.pk:
            raise Http404

    def preview(self) -> Preview:
        return ended(
            self.object,
            _("You lose the rights of “%(group)s” today.") % {"group": self.object.group},
            _("Hand back the seat"),
        )

    def do(self, form: Any) -> str:
        hand_back_seat(self.object, actor=self.request.user)
        # Read again: the seat was perhaps the last one, and the office is then closed to its former holder.
        is_still_volunteer = User.objects.get(pk=self.request.user.pk).is_volunteer
        return self.get_back_url() if is_still_volunteer else reverse("home")


class SeatWithdraw(AboutPage[Seat], SensitivePage):
    """The page that asks a second person to confirm that somebody else's seat ends today.

    Neither an emergency nor the settings let one person do it alone. One's own seat has no button: it is handed back.
    """

    of = pages_of.SEATS
    capability = capabilities.SEATS
    act = sensitive.WITHDRAW_SEAT
    title = gettext_lazy("Withdraw a seat")
    done = gettext_lazy("The seat is withdrawn.")

    def get_form(self, data: Any = None) -> forms.Form | None:
        form = super().get_form(data)
        if form and "reason" in form.fields:
            form.fields["reason"].help_text = _(
                "The second person reads it, and the journal keeps it."
            )
        return form

    def get_arguments(self, form: Any) -> dict[str, Any]:
        return {"reason": form.cleaned_data["reason"]} if form else {}

    def preview(self) -> Preview:
        words = {
            "person": self.object.user,
            "login": self.object.user.login,
            "group": self.object.group,
        }
        sentence = _("%(person)s (%(login)s) loses the seat in “%(group)s”, and its rights, today.")
        if self.object.user_id == self.request.user.pk:
            return Preview(_("Your own seat is handed back, not withdrawn."))
        return ended(self.object, sentence % words, _("Withdraw the seat"))


def ended(seat: Seat, sentence: str, button: str) -> Preview:
    """The preview of the end of a seat. `button` is left out when the seat is over already. Writes nothing."""
    over = seat.ends_on <= timezone.localdate()
    return Preview(
        sentence,
        "" if over else button,
        facts=[(_("It would end on"), day(last_day(seat.ends_on)))],
        warnings=[_("This seat is over already.")] if over else [],
        style="danger",
    )
