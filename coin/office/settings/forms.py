"""The forms of the settings: sections, retention, acts of two people, covered areas."""

import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import fields_for_model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core import retention, sensitive
from coin.core.forms import DayField
from coin.core.models import Association
from coin.federation.rules import TECHNOLOGIES, is_polygon

MOST_MONTHS = 1200
TECHNOLOGY_WORDS = {
    "ftth": "FTTH",
    "fttb": "FTTB",
    "dsl": "DSL",
    "wifi": gettext_lazy("Wi-Fi"),
    "vpn": "VPN",
    "cube": gettext_lazy("Internet cube"),
}


@dataclass(frozen=True)
class Section:
    """One subject of the settings, with the names of the fields of Association that its form holds.

    `slug` stands in its URL, and is its element's id on the page of the settings.
    """

    slug: str
    title: "str | Promise"
    fields: tuple[str, ...]
    intro: "str | Promise" = ""


SECTIONS = {
    section.slug: section
    for section in (
        Section(
            "identite",
            gettext_lazy("Identity"),
            ("name", "shortname", "description", "siren", "rna", "creation_date"),
            gettext_lazy("It stands on documents, in mails and in what the federation reads."),
        ),
        Section(
            "contact",
            gettext_lazy("Contact"),
            ("email", "phone", "website", "street", "postal_code", "city", "country"),
        ),
        Section("apparence", gettext_lazy("Looks"), ("accent",)),
        Section(
            "adhesion",
            gettext_lazy("Membership"),
            ("join_open", "asks_birth", "late_after_days", "lapsed_after_days", "late_renewal"),
        ),
        Section(
            "statuts",
            gettext_lazy("Statutes and rules"),
            ("statutes_url", "statutes_version", "rules_url", "rules_version"),
            gettext_lazy(
                "Whoever joins accepts them; the version they accepted is kept with their request."
            ),
        ),
        Section(
            "collegiale",
            gettext_lazy("Collegial body and assemblies"),
            ("seat_months", "proxies_per_holder"),
        ),
        Section(
            "argent",
            gettext_lazy("Money"),
            (
                "payment_days",
                "iban",
                "bic",
                "creditor_identifier",
                "debit_notice_days",
            ),
        ),
        Section(
            "documents",
            gettext_lazy("Documents"),
            ("document_words", "vat_number", "late_penalty"),
            gettext_lazy("What invoices and other documents bear, from the next one printed."),
        ),
        Section(
            "solidarite",
            gettext_lazy("Members without money"),
            ("fund_open", "fund_since", "fund_gifts", "suspension_after_days"),
            gettext_lazy(
                "The solidarity fund pays documents of members who cannot; nothing is suspended by itself."
            ),
        ),
        Section(
            "dons",
            gettext_lazy("Gifts and tax receipts"),
            ("donation_receipts", "donation_dues", "donation_object", "donation_signatory"),
            gettext_lazy(
                "Only an association of general interest may give tax receipts. Ask the tax office in writing first "
                "(rescrit): the association answers for those it should not have given."
            ),
        ),
        Section("reseau", gettext_lazy("Network"), ("quarantine_days",)),
        Section(
            "federation",
            gettext_lazy("Federation"),
            ("ffdn_member_since", "progress_status", "latitude", "longitude", "chatrooms"),
            gettext_lazy("What the federation's directory and its map show."),
        ),
    )
}


class LinesField(forms.CharField):
    """A list of texts, typed one on each line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return str(super().clean(value)).splitlines()


class WebField(forms.URLField):
    """A URL, in https when it names no scheme."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


KINDS: dict[str, type[forms.Field]] = {
    "creation_date": DayField,
    "ffdn_member_since": DayField,
    "fund_since": DayField,
    "website": WebField,
    "statutes_url": WebField,
    "rules_url": WebField,
}


class SectionForm(forms.Form):
    """The fields of one `section` of the settings, with the labels and validators of Association."""

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = {name: KINDS[name] for name in section.fields if name in KINDS}
        self.fields.update(
            fields_for_model(Association, fields=section.fields, field_classes=kinds)
        )
        if "accent" in self.fields:
            self.fields["accent"].widget = forms.TextInput(
                attrs={"type": "color", "class": "form-control-color"}
            )
        if "chatrooms" in self.fields:
            self.fields["chatrooms"] = LinesField(
                label=_("Chat rooms"), required=False, help_text=_("One address a line.")
            )
        for name in ("latitude", "longitude"):
            if name in self.fields:
                self.fields[name].widget.attrs["step"] = "any"


class RetentionForm(forms.Form):
    """The months for which each kind of data is kept, by the slug of the rule, where the association may choose."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rule in retention.rules():
            if rule.is_setting:
                self.fields[rule.slug] = months_field(rule)


def months_field(rule: retention.Rule) -> forms.IntegerField:
    help_text = str(rule.source)
    if rule.least:
        words = _("%(source)s. At least %(months)s months.")
        help_text = words % {"source": rule.source, "months": rule.least}
    field = forms.IntegerField(
        label=str(rule.label),
        help_text=help_text,
        min_value=rule.least,
        max_value=MOST_MONTHS,
        initial=rule.months_here,
    )
    field.widget.attrs["class"] = "short"
    field.unit = _("months")  # type: ignore[attr-defined]
    return field


class ActsForm(forms.Form):
    """The acts that wait for a second person: those ticked. Acts that always take two people are not listed."""

    acts = forms.MultipleChoiceField(
        label=gettext_lazy("Wait for a second person"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Acts that always take two people are no choice.
        choices = [(act.slug, str(act.label)) for act in sensitive.acts() if not act.always]
        self.fields["acts"].choices = choices  # type: ignore[attr-defined]


class AreaForm(forms.Form):
    """An area that the association covers, for the federation's map."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    technologies = forms.MultipleChoiceField(
        label=gettext_lazy("Technologies"),
        choices=[(slug, TECHNOLOGY_WORDS.get(slug, slug)) for slug in sorted(TECHNOLOGIES)],
        widget=forms.CheckboxSelectMultiple,
    )
    area = forms.CharField(
        label=gettext_lazy("Outline"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=gettext_lazy("A bare GeoJSON Polygon or MultiPolygon, as map editors export it."),
    )

    def clean_area(self) -> Any:
        words = self.cleaned_data["area"].strip()
        if not words:
            return None
        try:
            outline = json.loads(words)
        except ValueError as error:
            raise ValidationError(_("This is not GeoJSON.")) from error
        if not is_polygon(outline):
            raise ValidationError(
                _(
                    "It is a bare GeoJSON Polygon or MultiPolygon: closed rings, no altitude, no crs."
                )
            )
        return outline
