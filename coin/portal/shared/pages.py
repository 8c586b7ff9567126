"""Pages about one member: which member that is, what their roles open, and rows of that member alone."""

from typing import Any, ClassVar, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from coin.core.requests import SignedInRequest
from coin.core.views.pages import AboutPage, Page
from coin.core.views.places import Place
from coin.members.dues.queries import members_of
from coin.members.models import Member, Representative
from coin.members.models.member import MemberQuerySet
from coin.portal.shared.forms import ActingAsForm
from coin.portal.shared.roles import OPENS, Acting, Part, remember
from coin.subscriptions.models import Service, Subscription

ACTING_FOR = "acting_for"
HOME = Place(gettext_lazy("Home"), "portal:home")
MY_DATA = Place(gettext_lazy("My data"), "portal:me")
MY_MONEY = Place(gettext_lazy("My money"), "portal:money")
MY_SERVICES = Place(gettext_lazy("My services"), "portal:services")
Row = TypeVar("Row", bound=Model)


class MemberPage(Page):
    """The base of the pages of the portal. `members` are those the user acts for today, `member` the page's own.

    `part` says which roles open the page (coin.portal.shared.roles). A page that names none is for holders alone.
    """

    layout: ClassVar[str] = "portal/shared/layout.html"
    part: ClassVar[Part] = Part.RECORD
    members: list[Member]
    member: Member
    parts: frozenset[Part]

    def check_rights(self) -> None:
        """Read members and roles at each request, so that a representation that ends today opens nothing today.

        Sets `members`, `member` and `parts`. Raises PermissionDenied when the person acts for no member today, or when
        their roles for the member do not open the page.
        """
        self.members = list(represented(self.request))
        if not self.members:
            raise PermissionDenied(
                _(
                    "Your account acts for no member today. Write to the association if that is a mistake."
                )
            )
        # The session may still name a member whom the user no longer acts for: the first member then.
        wanted = self.request.session.get(ACTING_FOR)
        self.member = next((m for m in self.members if m.pk == wanted), self.members[0])
        self.parts = parts_of(self.member)
        remember(self.request.user, Acting(self.member, self.parts))
        if self.part not in self.parts:
            raise PermissionDenied(
                _("Your role for %(member)s does not open this page: one of its holders can.")
                % {"member": self.member.name}
            )

    def opens(self, part: Part) -> bool:
        """Whether this person's roles open a part. A page leaves out the parts that they do not open."""
        return part in self.parts

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            member=self.member,
            members=self.members,
            opens={part.value: part in self.parts for part in Part},
            **kwargs,
        )

    def services(self) -> QuerySet[Service]:
        """The member's own services, whatever their state."""
        services = Service.objects.filter(subscription__member=self.member)
        return services.select_related("subscription__offer", "subscription__member")

    def subscriptions(self) -> QuerySet[Subscription]:
        """The member's own subscriptions, whatever their state."""
        return Subscription.objects.filter(member=self.member).select_related("offer")


class MoneyPage(MemberPage):
    """The base of the pages about money: for holders, and for the people who keep the member's books."""

    part = Part.MONEY


class MemberRecord(MemberPage, AboutPage[Row]):
    """The base of the pages about one row of the member's own, `object`. A subclass gives `get_queryset`.

    A row of another member answers 404, as one that does not exist.
    """

    def get_queryset(self) -> QuerySet[Row]:
        """The rows that the page may be about, which a subclass gives.

        The arguments of its address (`pk`, `number`) choose one of them.
        """
        raise NotImplementedError

    def get_object(self) -> Row:
        return get_object_or_404(self.get_queryset(), **self.kwargs)


def represented(request: SignedInRequest) -> MemberQuerySet:
    """The members for whom the person acts today, by number, each with its standing and the person's roles."""
    today = timezone.localdate()
    representations = Representative.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=today),
        member=OuterRef("pk"),
        user=request.user,
        starts_on__lte=today,
    )
    # The roles come with the members, so that a page costs one query for both.
    roles = {f"acts_as_{role}": Exists(representations.filter(role=role)) for role in OPENS}
    rows = members_of(request.user, today).with_standing(today).annotate(**roles)
    return rows.order_by("number")


def parts_of(member: Member) -> frozenset[Part]:
    """The parts that the person's roles for this member open. `member` comes from `represented`."""
    opened = [parts for role, parts in OPENS.items() if getattr(member, f"acts_as_{role}")]
    return frozenset[Part]().union(*opened)


@require_POST
def act_for(request: SignedInRequest) -> HttpResponse:
    """The button that chooses the member that the pages of this session are about, then shows the home page.

    A 404 for a member for whom the person does not act today.
    """
    form = ActingAsForm(request.POST, members=represented(request))
    if not form.is_valid():
        raise Http404
    request.session[ACTING_FOR] = form.cleaned_data["member"].pk
    return redirect("portal:home")
