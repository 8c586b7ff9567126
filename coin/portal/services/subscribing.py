"""Choosing an offer, filling in its form, reading the preview, asking for the subscription. A volunteer accepts it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.errors import DomainError, InvalidInput
from coin.core.views.pages import put_beside_field
from coin.core.views.places import Place
from coin.portal.services.forms import NoteForm, PriceForm
from coin.portal.shared.pages import MY_SERVICES, MemberPage
from coin.subscriptions import registry
from coin.subscriptions.life.request import subscribe
from coin.subscriptions.models import Offer
from coin.subscriptions.wording import term_price


class ChooseOffer(MemberPage):
    template_name = "portal/services/choose_offer.html"
    title = gettext_lazy("New subscription")
    parent = MY_SERVICES

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offers = Offer.objects.filter(open_to_new=True, items__isnull=False).distinct()
        return super().get_context_data(offers=offers, **kwargs)


class Subscribe(MemberPage):
    """Subscribing to an open offer. One address, three steps: the form, the preview (nothing is written), the request.

    The request is saved, and a volunteer accepts it.

    `step` names the button pressed: anything but `edit` and `confirm` asks for the preview.
    """

    template_name = "portal/services/subscribe.html"
    parent = Place(gettext_lazy("New subscription"), "portal:choose-offer")
    offer: Offer

    def get_title(self) -> str:
        return self.offer.name

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find_offer()
        return self.show("form")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find_offer()
        # A list, so that every form is checked: all that is wrong is shown at once.
        wrong = [form for form in self.forms if not form.is_valid()]
        if wrong:
            return self.show("form", status=InvalidInput.status)
        step = request.POST.get("step")
        if step != "confirm":
            return self.show("form" if step == "edit" else "preview")
        try:
            self.ask()
        except DomainError as error:
            self.put_beside(error)
            return self.show("form", status=error.status)
        messages.success(
            request, _("Your request is recorded. A volunteer looks at it; you follow it here.")
        )
        return redirect("portal:services")

    def find_offer(self) -> None:
        offers = Offer.objects.filter(open_to_new=True).prefetch_related("items")
        self.offer = get_object_or_404(offers, slug=self.kwargs["slug"])
        data = self.request.POST if self.request.method == "POST" else None
        self.price, self.note = PriceForm(data, offer=self.offer), NoteForm(data)
        self.item_forms = dict(self.forms_of_items(data))

    def forms_of_items(self, data: Any) -> Iterator[tuple[int, forms.Form]]:
        """(pk of the item, form of its type), where the type asks for something; a prefix tells two of one type apart.

        `data` is what was posted, None for empty forms.
        """
        for item in self.offer.items.all():
            form = registry.get(item.service_type).parameters_form(data)
            if form is not None:
                form.prefix = f"item{item.pk}"
                yield item.pk, form

    @property
    def forms(self) -> list[forms.Form]:
        return [self.price, *self.item_forms.values(), self.note]

    def ask(self) -> None:
        subscribe(
            self.member,
            self.offer,
            actor=self.request.user,
            monthly_price=self.price.cleaned_data.get("monthly_price"),
            parameters={pk: form.cleaned_data for pk, form in self.item_forms.items()},
            note=self.note.cleaned_data["note"],
        )

    def put_beside(self, error: DomainError) -> None:
        """Show the refusal in the form that has the field, or else on top of the first form."""
        field = error.field if isinstance(error, InvalidInput) else ""
        with_field = [form for form in self.forms if field in form.fields]
        put_beside_field((with_field or self.forms)[0], error)

    def show(self, step: str, status: int = 200) -> HttpResponse:
        context = self.get_context_data(offer=self.offer, step=step, forms=self.forms)
        if step == "preview":
            wished = self.price.cleaned_data.get("monthly_price")
            price = self.offer.monthly_price if wished is None else wished
            context |= {"price": price, "at_once": term_price(self.offer.term, price)}
        return self.render_to_response(context, status=status)
