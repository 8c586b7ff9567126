"""Offers: the list, the record, creation, change, services, closing to new subscriptions, deletion."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.badges import Badge
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.lists import ListPage
from coin.core.views.pages import AboutPage, Action, EditPage, FormPage, RecordPage
from coin.members import capabilities as members
from coin.office import pages_of
from coin.office.journal import events
from coin.office.shared import tables
from coin.office.subscriptions import offer_forms
from coin.office.subscriptions.filters import OfferFilter
from coin.office.subscriptions.tables import OfferTable
from coin.subscriptions import capabilities, registry, wording
from coin.subscriptions.catalogue import services as offers
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
    of = pages_of.OFFERS
    table_class = OfferTable
    filterset_class = OfferFilter
    csv_name = "offers"

    def get_actions(self) -> list[Action]:
        url = reverse("office:offer-new")
        return [Action(_("New offer"), url, "plus", capabilities.OFFERS, "primary")]


class OfferRecord(RecordPage[Offer]):
    of = pages_of.OFFERS
    capability = capabilities.SEE
    template_name = "office/subscriptions/offer.html"

    def get_badges(self) -> Sequence[Badge]:
        return [Badge(*tables.open_words(self.object.open_to_new))]

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
    parent = pages_of.OFFERS
    capability = capabilities.OFFERS
    title = gettext_lazy("New offer")
    form_class = offer_forms.OfferForm
    button = gettext_lazy("Create the offer")
    done = gettext_lazy("The offer is created: add the services that it holds.")

    def get_initial(self) -> dict[str, Any]:
        return {"open_to_new": True, "setup_fee": 0, "deposit": 0}

    def do(self, form: offer_forms.OfferForm) -> str:
        offer = create_offer(actor=self.request.user, **form.cleaned_data)
        return pages_of.OFFERS.url_of(offer)


class OfferEdit(EditPage[Offer]):
    of = pages_of.OFFERS
    fields = offers.EDITABLE
    capability = capabilities.OFFERS
    form_class = offer_forms.OfferForm
    intro = gettext_lazy(
        "Subscriptions that are there keep what was agreed: a change counts for the new ones. Only the lines of the"
        " invoice and the VAT rate count for everybody, on invoices to come."
    )

    def do(self, form: offer_forms.OfferForm) -> None:
        change_offer(self.object, actor=self.request.user, **form.cleaned_data)


class OfferPage(AboutPage[Offer], ConfirmPage):
    """The base of the pages that ask to confirm an act on one offer. A subclass gives `preview` and `do`."""

    of = pages_of.OFFERS
    capability = capabilities.OFFERS


class OfferMove(OfferPage):
    """The page whose button closes an open offer to new subscriptions, or opens a closed offer again."""

    done = gettext_lazy("Saved.")

    def get_title(self) -> str:
        words = {"offer": self.object.name}
        if self.object.open_to_new:
            return _("Close “%(offer)s” to new subscriptions") % words
        return _("Open “%(offer)s” to new subscriptions") % words

    def preview(self) -> Preview:
        if not self.object.open_to_new:
            return Preview(_("Members may ask for it again."), _("Open it"))
        return Preview(_("Nobody new may ask for it. Those who have it keep it."), _("Close it"))

    def do(self, form: Any) -> None:
        is_open = not self.object.open_to_new
        change_offer(self.object, open_to_new=is_open, actor=self.request.user)


class OfferDelete(OfferPage):
    title = gettext_lazy("Delete an offer")
    done = gettext_lazy("The offer is deleted.")

    def preview(self) -> Preview:
        if self.object.subscription_set.exists():
            return Preview(
                _("Somebody subscribed to this offer: close it to new subscriptions instead.")
            )
        sentence = _("“%(offer)s” is deleted. Nobody ever had it.") % {"offer": self.object.name}
        return Preview(sentence, _("Delete the offer"), style="danger")

    def do(self, form: Any) -> str:
        delete_offer(self.object, actor=self.request.user)
        return reverse("office:offers")


class ItemNew(AboutPage[Offer], FormPage):
    of = pages_of.OFFERS
    capability = capabilities.OFFERS
    title = gettext_lazy("Add a service")
    form_class = offer_forms.ItemForm
    button = gettext_lazy("Add the service")
    done = gettext_lazy("The service is added, for the subscriptions to come.")

    def do(self, form: offer_forms.ItemForm) -> None:
        add_item(self.object, actor=self.request.user, **form.cleaned_data)


class OfItem(AboutPage[OfferItem]):
    """The base of the pages about one service of an offer, which is `object`."""

    of = pages_of.OFFER_ITEMS
    capability = capabilities.OFFERS


class ItemEdit(OfItem, EditPage[OfferItem]):
    fields = offers.ITEM_FIELDS
    form_class = offer_forms.ItemForm
    intro = gettext_lazy("Services that are there stay as they are.")

    def get_actions(self) -> list[Action]:
        url = reverse("office:offer-item-remove", args=[self.object.pk])
        return [Action(_("Remove it"), url, "trash")]

    def do(self, form: offer_forms.ItemForm) -> None:
        change_item(self.object, actor=self.request.user, **form.cleaned_data)


class ItemRemove(OfItem, ConfirmPage):
    title = gettext_lazy("Remove a service from an offer")
    done = gettext_lazy("The service is removed from the offer.")

    def preview(self) -> Preview:
        words = _("“%(offer)s” no longer holds “%(item)s”. Those who have it keep it.")
        values = {"offer": self.object.offer.name, "item": self.object.label}
        return Preview(words % values, _("Remove it"), style="danger")

    def do(self, form: Any) -> None:
        remove_item(self.object, actor=self.request.user)
