"""Accept, refuse, suspend, resume or end a subscription, and tick off a service set up by hand."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.core.templatetags.coin import euros
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.pages import AboutPage
from coin.network.assignments.holders import current_of
from coin.office import pages_of
from coin.office.shared import forms
from coin.office.subscriptions.forms import DoneForm, EndForm, ResumptionForm, SuspensionForm
from coin.office.subscriptions.views import MOVES, State
from coin.subscriptions import capabilities, registry
from coin.subscriptions.life.confirm import confirm_service
from coin.subscriptions.life.services import accept, end, refuse, resume, suspend
from coin.subscriptions.models import Service, Subscription
from coin.subscriptions.prices.pricing import price_on


class Move(AboutPage[Subscription], ConfirmPage):
    """The base of the pages that make one move of a subscription's life (accept, refuse, suspend, resume, end).

    A subclass gives `move`, `what` (the preview) and `do`. Where the state does not allow the move, the page says so
    and has no button.
    """

    of = pages_of.SUBSCRIPTIONS
    capability = capabilities.EDIT
    move: str

    def get_subtitle(self) -> str:
        return str(self.object)

    def preview(self) -> Preview:
        state = State(self.object.state)
        if self.move not in MOVES.get(state, ()):
            words = _("This cannot be done now: the subscription is “%(state)s”.")
            return Preview(words % {"state": state.label})
        return self.what()

    def what(self) -> Preview:
        raise NotImplementedError

    def facts(self) -> list[tuple[str, str]]:
        now = price_on(self.object, timezone.localdate())
        price = _("%(price)s a month") % {"price": euros(now)}
        return [
            (_("Member"), str(self.object.member)),
            (_("Offer"), self.object.offer.name),
            (_("Price"), price),
        ]


class Accept(Move):
    move = "accept"
    title = gettext_lazy("Accept the subscription")
    done = gettext_lazy("Accepted. Its services are being set up.")

    def what(self) -> Preview:
        items = list(self.object.offer.items.all())
        words = ngettext(
            "%(count)s service is set up:", "%(count)s services are set up:", len(items)
        )
        items_in_words = [(item.label, registry.get(item.service_type).label) for item in items]
        fee = self.object.setup_fee
        facts = [*self.facts(), *([(_("Set-up fee"), euros(fee))] if fee else []), *items_in_words]
        return Preview(words % {"count": len(items)}, _("Accept"), facts=facts)

    def do(self, form: Any) -> None:
        accept(self.object, actor=self.request.user)


class Refuse(Move):
    move = "refuse"
    title = gettext_lazy("Refuse the subscription")
    form_class = forms.RefusalForm
    done = gettext_lazy("Refused.")

    def what(self) -> Preview:
        sentence = _("The member is told why. Nothing is set up, nothing is billed.")
        return Preview(sentence, _("Refuse"), facts=self.facts(), style="danger")

    def do(self, form: forms.RefusalForm) -> None:
        refuse(self.object, actor=self.request.user, reason=form.cleaned_data["reason"])


class Suspend(Move):
    move = "suspend"
    title = gettext_lazy("Suspend the subscription")
    form_class = SuspensionForm
    done = gettext_lazy("Suspended.")

    def what(self) -> Preview:
        sentence = _("Its services stop working. They keep their addresses.")
        suspended_price, words = self.object.suspended_price, _("billed as before")
        if suspended_price is not None:
            words = _("%(price)s a month") % {"price": euros(suspended_price)}
        facts = [*self.facts(), (_("While suspended"), words)]
        return Preview(sentence, _("Suspend"), facts=facts, style="danger")

    def do(self, form: SuspensionForm) -> None:
        suspend(self.object, actor=self.request.user, **form.cleaned_data)


class Resume(Move):
    move = "resume"
    title = gettext_lazy("Resume the subscription")
    form_class = ResumptionForm
    done = gettext_lazy("Resumed. Its services are being set up again.")

    def what(self) -> Preview:
        sentence = _("Its services work again as soon as the servers hold them.")
        return Preview(sentence, _("Resume"), facts=self.facts())

    def do(self, form: ResumptionForm) -> None:
        resume(self.object, actor=self.request.user, on=form.cleaned_data["on"])


class End(Move):
    move = "end"
    title = gettext_lazy("End the subscription")
    form_class = EndForm
    done = gettext_lazy("Ended. Its addresses are in quarantine.")

    def what(self) -> Preview:
        assignments_by_service = current_of(self.object.services.all())
        given_back = [row.address for rows in assignments_by_service.values() for row in rows]
        sentence = _(
            "Its services stop, its addresses are given back, billing stops. There is no way back."
        )
        lost = [(_("Addresses given back"), ", ".join(given_back))] if given_back else []
        return Preview(
            sentence, _("End the subscription"), facts=self.facts() + lost, style="danger"
        )

    def do(self, form: EndForm) -> None:
        end(self.object, actor=self.request.user, **form.cleaned_data)


class ServiceDone(AboutPage[Service], ConfirmPage):
    """The page that ticks off a service which a volunteer has set up, changed or stopped by hand.

    There is no button when nothing waits to be done for the service.
    """

    of = pages_of.SERVICES
    capability = capabilities.EDIT
    title = gettext_lazy("Tick off a service")
    form_class = DoneForm
    done = gettext_lazy("Ticked off.")

    def preview(self) -> Preview:
        if self.object.is_applied:
            return Preview(_("Nothing is waiting to be done for this service."))
        return Preview(
            _("You have done by hand what was asked for this service."),
            _("It is done"),
            facts=[
                (_("Service"), str(self.object)),
                (_("Member"), str(self.object.subscription.member)),
            ],
        )

    def do(self, form: DoneForm) -> None:
        confirm_service(self.object, actor=self.request.user, on=form.cleaned_data["on"])
