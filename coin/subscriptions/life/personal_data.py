"""What this room holds on a member: what they subscribed to, and what their services are set to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from coin.core.personal_data import Part, holds
from coin.members.data.personal_data import LEFT_OUT, plain
from coin.members.models import Member
from coin.subscriptions import registry
from coin.subscriptions.models import Service, SharingRequest, Subscription
from coin.subscriptions.parameters import HIDDEN

# Columns of a service that say nothing about the member.
OURS = LEFT_OUT | {"subscription", "wanted_revision", "applied_revision", "changed_at"}


@holds("subscriptions", gettext_lazy("Your subscriptions and services, and their settings"))
def _subscriptions(member: Member) -> Part:
    rows = member.subscriptions.select_related("offer").prefetch_related("services")
    return Part([_subscription(subscription) for subscription in rows.order_by("pk")])


def _subscription(subscription: Subscription) -> dict[str, Any]:
    sharing_words = (
        SharingRequest.objects.filter(subscription=subscription)
        .values_list("words", flat=True)
        .first()
    )
    return plain(subscription) | {
        "services": [_service(service) for service in subscription.services.all()],
        "sharing_asked": sharing_words or "",
    }


def _service(service: Service) -> dict[str, Any]:
    """The service's settings, except those that its form shows as passwords."""
    form = registry.get(service.service_type).parameters_form(service=service)
    hidden = {
        name
        for name, field in (form.fields.items() if form else ())
        if isinstance(field.widget, forms.PasswordInput)
    }
    shown = {name: HIDDEN if name in hidden else v for name, v in service.parameters.items()}
    return plain(service, without=OURS) | {"parameters": shown}
