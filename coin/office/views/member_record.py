"""A member's record: who they are, what they owe, what they have, what happened."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from coin.billing import capabilities as billing
from coin.billing import queries as money
from coin.billing.models import Payment
from coin.core.badges import Badge, badge
from coin.core.models import AuditEntry
from coin.core.views.pages import Action, Link, RecordPage
from coin.members import capabilities
from coin.members.enums import Standing
from coin.members.models import Member
from coin.network import capabilities as network
from coin.network import queries as addresses
from coin.office import journal
from coin.office.views.members import member_or_404
from coin.subscriptions import capabilities as subscriptions
from coin.subscriptions.models import Service, Subscription

SHOWN = 12


class MemberRecord(RecordPage[Member]):
    capability = capabilities.SEE
    template_name = "office/member.html"

    def get_object(self) -> Member:
        return member_or_404(self.kwargs["number"])

    def get_title(self) -> str:
        return str(self.object)

    def get_parent(self) -> Link:
        return Link(_("Members"), reverse("office:members"))

    def get_badges(self) -> Sequence[Badge]:
        return [badge(Standing, self.object.standing)]

    def get_actions(self) -> list[Action]:
        number, edit = [self.object.number], capabilities.EDIT
        gone = self.object.left_on or self.object.excluded_on
        actions = [
            Action(_("Edit"), reverse("office:member-edit", args=number), "pencil", edit),
            Action(
                _("Record a payment"),
                reverse("office:payment-new", args=number),
                "coin-euro",
                billing.PAYMENTS,
            ),
        ]
        if gone:
            undo = reverse("office:member-return", args=number)
            return [*actions, Action(_("Undo the departure"), undo, "arrow-back-up", edit)]
        leave = reverse("office:member-departure", args=number)
        return [*actions, Action(_("Record a departure"), leave, "logout", edit)]

    def may(self, capability: Any) -> bool:
        return self.request.user.has_capability(capability.slug)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            dues=list(self.object.dues.select_related("plan")),
            representatives=list(self.object.representatives.select_related("user")),
            **kwargs,
        )
        if self.may(subscriptions.SEE):
            context |= {"subscriptions": self.subscriptions()}
        if self.may(billing.SEE):
            context |= self.money()
        if self.may(capabilities.JOURNAL):
            rows = AuditEntry.objects.filter(member_number=self.object.number)
            context |= {"events": journal.events(rows[:SHOWN])}
        return context

    def subscriptions(self) -> list[Subscription]:
        """The subscriptions with their services, each with the addresses it holds (for those who may see them)."""
        mine = self.object.subscriptions.select_related("offer").prefetch_related("services")
        rows = list(mine.order_by("state", "-requested_at"))
        every = [service for row in rows for service in row.services.all()]
        put_addresses(every, shown=self.may(network.SEE))
        return rows

    def money(self) -> dict[str, Any]:
        documents = money.documents_list().filter(member=self.object)
        payments = Payment.objects.filter(member=self.object)
        return {
            "documents": list(documents[:SHOWN]),
            "payments": list(payments[:SHOWN]),
            "sees_money": True,
        }


def put_addresses(services: list[Service], *, shown: bool) -> None:
    """Put on each service, as `addresses`, what it holds now: one query for all."""
    held = addresses.current_of(services) if shown and services else {}
    for service in services:
        service.addresses = held.get(service.pk, [])  # type: ignore[attr-defined]
