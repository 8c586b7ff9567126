"""Changes of what a subscription costs: price, reduced rate, term, deposit, each after a preview."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.templatetags.coin import day, euros
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.pages import AboutPage
from coin.core.views.previewed import PreviewedFormPage
from coin.office import pages_of
from coin.office.subscriptions import forms, money
from coin.subscriptions import capabilities
from coin.subscriptions.models import Price, Subscription
from coin.subscriptions.prices.agreed import change_term, give_deposit_back
from coin.subscriptions.prices.services import change_price, end_reduced_price, give_reduced_price


class SubscriptionPage(AboutPage[Subscription]):
    """The base of the pages about one subscription, which is `object`, for those who may change it."""

    of = pages_of.SUBSCRIPTIONS
    capability = capabilities.EDIT

    def get_subtitle(self) -> str:
        return str(self.object)


class CostPage(SubscriptionPage, PreviewedFormPage):
    """The base of the pages that change the cost of a subscription, or its shares: a form, a preview, then the act.

    The preview compares what each member pays. A subclass gives `act`, `sentence` and `words_of_button`, and in
    `day_field` the form's field of the first day.
    """

    day_field = "starts_on"

    def act(self, form: Any) -> Callable[[], object]:
        """The call of the service that saves the change, ready to be made. The preview makes it and rolls it back."""
        raise NotImplementedError

    def sentence(self, form: Any) -> str:
        raise NotImplementedError

    def words_of_button(self) -> str:
        raise NotImplementedError

    def warnings(self, form: Any, starts_on: date) -> list[str]:
        return money.odd(self.object, starts_on)

    def looked_at(self, starts_on: date) -> date:
        """The day for which the preview compares what each member pays: here the first day of the change."""
        return starts_on

    def preview(self, form: Any) -> Preview:
        starts_on: date = form.cleaned_data[self.day_field]
        looked_at = self.looked_at(starts_on)
        parts = money.difference(self.object.pk, looked_at, self.act(form))
        return Preview(
            self.sentence(form),
            self.words_of_button(),
            facts=[(_("From"), day(looked_at)), *money.facts(parts)],
            warnings=self.warnings(form, starts_on),
        )

    def do(self, form: Any) -> None:
        self.act(form)()


class PriceChange(CostPage):
    title = gettext_lazy("Change the price")
    form_class = forms.PriceForm
    done = gettext_lazy("The price is changed.")

    def get_initial(self) -> dict[str, Any]:
        return {"monthly_price": money.SubscriptionMoney(self.object).price}

    def act(self, form: forms.PriceForm) -> Callable[[], object]:
        values = form.cleaned_data
        return lambda: change_price(self.object, actor=self.request.user, **values)

    def sentence(self, form: forms.PriceForm) -> str:
        words = _("“%(offer)s” costs %(price)s a month from %(day)s.")
        return words % {
            "offer": self.object.offer.name,
            "price": euros(form.cleaned_data["monthly_price"]),
            "day": day(form.cleaned_data["starts_on"]),
        }

    def words_of_button(self) -> str:
        return _("Change the price")

    def looked_at(self, starts_on: date) -> date:
        return money.after_reduced(self.object, starts_on)

    def warnings(self, form: forms.PriceForm, starts_on: date) -> list[str]:
        offer, price = self.object.offer, form.cleaned_data["monthly_price"]
        warnings = super().warnings(form, starts_on)
        low = offer.minimum is not None and price < offer.minimum
        high = offer.maximum is not None and price > offer.maximum
        if low or high:
            warnings.append(_("This is outside the bounds of the free price of the offer."))
        return warnings


class ReducedPriceNew(CostPage):
    title = gettext_lazy("Give a reduced rate")
    form_class = forms.ReducedPriceForm
    done = gettext_lazy("The reduced rate is given.")

    def act(self, form: forms.ReducedPriceForm) -> Callable[[], object]:
        values = form.cleaned_data
        return lambda: give_reduced_price(self.object, actor=self.request.user, **values)

    def sentence(self, form: forms.ReducedPriceForm) -> str:
        words = _("“%(offer)s” costs %(price)s a month until %(day)s (not included).")
        return words % {
            "offer": self.object.offer.name,
            "price": euros(form.cleaned_data["monthly_price"]),
            "day": day(form.cleaned_data["ends_on"]),
        }

    def words_of_button(self) -> str:
        return _("Give the reduced rate")


class ReducedPriceEnd(CostPage):
    title = gettext_lazy("End a reduced rate")
    form_class = forms.OnForm
    day_field = "on"
    done = gettext_lazy("The reduced rate ends.")
    price: Price

    def get_object(self) -> Subscription:
        prices = Price.objects.exclude(ends_on=None)
        self.price = get_object_or_404(prices, pk=self.kwargs["pk"])
        return pages_of.SUBSCRIPTIONS.find({"pk": self.price.subscription_id})

    def act(self, form: forms.OnForm) -> Callable[[], object]:
        on = form.cleaned_data["on"]
        return lambda: end_reduced_price(self.price, on=on, actor=self.request.user)

    def sentence(self, form: forms.OnForm) -> str:
        return _("The reduced rate ends, and the price comes back.")

    def words_of_button(self) -> str:
        return _("End the reduced rate")


class TermChange(SubscriptionPage, PreviewedFormPage):
    title = gettext_lazy("Change the term")
    form_class = forms.TermForm
    done = gettext_lazy("The term is changed.")

    def get_initial(self) -> dict[str, Any]:
        return {"term": self.object.term, "in_arrears": self.object.in_arrears}

    def preview(self, form: forms.TermForm) -> Preview:
        subscription = self.object
        before, after = (
            money.SubscriptionMoney(subscription),
            money.tried(subscription.pk, self.act(form)),
        )
        return Preview(
            _("What was billed stays. The next billing run bills what follows of the new term."),
            _("Change the term"),
            facts=[
                (_("Member"), str(subscription.member)),
                (_("Until now"), f"{before.term_price} ({before.when_billed})"),
                (_("From the next invoice"), f"{after.term_price} ({after.when_billed})"),
            ],
        )

    def act(self, form: forms.TermForm) -> Callable[[], object]:
        values = form.cleaned_data
        return lambda: change_term(self.object, actor=self.request.user, **values)

    def do(self, form: forms.TermForm) -> None:
        self.act(form)()


class DepositBack(SubscriptionPage, ConfirmPage):
    title = gettext_lazy("Give the deposit back")
    form_class = forms.DepositForm
    done = gettext_lazy(
        "The deposit is owed to the member: the next billing run makes the credit note."
    )

    def preview(self) -> Preview:
        subscription = self.object
        if not subscription.deposit:
            return Preview(_("There is no deposit."))
        if subscription.deposit_back_on:
            words = _("The deposit was given back on %(day)s already.")
            return Preview(words % {"day": day(subscription.deposit_back_on)})
        if subscription.ended_on is None:
            return Preview(_("The deposit is given back once the subscription has ended."))
        return Preview(
            _("The deposit is given back whole: a credit note in the member’s favour."),
            _("Give the deposit back"),
            facts=[
                (_("Member"), str(subscription.member)),
                (_("Deposit"), euros(subscription.deposit)),
            ],
        )

    def do(self, form: forms.DepositForm) -> None:
        on = form.cleaned_data["on"]
        give_deposit_back(self.object, on=on, actor=self.request.user)
