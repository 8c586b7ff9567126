"""Duplicates: the list of pairs, the merge of two members, and the statement that they are not the same."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.core.errors import InvalidInput
from coin.core.tables import ROWS_PER_PAGE
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import GentlePaginator
from coin.core.views.pages import Action, FormPage, Page
from coin.core.views.sensitive import SensitivePage
from coin.members.capabilities import IMPORT
from coin.members.merging import registry as merging
from coin.members.merging.duplicates import suspects
from coin.members.merging.sensitive import MERGE
from coin.members.merging.services import obstacles, tell_apart
from coin.members.models import Member
from coin.office import pages_of
from coin.office.members.duplicates_compare import MergeForm, MergeWithForm, field_title
from coin.office.members.views import AboutMember


def found_or_404(number: int) -> Member:
    """A member by number, archived or merged ones too: the page tells why such a member cannot be merged.

    Raises Http404 for a number that no member has, and for an erased member.
    """
    return get_object_or_404(Member, number=number, erased_at=None)


class Duplicates(Page):
    parent = pages_of.MEMBERS
    capability = IMPORT
    title = gettext_lazy("Duplicates")
    template_name = "office/members/duplicates.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = GentlePaginator(suspects(), ROWS_PER_PAGE)
        count = pages.count
        words = ngettext(
            "%(count)s pair looks alike: same e-mail, or same name and birth date or postal code.",
            "%(count)s pairs look alike: same e-mail, or same name and birth date or postal code.",
            count,
        )
        return super().get_context_data(
            page=pages.get_page(self.request.GET.get("page")),
            count_words=words % {"count": count},
            **kwargs,
        )


class Pair:
    """What the pages about two members share: `survivor`, whose number stays, and `other`, by their numbers in the URL.

    A 404 when both are one member.
    """

    kwargs: dict[str, Any]

    @cached_property
    def survivor(self) -> Member:
        return found_or_404(self.kwargs["number"])

    @cached_property
    def other(self) -> Member:
        return found_or_404(self.kwargs["other"])

    def prepare(self) -> None:
        if self.survivor.pk == self.other.pk:
            raise Http404


class MergeWith(AboutMember, FormPage):
    """The form that chooses the other record, by its number, and leads to the page that compares both."""

    capability = IMPORT
    title = gettext_lazy("Merge a duplicate into this member")
    button = gettext_lazy("Compare")
    form_class = MergeWithForm

    def get_object(self) -> Member:
        return found_or_404(self.kwargs["number"])

    def get_subtitle(self) -> str:
        return str(self.member)

    def do(self, form: MergeWithForm) -> str:
        number = form.cleaned_data["number"]
        if number == self.member.number:
            raise InvalidInput(_("Choose another member than this one."), field="number")
        if not Member.objects.filter(number=number, erased_at=None).exists():
            raise InvalidInput(_("There is no member with this number."), field="number")
        return reverse("office:member-merge", args=[self.member.number, number])


class Merge(Pair, SensitivePage):
    """Merge two members, an act of two people that cannot be undone. The page first shows what stays and what moves."""

    parent = pages_of.DUPLICATES
    capability = IMPORT
    act = MERGE
    title = gettext_lazy("Merge two members")
    done = gettext_lazy("The two records are one.")
    template_name = "office/members/merge.html"

    def get_subject(self) -> Member:
        return self.survivor

    def get_arguments(self, form: Any) -> dict[str, Any]:
        taken = form.taken() if isinstance(form, MergeForm) else []
        return {"merged": self.other.number, "take": taken}

    def get_actions(self) -> list[Action]:
        survivor, other = self.survivor.number, self.other.number
        swap = reverse("office:member-merge", args=[other, survivor])
        apart = reverse("office:members-distinct", args=[survivor, other])
        return [
            Action(_("Keep n° %(number)s instead") % {"number": other}, swap, "refresh"),
            Action(_("They are not the same"), apart, "x"),
        ]

    def get_form(self, data: Any = None) -> forms.Form | None:
        if self.blocked:
            return None
        form = MergeForm(data, survivor=self.survivor, other=self.other)
        self.add_fields(form)
        return form if form.fields else None

    @cached_property
    def blocked(self) -> list[str]:
        return obstacles(self.survivor, self.other)

    @cached_property
    def moving(self) -> list[tuple[Any, int]]:
        counted = [(part.label, part.of(self.other).count()) for part in merging.parts()]
        return [(label, count) for label, count in counted if label and count]

    def preview(self) -> Preview:
        if self.blocked:
            return Preview(" ".join(self.blocked))
        return Preview(
            self.sentence(),
            button=_("Merge into n° %(number)s") % {"number": self.survivor.number},
            # The rows that move, and one: when a row is added meanwhile, the page is shown again.
            count=1 + sum(count for _label, count in self.moving),
            facts=[(_("Moves: %(what)s") % {"what": label}, count) for label, count in self.moving],
            warnings=[*merging.warnings(self.other, self.survivor), self.for_ever()],
            style="danger",
        )

    def sentence(self) -> str:
        words = {"other": self.other, "survivor": self.survivor}
        return _("%(other)s is merged into %(survivor)s, whose number stays.") % words

    def for_ever(self) -> str:
        words = _(
            "This cannot be undone. The number %(number)s will lead to this record; what was done to each is shown"
            " under both."
        )
        return words % {"number": self.other.number}

    def do(self, form: Any) -> str:
        return self.ask(form, " ".join([self.sentence(), *self.said_of(form)]))

    def said_of(self, form: Any) -> Iterator[str]:
        """What the second person reads besides: the fields whose values come from the other record; or nothing."""
        if isinstance(form, MergeForm) and form.taken():
            fields = ", ".join(field_title(name) for name in form.taken())
            yield _("From n° %(number)s: %(fields)s.") % {
                "number": self.other.number,
                "fields": fields,
            }


class Distinct(Pair, ConfirmPage):
    parent = pages_of.DUPLICATES
    capability = IMPORT
    title = gettext_lazy("They are not the same")
    done = gettext_lazy("They are not suspected any more.")

    def preview(self) -> Preview:
        words = {"first": self.survivor, "second": self.other}
        return Preview(
            _("%(first)s and %(second)s are two members: they leave the list of duplicates.")
            % words,
            button=_("They are not the same"),
        )

    def do(self, form: Any) -> None:
        tell_apart(self.survivor, self.other, actor=self.request.user)
