"""Members, and the users who act for them."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.core.models.base import enum_constraint
from coin.core.validators import validate_rna, validate_siren
from coin.members.enums import LegalForm, MemberKind, RepresentativeRole, Standing
from coin.members.search_text import words_of


class MemberQuerySet(models.QuerySet["Member"]):
    def present(self) -> "MemberQuerySet":
        """Members who are not archived: those that everyday screens and searches show."""
        return self.filter(archived_at=None)

    def with_standing(self, day: date | None = None) -> "MemberQuerySet":
        """Annotate `standing` (a Standing value) as it is on `day` (None: today): one expression, no query per row."""
        from coin.members.models.standing import standing_expression

        # The annotation comes from a dict: the type checker then takes the `standing` that Member declares.
        column = {"standing": standing_expression(day or timezone.localdate())}
        return self.annotate(**column)

    def search(self, words: str) -> "MemberQuerySet":
        """Members whose number, name, e-mail, login or phone contains every word; accents and case ignored."""
        members = self
        for word in words_of(words):
            members = members.filter(search_text__contains=word)
        return members


class Member(models.Model):
    """A person or an organisation, with a number that never changes."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    kind = models.CharField(
        _("kind"), max_length=20, choices=MemberKind.choices, default=MemberKind.PERSON
    )
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    organisation_name = models.CharField(_("organisation"), max_length=150, blank=True)
    pseudonym = models.CharField(
        _("pseudonym"),
        max_length=60,
        blank=True,
        help_text=_("Shown to other members instead of the name."),
    )
    legal_form = models.CharField(
        _("legal form"), max_length=20, choices=LegalForm.choices, blank=True
    )
    birth_on = models.DateField(_("birth date"), null=True, blank=True)
    birth_place = models.CharField(_("birth place"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=60, default="France", blank=True)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True, validators=[validate_siren])
    rna = models.CharField(_("RNA number"), max_length=10, blank=True, validators=[validate_rna])
    language = models.CharField(_("language"), max_length=5, default="fr")
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    excluded_on = models.DateField(_("excluded on"), null=True, blank=True)
    # What this member wants to hear of, and to give.
    wants_reminders = models.BooleanField(_("dues reminders by mail"), default=True)
    reminders_paused_until = models.DateField(_("no reminder before"), null=True, blank=True)
    gift_each_renewal = models.DecimalField(
        _("gift added at each renewal"), max_digits=8, decimal_places=2, default=Decimal(0)
    )
    # Archived: gone from the everyday screens, kept by duty only. Erased: nothing personal is left in this row.
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)
    merged_into: "models.ForeignKey[Member | None, Member | None]" = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    search_text = models.TextField(editable=False, blank=True, default="")
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    objects = MemberQuerySet.as_manager()
    if TYPE_CHECKING:
        standing: str  # set by with_standing()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["number"]
        constraints = [
            enum_constraint("member", "kind", MemberKind),
            models.CheckConstraint(
                condition=models.Q(legal_form__in=["", *LegalForm.values]),
                name="member_legal_form_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(gift_each_renewal__gte=0), name="member_gift_not_negative"
            ),
        ]
        indexes = [models.Index(fields=["email"], name="member_by_email")]

    def __str__(self) -> str:
        return f"{self.name} (n° {self.number})" if self.name else f"n° {self.number}"

    @property
    def name(self) -> str:
        """The name to show: the organisation's, or first and last name, or the pseudonym."""
        if self.kind == MemberKind.ORGANISATION:
            return self.organisation_name
        return f"{self.first_name} {self.last_name}".strip() or self.pseudonym

    @property
    def reference(self) -> str:
        """The stable payment reference of the member: in mails, PDFs and QR codes."""
        return f"ADH{self.number:05d}"

    @property
    def standing_label(self) -> str:
        return str(Standing(self.standing).label)


class Representative(models.Model):
    """A user who acts for a member, in a role, from a day to a day, exclusive (no end: until further notice)."""

    member = models.ForeignKey(
        Member, models.CASCADE, related_name="representatives", verbose_name=_("member")
    )
    user = models.ForeignKey(
        "members.User", models.CASCADE, related_name="representations", verbose_name=_("user")
    )
    role = models.CharField(
        _("role"),
        max_length=20,
        choices=RepresentativeRole.choices,
        default=RepresentativeRole.OWNER,
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        constraints = [
            enum_constraint("representative", "role", RepresentativeRole),
            models.UniqueConstraint(
                fields=["member", "user", "role", "starts_on"], name="representative_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.member}"
