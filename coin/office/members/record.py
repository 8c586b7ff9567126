"""A member's record: everything about a member in one page, in sections, each for those who may see it."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.billing import capabilities as billing
from coin.billing.balance import queries as money
from coin.billing.models import Payment
from coin.core.badges import Badge, badge
from coin.core.models import Association, AuditEntry, Mail
from coin.core.views.pages import Action, RecordPage
from coin.members import capabilities
from coin.members.enums import MemberKind, Standing
from coin.members.models import Member, Representative, Seat
from coin.network import capabilities as network
from coin.network.models import Assignment
from coin.office import pages_of
from coin.office.members import lists
from coin.office.members import timeline as member_timeline
from coin.subscriptions import capabilities as subscriptions
from coin.subscriptions.models import Service, Subscription
from coin.subscriptions.prices.pricing import price_on, with_prices

SHOWN = 12
ACTS_SHOWN = 40


class MemberRecord(RecordPage[Member]):
    parent = pages_of.MEMBERS
    capability = capabilities.SEE
    template_name = "office/members/member.html"
    found: Member | None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows = lists.every_member().select_related("merged_into")
        self.found = rows.filter(number=self.kwargs["number"]).first()
        # The number of a merged record is never used again: papers and mails with that number lead here.
        if self.found and self.found.merged_into:
            return HttpResponseRedirect(pages_of.MEMBERS.url_of(self.found.merged_into))
        return super().get(request, *args, **kwargs)

    def get_object(self) -> Member:
        """An archived member is found only by those with the capability on personal data; others get a 404."""
        member = self.found
        if member is None or (member.archived_at and not self.may(capabilities.PERSONAL_DATA)):
            raise Http404
        return member

    def get_title(self) -> str:
        return str(self.object)

    def get_badges(self) -> Sequence[Badge]:
        standing = badge(Standing, self.object.standing)
        if self.object.archived_at:
            return [standing, Badge(_("Archived"), "off")]
        return [standing]

    def get_actions(self) -> list[Action]:
        number, edit = [self.object.number], capabilities.EDIT
        data = reverse("office:member-data", args=number)
        rights = Action(_("Personal data"), data, "shield-lock", capabilities.PERSONAL_DATA)
        if self.object.erased_at:
            return [rights]
        undo = Action(
            _("Undo the departure"),
            reverse("office:member-return", args=number),
            "arrow-back-up",
            edit,
        )
        if self.object.archived_at:
            return [rights, undo]
        departure_on = self.object.left_on or self.object.excluded_on
        pay = reverse("office:payment-new", args=number)
        actions = [
            Action(_("Edit"), reverse("office:member-edit", args=number), "pencil", edit),
            Action(_("Record a payment"), pay, "coin-euro", billing.PAYMENTS),
            Action(
                _("Record a mandate"),
                reverse("office:mandate-new", args=number),
                "building-bank",
                billing.DEBITS,
            ),
            *self.help(),
            Action(
                _("Merge a duplicate"),
                reverse("office:member-merge-with", args=number),
                "copy",
                capabilities.IMPORT,
            ),
        ]
        if departure_on:
            return [*actions, rights, undo]
        leave = reverse("office:member-departure", args=number)
        return [*actions, rights, Action(_("Record a departure"), leave, "logout", edit)]

    def help(self) -> list[Action]:
        """The buttons for a member who owes something: a payment plan, and the solidarity fund where there is one.

        Empty for members who owe nothing, and for volunteers who may not help.
        """
        if not self.may(billing.HARDSHIP) or lists.balance_of(self.object) <= 0:
            return []
        number = [self.object.number]
        plan = reverse("office:payment-plan-new", args=number)
        actions = [Action(_("Agree on a payment plan"), plan, "calendar")]
        if Association.current().fund_open:
            url = reverse("office:fund-help", args=number)
            actions.append(Action(_("Help with the solidarity fund"), url, "heart-handshake"))
        return actions

    def may(self, capability: Any) -> bool:
        return self.request.user.has_capability(capability.slug)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        member = self.object
        dues = list(member.dues.select_related("plan"))
        context = super().get_context_data(
            dues=dues,
            can_edit=self.may(capabilities.EDIT) and not member.archived_at,
            contacts=list(member.contacts.all()),
            addresses=list(member.addresses.all()),
            papers=list(member.attachments.select_related("added_by")),
            representatives=representatives_of(member),
            accounts=self.accounts(),
            merged=list(member.merged.all()),
            **self.mails(),
            **kwargs,
        )
        held_subscriptions: list[Subscription] = []
        if self.may(subscriptions.SEE):
            held_subscriptions = self.subscriptions()
            context |= {"subscriptions": held_subscriptions}
        if self.may(billing.SEE):
            context |= self.money()
        if self.may(capabilities.JOURNAL):
            days = list(member_timeline.key_days(member, dues, held_subscriptions))
            context |= self.timeline(days, context["merged"])
        return context

    def accounts(self) -> Any:
        """The people of an organisation, the present ones first; None for a person."""
        if self.object.kind != MemberKind.ORGANISATION:
            return None
        people = self.object.accounts.order_by("removed_at", "login")
        return sorted(people, key=lambda account: account.removed_at is not None)

    def mails(self) -> dict[str, Any]:
        """The last twelve mails to the member, as `mails`, never their texts (a link in a text may open an account)."""
        rows = Mail.objects.filter(member_number=self.object.number)
        return {"mails": list(rows.defer("body", "attachments")[:SHOWN])}

    def subscriptions(self) -> list[Subscription]:
        """All the member's subscriptions with their services, and their price of today as `price`.

        Each service bears its present and past addresses, for those who may see them.
        """
        of_member = self.object.subscriptions.select_related("offer").prefetch_related("services")
        rows = list(with_prices(of_member.order_by("state", "-requested_at")))
        for row in rows:
            row.price = price_on(row, timezone.localdate())  # type: ignore[attr-defined]
        services = [service for row in rows for service in row.services.all()]
        put_addresses(services, shown=self.may(network.SEE))
        return rows

    def money(self) -> dict[str, Any]:
        documents = money.documents_list().filter(member=self.object)
        of_member = Payment.objects.filter(member=self.object)
        payments = of_member.prefetch_related("allocations__document")
        return {
            "documents": list(documents[:SHOWN]),
            "payments": list(payments[:SHOWN]),
            "sees_money": True,
        }

    def timeline(self, days: list[member_timeline.KeyDay], merged: list[Member]) -> dict[str, Any]:
        """The last forty acts of the journal about the member, and the key days that no act tells.

        `days` are the key days to show; the acts about `merged`, records merged into this one, are shown as well.
        """
        numbers = [self.object.number, *(merged_member.number for merged_member in merged)]
        entries = AuditEntry.objects.filter(member_number__in=numbers)
        # One more than shown: the last one tells whether older acts exist, without a count.
        rows = list(entries[: ACTS_SHOWN + 1])
        is_whole = len(rows) <= ACTS_SHOWN
        return {
            "events": member_timeline.line(rows[:ACTS_SHOWN], days, is_whole=is_whole),
            "has_older_events": not is_whole,
        }


def representatives_of(member: Member) -> list[Representative]:
    """Those who act and acted for a member, present ones first, each with `is_over` and the `seats` of the user today.

    Two queries; nothing is saved.
    """
    today = timezone.localdate()
    rows = list(member.representatives.select_related("user").order_by("starts_on", "pk"))
    seats: dict[int, list[Seat]] = {}
    users = {row.user_id for row in rows}
    for seat in Seat.objects.in_force(today).filter(user__in=users).select_related("group"):
        seats.setdefault(seat.user_id, []).append(seat)
    for row in rows:
        row.is_over = row.ends_on is not None and row.ends_on <= today  # type: ignore[attr-defined]
        row.seats = seats.pop(row.user_id, [])  # type: ignore[attr-defined]  # a person who represents twice shows them once
    return sorted(rows, key=lambda row: bool(row.is_over))  # type: ignore[attr-defined]


def put_addresses(services: list[Service], *, shown: bool) -> None:
    """Put on each service its present assignments (`addresses`) and its past ones (`past`), in one query.

    Both are empty unless `shown`: whether the reader may see addresses. Nothing is saved.
    """
    rows: list[Assignment] = []
    if shown and services:
        assignments = Assignment.objects.filter(service__in=services).select_related("pool")
        rows = list(assignments.order_by("pool__family", "pool__name", "-assigned_at", "slot"))
    present: dict[int, list[Assignment]] = {}
    past: dict[int, list[Assignment]] = {}
    for row in rows:
        assignments_by_service = present if row.released_at is None else past
        assignments_by_service.setdefault(row.service_id, []).append(row)
    for service in services:
        service.addresses = present.get(service.pk, [])  # type: ignore[attr-defined]
        service.past = past.get(service.pk, [])  # type: ignore[attr-defined]
