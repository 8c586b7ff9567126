"""Offers: the list, a new one, its record, its form and its services, closing it, deleting it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.core.badges import Badge
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import Action, FormPage, Link, RecordPage
from coin.members import capabilities as members
from coin.office.journal import events
from coin.office.subscriptions import offer_forms
from coin.office.subscriptions.filters import OfferFilter
from coin.office.subscriptions.lists import offers
from coin.office.subscriptions.tables import OfferTable
from coin.subscriptions import capabilities, registry, wording
from coin.subscriptions.catalogue.services import (
    add_item,
    change_item,
    change_offer,
    create_offer,
    delete_offer,
    remove_item,
)
from coin.subscriptions.models import Offer, OfferItem


class OfferList(ListPage):
    capability = capabilities.SEE
    title = gettext_lazy("Offers")
    table_class = OfferTable
    filterset_class = OfferFilter
    csv_name = "offers"

    def get_queryset(self) -> QuerySet[Offer]:
        return offers()

    def noun(self, count: int) -> str:
        return ngettext("%(count)s offer", "%(count)s offers", count) % {"count": count}

    def get_actions(self) -> list[Action]:
        url = reverse("office:offer-new")
        return [Action(_("New offer"), url, "plus", capabilities.OFFERS, "primary")]


def offers_link() -> Link:
    return Link(_("Offers"), reverse("office:offers"))


def offer_or_404(pk: int) -> Offer:
    offer = offers().filter(pk=pk).first()
    if offer is None:
        raise Http404
    return offer


class OfferRecord(RecordPage[Offer]):
    capability = capabilities.SEE
    template_name = "office/subscriptions/offer.html"

    def get_object(self) -> Offer:
        return offer_or_404(self.kwargs["pk"])

    def get_title(self) -> str:
        return self.object.name

    def get_parent(self) -> Link:
        return offers_link()

    def get_badges(self) -> Sequence[Badge]:
        is_open = self.object.open_to_new
        return [Badge(_("Open"), "good") if is_open else Badge(_("Closed"), "off")]

    def get_actions(self) -> list[Action]:
        pk, may = [self.object.pk], capabilities.OFFERS
        move = reverse("office:offer-move", args=pk)
        is_open = self.object.open_to_new
        words = _("Close to new subscriptions") if is_open else _("Open to new subscriptions")
        return [
            Action(_("Edit"), reverse("office:offer-edit", args=pk), "pencil", may),
            Action(words, move, "lock" if is_open else "lock-open", may),
            Action(_("Delete"), reverse("office:offer-delete", args=pk), "trash", may),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offer = self.object
        items = [(item, registry.label_of(item.service_type)) for item in offer.items.all()]
        context = super().get_context_data(
            items=items,
            at_once=wording.term_price(offer.term, offer.monthly_price),
            **kwargs,
        )
        if self.request.user.has_capability(members.JOURNAL.slug):
            context["events"] = events.events(self.history()[:20])
        return context

    def history(self) -> Any:
        return events.about(
            ("subscriptions.offer", [self.object.pk]),
            ("subscriptions.offeritem", [item.pk for item in self.object.items.all()]),
        )


class OfferNew(FormPage):
    capability = capabilities.OFFERS
    title = gettext_lazy("New offer")
    form_class = offer_forms.OfferForm
    button = gettext_lazy("Create the offer")
    done = gettext_lazy("The offer is created: add the services that it holds.")

    def get_parent(self) -> Link:
        return offers_link()

    def get_initial(self) -> dict[str, Any]:
        return {"open_to_new": True, "setup_fee": 0, "deposit": 0}

    def do(self, form: offer_forms.OfferForm) -> str:
        offer = create_offer(actor=self.request.user, **form.cleaned_data)
        return reverse("office:offer", args=[offer.pk])


class OfferEdit(FormPage):
    capability = capabilities.OFFERS
    form_class = offer_forms.OfferForm
    intro = gettext_lazy(
        "Subscriptions that are there keep what was agreed: a change counts for the new ones. Only the lines of the"
        " invoice and the VAT rate count for everybody, on invoices to come."
    )
    button = gettext_lazy("Save")
    done = gettext_lazy("Saved.")
    offer: Offer

    def prepare(self) -> None:
        self.offer = offer_or_404(self.kwargs["pk"])

    def get_title(self) -> str:
        return self.offer.name

    def get_parent(self) -> Link:
        return offer_link(self.offer)

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.offer, name) for name in offer_forms.FIELDS}

    def do(self, form: offer_forms.OfferForm) -> str:
        change_offer(self.offer, actor=self.request.user, **form.cleaned_data)
        return offer_link(self.offer).url


def offer_link(offer: Offer) -> Link:
    return Link(offer.name, reverse("office:offer", args=[offer.pk]))


class OfferPage(ConfirmPage):
    """Something that changes one offer for everybody."""

    capability = capabilities.OFFERS
    offer: Offer

    def prepare(self) -> None:
        self.offer = offer_or_404(self.kwargs["pk"])

    def get_parent(self) -> Link:
        return offer_link(self.offer)


class OfferMove(OfferPage):
    """Close an open offer to new subscriptions; open a closed one again."""

    done = gettext_lazy("Saved.")

    def get_title(self) -> str:
        words = {"offer": self.offer.name}
        if self.offer.open_to_new:
            return _("Close “%(offer)s” to new subscriptions") % words
        return _("Open “%(offer)s” to new subscriptions") % words

    def preview(self) -> Preview:
        if not self.offer.open_to_new:
            return Preview(_("Members may ask for it again."), _("Open it"))
        return Preview(_("Nobody new may ask for it. Those who have it keep it."), _("Close it"))

    def do(self, form: Any) -> str:
        is_open = not self.offer.open_to_new
        change_offer(self.offer, open_to_new=is_open, actor=self.request.user)
        return offer_link(self.offer).url


class OfferDelete(OfferPage):
    title = gettext_lazy("Delete an offer")
    done = gettext_lazy("The offer is deleted.")

    def preview(self) -> Preview:
        if self.offer.subscription_set.exists():
            return Preview(
                _("Somebody subscribed to this offer: close it to new subscriptions instead.")
            )
        sentence = _("“%(offer)s” is deleted. Nobody ever had it.") % {"offer": self.offer.name}
        return Preview(sentence, _("Delete the offer"), style="danger")

    def do(self, form: Any) -> str:
        delete_offer(self.offer, actor=self.request.user)
        return reverse("office:offers")


class ItemNew(FormPage):
    capability = capabilities.OFFERS
    title = gettext_lazy("Add a service")
    form_class = offer_forms.ItemForm
    button = gettext_lazy("Add the service")
    done = gettext_lazy("The service is added, for the subscriptions to come.")
    offer: Offer

    def prepare(self) -> None:
        self.offer = offer_or_404(self.kwargs["pk"])

    def get_parent(self) -> Link:
        return offer_link(self.offer)

    def do(self, form: offer_forms.ItemForm) -> str:
        add_item(self.offer, actor=self.request.user, **form.cleaned_data)
        return offer_link(self.offer).url


def item_or_404(pk: int) -> OfferItem:
    item = OfferItem.objects.select_related("offer").filter(pk=pk).first()
    if item is None:
        raise Http404
    return item


class ItemEdit(FormPage):
    capability = capabilities.OFFERS
    form_class = offer_forms.ItemForm
    intro = gettext_lazy("Services that are there stay as they are.")
    button = gettext_lazy("Save")
    done = gettext_lazy("Saved.")
    item: OfferItem

    def prepare(self) -> None:
        self.item = item_or_404(self.kwargs["pk"])

    def get_title(self) -> str:
        return self.item.label

    def get_parent(self) -> Link:
        return offer_link(self.item.offer)

    def get_actions(self) -> list[Action]:
        url = reverse("office:offer-item-remove", args=[self.item.pk])
        return [Action(_("Remove it"), url, "trash")]

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.item, name) for name in ("label", "service_type", "weight")}

    def do(self, form: offer_forms.ItemForm) -> str:
        change_item(self.item, actor=self.request.user, **form.cleaned_data)
        return offer_link(self.item.offer).url


class ItemRemove(ConfirmPage):
    capability = capabilities.OFFERS
    title = gettext_lazy("Remove a service from an offer")
    done = gettext_lazy("The service is removed from the offer.")
    item: OfferItem

    def prepare(self) -> None:
        self.item = item_or_404(self.kwargs["pk"])

    def get_parent(self) -> Link:
        return offer_link(self.item.offer)

    def preview(self) -> Preview:
        words = _("“%(offer)s” no longer holds “%(item)s”. Those who have it keep it.")
        told = {"offer": self.item.offer.name, "item": self.item.label}
        return Preview(words % told, _("Remove it"), style="danger")

    def do(self, form: Any) -> str:
        url = offer_link(self.item.offer).url
        remove_item(self.item, actor=self.request.user)
        return url
