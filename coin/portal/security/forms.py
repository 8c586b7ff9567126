"""The forms of signing in, and of the security of the account."""

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.members.models import User
from coin.members.sign_in.adapters import WRONG_CODE


def password_field(label: Any, *, new: bool = False, **kwargs: Any) -> forms.CharField:
    kind = "new-password" if new else "current-password"
    widget = forms.PasswordInput(attrs={"autocomplete": kind})
    return forms.CharField(label=label, strip=False, widget=widget, max_length=1000, **kwargs)


def code_field(label: Any, help_text: Any = "") -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "short"}
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, help_text=help_text, widget=widget, max_length=20)


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attrs = {"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"}
        self.fields["login"] = forms.CharField(
            label=_("Login or e-mail address"), widget=forms.TextInput(attrs=attrs), max_length=254
        )
        self.fields["password"] = password_field(_("Password"))


class CodeForm(AuthenticateForm):
    code = code_field(
        gettext_lazy("Code"),
        gettext_lazy(
            "The six digits that your application shows now, or one of your recovery codes."
        ),
    )


class ConfirmByPasswordForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = password_field(_("Your password"))


class ConfirmByCodeForm(ReauthenticateByCodeForm):
    code = code_field(
        gettext_lazy("Code"), gettext_lazy("From your application, or a recovery code.")
    )


class ForgottenForm(forms.Form):
    email = forms.EmailField(
        max_length=254,
        label=gettext_lazy("E-mail address of your account"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class NewPasswordForm(forms.Form):
    """A new password, typed twice. The service checks it by the rules for passwords."""

    password = password_field(
        gettext_lazy("New password"),
        new=True,
        help_text=lazy(lambda: " ".join(password_validators_help_texts()), str)(),
    )
    password_again = password_field(gettext_lazy("The same again"), new=True)

    def clean_password_again(self) -> str:
        again: str = self.cleaned_data["password_again"]
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise forms.ValidationError(_("The two passwords differ."))
        return again


class ChangePasswordForm(NewPasswordForm):
    old_password = password_field(gettext_lazy("Password in use"))
    field_order = ["old_password"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_old_password(self) -> str:
        old: str = self.cleaned_data["old_password"]
        if not self.user.check_password(old):
            raise forms.ValidationError(_("This is not your password."))
        return old


class ChangeEmailForm(forms.Form):
    email = forms.EmailField(
        max_length=254,
        label=gettext_lazy("New e-mail address"),
        help_text=gettext_lazy(
            "A link is sent to it: the address changes when you open that link."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ApplicationForm(ActivateTOTPForm):
    code = code_field(
        gettext_lazy("Code"), gettext_lazy("The six digits that your application shows now.")
    )


# The library for passkeys raises these on an answer that no browser would give.
MADE_UP = (LookupError, TypeError, ValueError, AttributeError)


def made_up() -> forms.ValidationError:
    return forms.ValidationError(WRONG_CODE, code="incorrect_code")


class CredentialChecked:
    """What a form that takes the answer of a passkey adds, before allauth's form among its bases.

    It refuses an answer that was made up as it refuses a wrong one, instead of failing.
    """

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]  # of the form beside it
        except MADE_UP as error:
            raise made_up() from error


class CodeOrPasskeyForm(CredentialChecked, AuthenticateWebAuthnForm):
    pass


class SignInByPasskeyForm(CredentialChecked, LoginWebAuthnForm):
    pass


class ConfirmByPasskeyForm(CredentialChecked, ReauthenticateWebAuthnForm):
    pass


class PasskeyForm(AddWebAuthnForm):
    """A passkey to add, and its name. It is enough by itself to sign in: the device checks who holds it."""

    passwordless = None  # type: ignore[assignment]  # this is how Django leaves out a field of the parent
    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("To recognise it: my phone, the blue key…"),
        max_length=60,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        try:
            checked: dict[str, Any] = super().clean()
        except MADE_UP as error:
            raise made_up() from error
        return checked
