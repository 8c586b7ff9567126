"""The forms of working groups, their rights and seats."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.models import fields_for_model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.capabilities import Capability, known
from coin.core.folding import normalise
from coin.core.forms import DayField
from coin.core.models import Association
from coin.members.body.groups import FIELDS
from coin.members.models import User, WorkingGroup

MOST_SUGGESTIONS = 5
ROOMS = {
    "core": gettext_lazy("The association"),
    "members": gettext_lazy("Members"),
    "subscriptions": gettext_lazy("Subscriptions"),
    "billing": gettext_lazy("Money"),
    "network": gettext_lazy("Network"),
    "provisioning": gettext_lazy("Servers"),
}


class PersonField(forms.CharField):
    """An account, typed as its login or e-mail. A person's name is refused, with the logins that it may mean.

    It gives the User, or None when it is left empty.
    """

    def clean(self, value: Any) -> User | None:
        words = super().clean(value)
        if not words:
            return None
        user = User.objects.filter(Q(login=words.lower()) | Q(email=words.lower())).first()
        if user is None:
            raise ValidationError(self._unknown(words))
        return user

    @staticmethod
    def _unknown(words: str) -> str:
        # A name never chooses by itself: two people may bear it, and a seat gives rights.
        near = User.objects.filter(
            name__folded__contains=normalise(words), is_active=True
        ).order_by("name")
        people = [f"{user.login} ({user.name})" for user in near[:MOST_SUGGESTIONS]]
        if not people:
            return _("No account has this login or e-mail.")
        return _("No account has this login or e-mail. Did you mean %(people)s?") % {
            "people": ", ".join(people)
        }


class GroupForm(forms.Form):
    """A working group. Its rights have a page of their own, since two people change them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields_for_model(WorkingGroup, fields=FIELDS))


class RightsForm(forms.Form):
    """Every right that coin knows, as one list of boxes for each room."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for room, rights in _by_room(known().values()).items():
            self.fields[f"rights_{room}"] = forms.MultipleChoiceField(
                label=str(ROOMS.get(room, room)),
                choices=rights,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    @staticmethod
    def initial_of(held: Iterable[str]) -> dict[str, list[str]]:
        """The initial values of the form, {field: slugs of rights}, for a group that holds these rights (slugs)."""
        # Each list gets all of them: a box that a list does not have is passed over.
        return {f"rights_{room}": list(held) for room in _by_room(known().values())}

    def ticked(self) -> list[str]:
        return sorted(
            slug
            for slugs in self.cleaned_data.values()
            if isinstance(slugs, list)
            for slug in slugs
        )


def _by_room(rights: Iterable[Capability]) -> dict[str, list[tuple[str, str]]]:
    rooms: dict[str, list[tuple[str, str]]] = {slug: [] for slug in ROOMS}
    for right in rights:
        rooms.setdefault(right.slug.split(".")[0], []).append((right.slug, str(right.label)))
    return {room: lines for room, lines in rooms.items() if lines}


def rights_by_room(rights: Iterable[Capability]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Rights by room (the part of coin that they are about): [(name of the room, [(slug, label)])]."""
    return [(str(ROOMS.get(room, room)), lines) for room, lines in _by_room(rights).items()]


def in_a_year() -> date:
    """The day a year from now, or the last day that a seat may reach when that comes first."""
    months = min(12, Association.current().seat_months)
    return timezone.localdate() + relativedelta(months=months)


class SeatForm(forms.Form):
    group = forms.ModelChoiceField(
        label=gettext_lazy("Group"), queryset=WorkingGroup.objects.all(), empty_label=None
    )
    user = PersonField(
        label=gettext_lazy("Person"), max_length=254, help_text=gettext_lazy("Login or e-mail.")
    )
    starts_on = DayField(label=gettext_lazy("From"), initial=timezone.localdate)
    ends_on = DayField(label=gettext_lazy("Until (this day not included)"), initial=in_a_year)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=250,
        help_text=gettext_lazy("The decision that gives it, for the journal."),
    )
