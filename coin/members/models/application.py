"""Requests to join, before there is a member."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coin.core.models.base import enum_constraint
from coin.core.validators import validate_rna, validate_siren
from coin.members.enums import ApplicationState, LegalForm, MemberKind


class Application(models.Model):
    """What a candidate typed on the public form, and where their request stands.

    The candidate follows the request by a link that holds `token` (128 bits at least, looked up in constant time by
    the unique index). An approved request points to the member that was made of it.
    """

    token = models.CharField(max_length=64, unique=True)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=ApplicationState.choices,
        default=ApplicationState.UNCONFIRMED,
    )
    kind = models.CharField(_("kind"), max_length=20, choices=MemberKind.choices)
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    organisation_name = models.CharField(_("organisation"), max_length=150, blank=True)
    legal_form = models.CharField(
        _("legal form"), max_length=20, choices=LegalForm.choices, blank=True
    )
    siren = models.CharField(_("SIREN"), max_length=9, blank=True, validators=[validate_siren])
    rna = models.CharField(_("RNA number"), max_length=10, blank=True, validators=[validate_rna])
    pseudonym = models.CharField(_("pseudonym"), max_length=60, blank=True)
    birth_on = models.DateField(_("birth date"), null=True, blank=True)
    birth_place = models.CharField(_("birth place"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=60, default="France", blank=True)
    language = models.CharField(_("language"), max_length=5, default="fr")
    plan = models.ForeignKey("members.DuesPlan", models.PROTECT, verbose_name=_("plan"))
    amount = models.DecimalField(_("amount"), max_digits=8, decimal_places=2)
    gift = models.DecimalField(_("gift"), max_digits=8, decimal_places=2, default=Decimal(0))
    wants_reduced = models.BooleanField(_("asks for the reduced rate"), default=False)
    statutes_version = models.CharField(_("statutes accepted"), max_length=40, blank=True)
    rules_version = models.CharField(_("rules accepted"), max_length=40, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), default=timezone.now)
    # Slugs of the offers that the candidate would like. Slugs, since offers stand in a room above.
    wishes: "models.JSONField[Any, Any]" = models.JSONField(_("wishes"), default=list, blank=True)
    words = models.TextField(_("a word from the candidate"), blank=True)
    reason = models.TextField(_("why it was declined"), blank=True)
    created_at = models.DateTimeField(_("asked"), default=timezone.now)
    # Since when the request has its state: a line of the work board waits since then.
    moved_at = models.DateTimeField(_("state since"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("e-mail confirmed"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    member = models.ForeignKey(
        "members.Member",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("member"),
    )
    search_text = models.TextField(editable=False, blank=True, default="")
    # A digest of the sender's IP address, kept for a day: it limits the requests that one place may send in an hour.
    address_key = models.CharField(max_length=64, editable=False, blank=True, db_index=True)

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ["-created_at", "-pk"]
        constraints = [
            enum_constraint("application", "state", ApplicationState),
            enum_constraint("application", "kind", MemberKind),
            models.CheckConstraint(
                condition=models.Q(legal_form__in=["", *LegalForm.values]),
                name="application_legal_form_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gte=0, gift__gte=0), name="application_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "created_at"], name="application_by_state"),
            models.Index(fields=["email", "created_at"], name="application_by_email"),
        ]

    def __str__(self) -> str:
        # No name: the journal keeps this text for good, and a request that came to nothing is erased.
        return gettext("Request to join n° %(number)s") % {"number": self.pk}

    def get_absolute_url(self) -> str:
        """The candidate's own page about the request."""
        return reverse("join-follow", args=[self.token])

    @property
    def name(self) -> str:
        """The candidate's name, as a member's name is shown."""
        if self.kind == MemberKind.ORGANISATION:
            return self.organisation_name
        return f"{self.first_name} {self.last_name}".strip() or self.pseudonym

    @property
    def person(self) -> str:
        """The name of the person who wrote: the candidate, or the person who acts for the organisation."""
        return f"{self.first_name} {self.last_name}".strip() or self.pseudonym or self.name

    @property
    def question(self) -> str:
        """The last question of the volunteers; empty when they asked nothing."""
        last_question = self.messages.filter(by_candidate=False).last()
        return last_question.text if last_question else ""


class ApplicationMessage(models.Model):
    """What the volunteers and the candidate said to each other about a request, in order."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="messages", verbose_name=_("request to join")
    )
    by_candidate = models.BooleanField(_("from the candidate"))
    author: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
    )
    text = models.TextField(_("text"))
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("message about a request to join")
        verbose_name_plural = _("messages about requests to join")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.application}"
