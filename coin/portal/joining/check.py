"""The last page of the join form: the texts that the candidate accepts, and a check against robots that asks no third
party."""

import secrets
from datetime import timedelta

from django import forms
from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.members.joining import questions
from coin.portal.joining.forms import StepForm

SALT = "coin.portal.join"
LEAST = timedelta(seconds=5)  # a robot answers faster than a person can read the page
MOST = timedelta(days=1)
VERSIONS: tuple[str, ...] = ("statutes_version", "rules_version")


def new_stamp() -> str:
    """A text that holds this instant and a new random key, signed so that nobody can make one up. Nothing is saved."""
    return signing.dumps(secrets.token_urlsafe(16), salt=SALT)


def form_key(stamp: str) -> str:
    """The random key in the stamp of a form, by which the same form sent twice is one request.

    Raises ValidationError when the form comes back under five seconds after its stamp, over a day after it, or forged.
    """
    try:
        key = signing.loads(stamp, salt=SALT, max_age=MOST)
    except signing.BadSignature as error:
        raise forms.ValidationError(
            _("This page was open for too long. Look at it once more and send it again."),
            code="stale",
        ) from error
    if _is_fresh(stamp):
        raise forms.ValidationError(_("That was very fast. Wait a few seconds and send it again."))
    return str(key)


def _is_fresh(stamp: str) -> bool:
    try:
        signing.loads(stamp, salt=SALT, max_age=LEAST)  # "expired" says here that LEAST has passed
    except signing.SignatureExpired:
        return False
    return True


class CheckForm(StepForm):
    """The texts to accept, each in the version that was shown; the stamp; and a box that only robots fill in.

    Once the form is valid, `cleaned_data["form_key"]` holds the stamp's key.
    """

    title = gettext_lazy("Check and send")

    accepts_statutes = forms.BooleanField()
    accepts_rules = forms.BooleanField()
    statutes_version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    rules_version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    trap = forms.CharField(
        label=gettext_lazy("Leave this box empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    stamp = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def adapt(self) -> None:
        association = self.draft.association
        texts = {
            "statutes": (_("I accept the statutes"), _("Read the statutes (another tab)")),
            "rules": (_("I accept the internal rules"), _("Read the rules (another tab)")),
        }
        for name, (words, link) in texts.items():
            url = getattr(association, f"{name}_url")
            version = getattr(association, f"{name}_version")
            if not url and not version:
                del self.fields[f"accepts_{name}"], self.fields[f"{name}_version"]
                continue
            box = self.fields[f"accepts_{name}"]
            box.label = f"{words} ({version})" if version else words
            box.help_text = elsewhere(url, link) if url else ""
            self.fields[f"{name}_version"].initial = in_force(version)
        self.fields["stamp"].initial = new_stamp()

    def clean_trap(self) -> str:
        if self.cleaned_data["trap"]:
            raise forms.ValidationError(_("This box stays empty: it is there to catch robots."))
        return ""

    def clean(self) -> None:
        for name in ("statutes", "rules"):
            version = getattr(self.draft.association, f"{name}_version")
            shown = self.cleaned_data.get(f"{name}_version")
            if f"{name}_version" in self.fields and shown != in_force(version):
                self.add_error(
                    f"accepts_{name}", _("This text has changed meanwhile: read it again.")
                )
        try:
            self.cleaned_data["form_key"] = form_key(self.cleaned_data.get("stamp", ""))
        except forms.ValidationError as error:
            self.add_error(None, error)

    def renew(self) -> None:
        """Prepare the form to be shown again, with the versions in force now, and a new stamp when this one is too old.

        A stamp that is still good stays, so that a form sent twice still makes one request.
        """
        names = [name for name in VERSIONS if name in self.fields]
        if self.has_error(NON_FIELD_ERRORS, "stale"):
            names.append("stamp")
        self.data = self.data.copy()  # type: ignore[attr-defined]  # what a browser sent cannot be changed
        for name in names:
            self.data[name] = self.fields[name].initial  # type: ignore[index]


def in_force(version: str) -> str:
    return questions.version_in_force(version, timezone.localdate())


def elsewhere(url: str, words: str) -> SafeString:
    """A link that opens in another tab, so that nothing typed is lost."""
    return format_html('<a href="{}" target="_blank" rel="noopener">{}</a>', url, words)
