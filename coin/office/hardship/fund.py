"""The solidarity fund, and waivers, by which the association gives up what a member owes."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing.capabilities import HARDSHIP
from coin.billing.hardship import fund, waivers
from coin.billing.hardship import fund_help as fund_service
from coin.billing.hardship.sensitive import FUND_HELP
from coin.core.models import Association
from coin.core.money import ZERO, cents, euros
from coin.core.views.pages import FormPage, Link, Page
from coin.core.views.sensitive import SensitiveFormPage
from coin.office import pages_of
from coin.office.documents.views import OfDocument
from coin.office.hardship import forms as hardship_forms
from coin.office.members.views import AboutMember

MONTHS_SHOWN, HELPS_SHOWN = 36, 100


class Fund(Page):
    """The solidarity fund: its balance, its months and the help it gave; nothing is done here.

    Every volunteer sees the balance; only those who decide on its help see whom it helped, and why.
    """

    template_name = "office/hardship/fund.html"
    title = gettext_lazy("Solidarity fund")

    def get_parent(self) -> Link | None:
        return pages_of.PAYMENT_PLANS.link() if self.names() else None

    def names(self) -> bool:
        return bool(self.request.user.has_capability(HARDSHIP.slug))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        helps = list(fund.helps()[:HELPS_SHOWN])
        reasons = fund.reasons_of(helps) if self.names() else {}
        situation = fund.situation()
        return super().get_context_data(
            fund=situation,
            months=situation.months[:MONTHS_SHOWN],
            helps=[(fund_help, reasons.get(fund_help.pk, "")) for fund_help in helps],
            names=self.names(),
            rules=Association.current(),
            **kwargs,
        )


class FundHelp(AboutMember, SensitiveFormPage):
    """The form by which the fund pays an amount of what a member owes, an act of two people."""

    capability = HARDSHIP
    act = FUND_HELP
    title = gettext_lazy("Help with the solidarity fund")
    form_class = hardship_forms.HelpForm
    button = gettext_lazy("Pay with the fund")
    done = gettext_lazy("The fund has paid.")
    most: Decimal

    def prepare(self) -> None:
        super().prepare()
        self.most = fund_service.most(self.member)
        balance = fund.situation().balance
        words = _("The fund holds %(held)s; it may pay %(most)s for %(member)s now.")
        values = {"held": euros(balance), "most": euros(self.most), "member": self.member}
        self.intro = words % values

    def get_initial(self) -> dict[str, Any]:
        return {"amount": self.most} if self.most > ZERO else {}

    def get_arguments(self, form: Any) -> dict[str, Any]:
        if form is None:
            return {}
        fund_help = form.cleaned_data
        # The arguments of a proposal are kept as JSON, which has no Decimal.
        return {"amount": str(cents(fund_help["amount"])), "reason": fund_help["reason"]}

    def get_sentence(self, form: Any) -> str:
        words = _("The solidarity fund pays %(amount)s of what %(member)s owes.")
        return words % {"amount": euros(form.cleaned_data["amount"]), "member": self.member}


class Waive(OfDocument, FormPage):
    """The form that gives up what is left to pay of a document, or a part of it, by a credit note issued at once."""

    capability = HARDSHIP
    title = gettext_lazy("Grant a waiver")
    form_class = hardship_forms.WaiverForm
    button = gettext_lazy("Issue the credit note of the waiver")
    done = gettext_lazy("The waiver is granted, by this credit note.")

    def prepare(self) -> None:
        super().prepare()
        words = _(
            "%(left)s is left to pay on %(number)s. What is given up is neither billed again nor"
            " asked for; it cannot be taken back."
        )
        values = {"left": euros(self.object.rest), "number": self.object.number or ""}
        self.intro = words % values

    def get_subtitle(self) -> str:
        return str(self.object.member)

    def get_initial(self) -> dict[str, Any]:
        return {"amount": cents(self.object.rest)} if self.object.rest > 0 else {}

    def do(self, form: hardship_forms.WaiverForm) -> str:
        note = waivers.waive(self.object, actor=self.request.user, **form.cleaned_data)
        return pages_of.DOCUMENTS.url_of(note)
