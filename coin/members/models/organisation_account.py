"""The people of an organisation."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.members.models.user import LOGIN


class OrganisationAccount(models.Model):
    """A person who has an account in the services of an organisation: in the directory, not in coin's own pages.

    The login is never given to anybody else, even when the account is removed (`removed_at`): the new holder would
    get mail for the old one.
    `directory_password` is a hash that a directory checks (RFC 2307 `{SCHEME}...`), never the password.
    """

    member = models.ForeignKey(
        "members.Member", models.PROTECT, related_name="accounts", verbose_name=_("organisation")
    )
    login = models.CharField(_("login"), max_length=31, unique=True, validators=[LOGIN])
    name = models.CharField(_("display name"), max_length=150)
    email = models.EmailField(_("e-mail"))
    directory_password = models.CharField(max_length=250, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    class Meta:
        verbose_name = _("account of an organisation")
        verbose_name_plural = _("accounts of organisations")
        ordering = ["login"]

    def __str__(self) -> str:
        return f"{self.name} ({self.login})"
