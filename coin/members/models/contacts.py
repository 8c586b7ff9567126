"""Further contacts of a member: the first e-mail, phone and address stand on the member itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coin.core.models.base import enum_constraint
from coin.members.enums import ContactKind


class Contact(models.Model):
    """A further e-mail address or phone number of a member, and what it is for ("work", "treasurer")."""

    member = models.ForeignKey(
        "members.Member", models.CASCADE, related_name="contacts", verbose_name=_("member")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ContactKind.choices)
    value = models.CharField(_("address or number"), max_length=254)
    label = models.CharField(_("what it is for"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["pk"]
        constraints = [
            enum_constraint("contact", "kind", ContactKind),
            models.UniqueConstraint(fields=["member", "kind", "value"], name="contact_once"),
        ]

    def __str__(self) -> str:
        return self.value


class PostalAddress(models.Model):
    """A further postal address of a member, and what it is for: the place of the line, the place for letters."""

    member = models.ForeignKey(
        "members.Member", models.CASCADE, related_name="addresses", verbose_name=_("member")
    )
    label = models.CharField(_("what it is for"), max_length=60)
    street = models.CharField(_("street"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    city = models.CharField(_("town"), max_length=100)
    country = models.CharField(_("country"), max_length=60, default="France", blank=True)

    class Meta:
        verbose_name = _("postal address")
        verbose_name_plural = _("postal addresses")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.label}: {self.street}, {self.postal_code} {self.city}"
