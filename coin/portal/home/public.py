"""The public page: who the association is, what it offers, how to join."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from coin.members.enums import Audience
from coin.members.models import DuesPlan
from coin.subscriptions.models import Offer


@method_decorator(login_not_required, name="dispatch")
class Public(TemplateView):
    template_name = "portal/home/public.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "offers": Offer.objects.filter(open_to_new=True),
            "plans": DuesPlan.objects.filter(open_to_new=True).exclude(
                audience=Audience.VOLUNTEERS
            ),
        }
