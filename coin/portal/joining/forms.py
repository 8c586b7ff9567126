"""The forms that a candidate fills in, a page at a time."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.errors import InvalidInput
from coin.core.forms import DayField, EuroField
from coin.core.money import ZERO, euros
from coin.core.templatetags.coin import day
from coin.core.validators import validate_rna, validate_siren
from coin.members.dues import plans
from coin.members.enums import LegalForm, MemberKind
from coin.members.joining import questions
from coin.members.models import DuesPlan
from coin.portal.joining.answers import Answers
from coin.portal.joining.fields import PHONE, compact, line, refuse_control_characters
from coin.subscriptions.models import Offer


class StepForm(forms.Form):
    """The base of the pages of the join form. `draft` holds all the answers so far: a page may depend on them.

    A subclass gives `title`, fields, and `adapt` where they depend on the answers.
    """

    title: ClassVar["str | Promise"]
    intro: ClassVar["str | Promise"] = ""
    # How a field is called where its answer is shown, when its question is long.
    short: ClassVar["dict[str, str | Promise]"] = {}

    def __init__(self, *args: Any, draft: Answers, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft = draft
        self.adapt()

    def adapt(self) -> None:
        """Change the fields according to the answers so far and the association's settings. Here it changes nothing."""

    def hold(self, rule: Callable[..., None], *args: Any, **kwargs: Any) -> None:
        """Call a rule of coin.members with these arguments; show its InvalidInput beside the field that it names."""
        try:
            rule(*args, **kwargs)
        except InvalidInput as error:
            self.add_error(error.field, str(error.message))


class KindForm(StepForm):
    title = gettext_lazy("Who joins?")
    short = {"kind": gettext_lazy("Kind")}

    kind = forms.ChoiceField(
        label=gettext_lazy("The new member is"),
        widget=forms.RadioSelect,
        choices=[
            (MemberKind.PERSON, gettext_lazy("A person")),
            (
                MemberKind.ORGANISATION,
                gettext_lazy("An organisation: association, collective, company, public body"),
            ),
        ],
    )


class PersonForm(StepForm):
    title = gettext_lazy("Your name")
    intro = gettext_lazy("Your first and last names, or a pseudonym alone.")

    first_name = line(gettext_lazy("First name"), 100, required=False, autocomplete="given-name")
    last_name = line(gettext_lazy("Last name"), 100, required=False, autocomplete="family-name")
    pseudonym = line(
        gettext_lazy("Pseudonym"),
        60,
        required=False,
        autocomplete="nickname",
        help_text=gettext_lazy("Shown to other members instead of your name."),
    )
    birth_on = DayField(label=gettext_lazy("Birth date"), required=False)
    birth_place = line(gettext_lazy("Birth place"), 100, required=False)

    def adapt(self) -> None:
        self.fields["birth_on"].widget.attrs["autocomplete"] = "bday"
        if not self.draft.association.asks_birth:
            del self.fields["birth_on"], self.fields["birth_place"]

    def clean(self) -> None:
        typed = self.cleaned_data
        names = [typed.get(name) for name in ("first_name", "last_name", "pseudonym")]
        if not self.errors and not any(names):
            self.add_error("last_name", _("Give your name or a pseudonym."))
        self.hold(questions.check_birth, typed.get("birth_on"), timezone.localdate())


class OrganisationForm(StepForm):
    title = gettext_lazy("The organisation")

    organisation_name = line(
        gettext_lazy("Name of the organisation"), 150, autocomplete="organization"
    )
    legal_form = forms.ChoiceField(
        label=gettext_lazy("Legal form"), choices=LegalForm.choices, widget=forms.RadioSelect
    )
    siren = line(
        "SIREN", 20, required=False, help_text=gettext_lazy("Nine digits, where it has one.")
    )
    rna = line(
        gettext_lazy("RNA number"),
        20,
        required=False,
        help_text=gettext_lazy("For a declared association: W and nine digits."),
    )
    first_name = line(
        gettext_lazy("Your first name"), 100, required=False, autocomplete="given-name"
    )
    last_name = line(
        gettext_lazy("Your last name"),
        100,
        autocomplete="family-name",
        help_text=gettext_lazy("You act for the organisation here; others may be added later."),
    )

    def clean_siren(self) -> str:
        return compact(self.cleaned_data["siren"], validate_siren)

    def clean_rna(self) -> str:
        return compact(self.cleaned_data["rna"], validate_rna)


class ContactForm(StepForm):
    title = gettext_lazy("How to reach you")

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        help_text=gettext_lazy("We write to it to confirm your request."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    phone = line(gettext_lazy("Phone"), 30, required=False, validators=[PHONE], autocomplete="tel")
    street = line(gettext_lazy("Street"), 200, required=False, autocomplete="street-address")
    postal_code = line(gettext_lazy("Postal code"), 10, required=False, autocomplete="postal-code")
    city = line(gettext_lazy("Town"), 100, required=False, autocomplete="address-level2")
    country = line(
        gettext_lazy("Country"), 60, required=False, initial="France", autocomplete="country-name"
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of letters and mails"), choices=settings.LANGUAGES
    )

    def adapt(self) -> None:
        self.fields["language"].initial = self.draft.language
        self.fields["phone"].widget.input_type = "tel"
        self.fields["postal_code"].widget.attrs["class"] = "short"


class PlanChoice(forms.ModelChoiceField[DuesPlan]):
    """Dues plans as choices: each with its name, its price, and its last day if it begins today."""

    def label_from_instance(self, plan: DuesPlan) -> SafeString:
        return format_html(
            '<span class="choice"><strong>{}</strong> <small>{}</small>{}</span>',
            plan.name,
            price_words(plan),
            format_html(" <small>{}</small>", plan.description) if plan.description else "",
        )


def price_words(plan: DuesPlan) -> str:
    words = _("from %(minimum)s, %(advised)s advised; until %(day)s if it begins today")
    return words % {
        "minimum": euros(plan.minimum),
        "advised": euros(plan.advised),
        "day": day(last_day_from_today(plan)),
    }


def last_day_from_today(plan: DuesPlan) -> date:
    return plans.calendar(plan).end_of(timezone.localdate()) - timedelta(days=1)


class PlanForm(StepForm):
    title = gettext_lazy("Your membership")
    short = {"plan": gettext_lazy("Plan")}

    plan = PlanChoice(
        DuesPlan.objects.none(),
        label=gettext_lazy("Choose the one that fits you"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"invalid_choice": gettext_lazy("Choose one of these.")},
    )

    def adapt(self) -> None:
        self.fields["plan"].queryset = self.draft.plans  # type: ignore[attr-defined]


class AmountForm(StepForm):
    title = gettext_lazy("What you give")
    short = {"wants_reduced": gettext_lazy("Reduced rate"), "gift": gettext_lazy("Gift")}

    amount = EuroField(label=gettext_lazy("Dues"), max_digits=7, min_value=0)
    wants_reduced = forms.BooleanField(
        label=gettext_lazy("I ask for the reduced rate: these dues are too much for me"),
        required=False,
    )
    gift = EuroField(
        label=gettext_lazy("A gift on top"),
        max_digits=7,
        min_value=0,
        required=False,
        help_text=gettext_lazy("Free, and only if you wish."),
    )

    def adapt(self) -> None:
        plan = self.draft.plan
        if plan is None:
            return
        amount = self.fields["amount"]
        amount.initial = plan.advised
        words = {"minimum": euros(plan.minimum), "advised": euros(plan.advised)}
        amount.help_text = _("At least %(minimum)s; %(advised)s advised.") % words
        if plan.reduced is None:
            del self.fields["wants_reduced"]
            return
        self.fields["wants_reduced"].label = _(
            "I ask for the reduced rate: I can give %(reduced)s or a little more"
        ) % {"reduced": euros(plans.least(plan, is_reduced=True))}

    def clean_gift(self) -> Decimal:
        return self.cleaned_data["gift"] or ZERO

    def clean(self) -> None:
        plan, amount = self.draft.plan, self.cleaned_data.get("amount")
        wants = self.cleaned_data.get("wants_reduced", False)
        if plan is not None and amount is not None:
            self.hold(questions.check_amount, plan, amount, wants_reduced=wants)


class WishesForm(StepForm):
    title = gettext_lazy("Anything else")
    short = {"wishes": gettext_lazy("I would like"), "words": gettext_lazy("A word")}

    wishes = forms.MultipleChoiceField(
        label=gettext_lazy("Services that you would like"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("It commits you to nothing: you ask for them once you are in."),
    )
    words = forms.CharField(
        label=gettext_lazy("A word to the volunteers"),
        required=False,
        max_length=2000,
        validators=[refuse_control_characters],
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def adapt(self) -> None:
        offers = list(Offer.objects.filter(open_to_new=True))
        if not offers:
            del self.fields["wishes"]
            return
        choices = [(offer.slug, f"{offer.name} ({offer_price(offer)})") for offer in offers]
        self.fields["wishes"].choices = choices  # type: ignore[attr-defined]


def offer_price(offer: Offer) -> str:
    if offer.minimum is not None:
        return _("from %(price)s a month") % {"price": euros(offer.minimum)}
    return _("%(price)s a month") % {"price": euros(offer.monthly_price)}
