"""The portal's home page: what I owe, my services and whether they work, the next assembly, the last acts."""

from typing import Any

from coin.core.badges import Badge, badge
from coin.members.assemblies.voters import upcoming
from coin.members.enums import Standing
from coin.portal.money.balance import balance_context
from coin.portal.my_data import timeline
from coin.portal.services.cards import cards
from coin.portal.shared.pages import MemberPage
from coin.portal.shared.roles import Part
from coin.subscriptions.enums import LIVE_SERVICES, SubscriptionState

EVENTS_SHOWN = 8


class Home(MemberPage):
    """The portal's home page, with the parts that the person's roles open. Nothing is done here."""

    part = Part.COMMON
    template_name = "portal/home/home.html"

    def get_title(self) -> str:
        return self.member.name

    def get_badges(self) -> list[Badge]:
        return [badge(Standing, self.member.standing)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = {}
        if self.opens(Part.MONEY):
            context |= balance_context(self.member)
        if self.opens(Part.SERVICES):
            context |= {
                "cards": cards(self.services().filter(state__in=LIVE_SERVICES)),
                "asked": self.subscriptions().filter(state=SubscriptionState.REQUESTED),
            }
        if self.opens(Part.RECORD):
            user = self.request.user
            context["events"] = timeline.events(self.member, user, limit=EVENTS_SHOWN)
            context["assembly"] = upcoming().first()
        return super().get_context_data(**context, **kwargs)
