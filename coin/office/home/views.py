"""The office's first page: what waits, by working group, who is on it, and how the association stands."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing import capabilities as billing
from coin.billing.balance import queries as money
from coin.core import board, claims
from coin.core.board import WorkLine
from coin.core.errors import DomainError
from coin.core.models import WorkClaim
from coin.core.templatetags.coin import euros
from coin.core.views.access import CapabilityRequired
from coin.core.views.pages import Page
from coin.members import capabilities as members
from coin.members.dues.queries import count_by_standing
from coin.members.enums import Standing
from coin.members.sign_in import second_factor
from coin.subscriptions import capabilities as subscriptions
from coin.subscriptions.enums import SubscriptionState
from coin.subscriptions.models import Subscription
from provisioning import capabilities as provisioning
from provisioning.models import Run

Figure = tuple[str, Any, str, str]


@dataclass(frozen=True)
class Shown:
    """A line of the board as one person sees it: who took it (None: nobody), and whether this person did."""

    line: WorkLine
    claim: WorkClaim | None
    is_mine: bool


class Home(Page):
    template_name = "office/home/home.html"
    title = gettext_lazy("What waits")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        context = super().get_context_data(board=self.board(), figures=self.figures(), **kwargs)
        # Where the second factor is compulsory, the middleware stops those without it; elsewhere this page advises it.
        context["lacks_second_factor"] = not second_factor.is_shown(self.request)
        if user.has_capability(provisioning.SEE.slug):
            context["runs"] = list(Run.objects.select_related("deployment")[:5])
        return context

    def board(self) -> dict[str, list[Shown]]:
        """{name of the working group: the lines that wait for this person, with who is on each}."""
        user = self.request.user
        lines = board.lines_for(user)
        taken = claims.of(line for group in lines.values() for line in group)

        def shown(line: WorkLine) -> Shown:
            claim = taken.get(line.key)
            return Shown(line, claim, bool(claim and claim.user_id == user.pk))

        return {
            group: [shown(line) for line in group_lines] for group, group_lines in lines.items()
        }

    def figures(self) -> list[Figure]:
        """Members in good standing, active subscriptions, what members owe: each for those who may see them.

        (label, figure, remark, URL of the list behind it).
        """
        user = self.request.user
        figures: list[Figure] = []
        if user.has_capability(members.SEE.slug):
            figures.append(self.members())
        if user.has_capability(subscriptions.SEE.slug):
            active = Subscription.objects.filter(state=SubscriptionState.ACTIVE).count()
            url = reverse("office:subscriptions")
            figures.append((_("Active subscriptions"), active, "", f"{url}?state=active"))
        if user.has_capability(billing.SEE.slug):
            owed = euros(money.owed_by_all())
            url = reverse("office:documents")
            unpaid = f"{url}?payment_status=to_pay&payment_status=partly&payment_status=in_plan&payment_status=late"
            figures.append((_("Owed by members"), owed, _("documents less payments"), unpaid))
        return figures

    def members(self) -> Figure:
        standing = count_by_standing(timezone.localdate())
        late = _("%(late)s late, %(lapsed)s lapsed") % {
            "late": standing[Standing.LATE],
            "lapsed": standing[Standing.LAPSED],
        }
        url = reverse("office:members")
        return _("Members in good standing"), standing[Standing.GOOD], late, f"{url}?standing=good"


class OnIt(CapabilityRequired):
    """The button that takes a line of the board or gives it back, then shows the board, and why it was refused.

    `key` in the POST names the line; `give_back` in it gives the line back. A line taken says “I am on it”, no more.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        act = claims.give_back if "give_back" in request.POST else claims.take
        try:
            act(request.POST.get("key", ""), actor=request.user)
        except DomainError as error:
            messages.warning(request, str(error.message))
        return HttpResponseRedirect(reverse("office:home"))
