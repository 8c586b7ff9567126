"""The association that runs this coin: its names, its legal facts, its choices and its looks."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from coin.core.models.base import enum_constraint
from coin.core.validators import validate_rna, validate_siren


class VatRegime(models.TextChoices):
    """How the association stands towards VAT. Each regime is a fact, which its documents mention."""

    NOT_TAXABLE = "not_taxable", _("Not a taxable person")
    EXEMPT_261 = "exempt_261", _("Exempt, CGI art. 261-7-1° b")
    FRANCHISE_293B = "franchise_293b", _("Exempt, CGI art. 293 B")
    LIABLE = "liable", _("Liable")


class VatPeriod(models.Model):
    """The association's VAT regime from a day, until the next row.

    `rate` (per cent) is its usual rate while it is liable; prices include VAT.
    """

    starts_on = models.DateField(_("from"), unique=True)
    regime = models.CharField(_("VAT regime"), max_length=20, choices=VatRegime.choices)
    rate = models.DecimalField(
        _("usual VAT rate"),
        max_digits=5,
        decimal_places=2,
        default=20,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )

    class Meta:
        verbose_name = _("VAT regime")
        verbose_name_plural = _("VAT regimes")
        ordering = ["-starts_on"]
        constraints = [enum_constraint("vatperiod", "regime", VatRegime)]

    def __str__(self) -> str:
        return f"{self.get_regime_display()}, {date_format(self.starts_on)}"


class LateRenewal(models.TextChoices):
    """The day from which a late renewal counts."""

    FROM_DUE = "from_due", _("From the day the dues were due")
    FROM_PAID = "from_paid", _("From the day they are paid")


class Association(models.Model):
    """One row, always number 1: read it with `Association.current()`."""

    name = models.CharField(_("name"), max_length=150, default="coin")
    shortname = models.CharField(_("short name"), max_length=12, blank=True)
    description = models.TextField(_("description"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    website = models.URLField(_("web site"), blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=60, default="France")
    siren = models.CharField(_("SIREN"), max_length=9, blank=True, validators=[validate_siren])
    rna = models.CharField(_("RNA number"), max_length=10, blank=True, validators=[validate_rna])
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    creditor_identifier = models.CharField(
        _("SEPA creditor identifier (ICS)"),
        max_length=35,
        blank=True,
        help_text=_("The bank gives it (FR12ZZZ123456); direct debits need it."),
    )
    debit_notice_days = models.PositiveSmallIntegerField(
        _("days between the announcement of a debit and the debit"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("Fourteen, unless the members agreed to fewer."),
    )
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    late_penalty = models.CharField(
        _("rate of late-payment penalties (between professionals)"),
        max_length=150,
        default="taux directeur de la Banque centrale européenne majoré de 10 points",
        help_text=_("C. com. L441-10: what an invoice to an organisation must say."),
    )
    logo = models.FileField(_("logo"), upload_to="association/", blank=True)
    document_words = models.TextField(
        _("words at the foot of documents"), blank=True, max_length=600
    )
    donation_receipts = models.BooleanField(
        _("issue tax receipts for gifts"),
        default=False,
        help_text=_("Only for an association of general interest: ask the tax office first."),
    )
    donation_dues = models.BooleanField(
        _("dues bring nothing in return: tax receipts count them"),
        default=False,
        help_text=_("Only where belonging gives no right to a service; entry fees count too then."),
    )
    donation_object = models.CharField(
        _("object of the association, as tax receipts say it"), max_length=250, blank=True
    )
    donation_signatory = models.CharField(
        _("who signs tax receipts (name, quality)"), max_length=150, blank=True
    )
    donation_signature = models.FileField(
        _("image of the signature"), upload_to="association/", blank=True
    )
    fund_open = models.BooleanField(
        _("what members pay above the advised price feeds a solidarity fund"), default=False
    )
    fund_gifts = models.BooleanField(_("gifts of members feed this fund too"), default=False)
    fund_since = models.DateField(
        _("what was paid from this day feeds the fund"),
        null=True,
        blank=True,
        help_text=_("Empty: all that was ever paid."),
    )
    suspension_after_days = models.PositiveSmallIntegerField(
        _("days between the last reminder and a proposal to suspend"), default=30
    )
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        default="#0b6e4f",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("A colour is written #rrggbb."))],
    )
    late_after_days = models.PositiveSmallIntegerField(
        _("days before unpaid dues are late"), default=30
    )
    lapsed_after_days = models.PositiveSmallIntegerField(
        _("days before unpaid dues lapse the membership"), default=180
    )
    payment_days = models.PositiveSmallIntegerField(_("days to pay a document"), default=30)
    quarantine_days = models.PositiveSmallIntegerField(
        _("days before an address is given again"), default=90
    )
    late_renewal = models.CharField(
        _("a late renewal counts"),
        max_length=20,
        choices=LateRenewal.choices,
        default=LateRenewal.FROM_DUE,
    )
    join_open = models.BooleanField(_("people may ask to join on line"), default=True)
    asks_birth = models.BooleanField(
        _("ask for the birth date and place"),
        default=False,
        help_text=_("CPCE R.10-13 lists them among what is kept if it is collected."),
    )
    statutes_url = models.URLField(_("statutes"), blank=True)
    statutes_version = models.CharField(_("version of the statutes"), max_length=40, blank=True)
    rules_url = models.URLField(_("internal rules"), blank=True)
    rules_version = models.CharField(_("version of the rules"), max_length=40, blank=True)
    proxies_per_holder = models.PositiveSmallIntegerField(
        _("proxies that one person may hold"), default=2
    )
    seat_months = models.PositiveSmallIntegerField(
        _("months that a seat lasts at most"),
        default=36,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("The federation's charter: mandates are put to the vote every three years."),
    )
    # Slugs of coin.core.sensitive that do NOT wait for a second person here, so that an act added by an upgrade waits.
    done_alone: "models.JSONField[Any, Any]" = models.JSONField(
        _("acts that need no second person"), default=list, blank=True
    )
    # Months by slug of a retention rule, where the association chose another duration than the rule's default.
    retention: "models.JSONField[Any, Any]" = models.JSONField(
        _("how long data is kept"), default=dict, blank=True
    )
    creation_date = models.DateField(_("created on"), null=True, blank=True)
    ffdn_member_since = models.DateField(_("FFDN member since"), null=True, blank=True)
    progress_status = models.PositiveSmallIntegerField(
        _("progress (FFDN, 1 to 7)"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(7)],
    )
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    chatrooms: "models.JSONField[Any, Any]" = models.JSONField(
        _("chat rooms"), default=list, blank=True
    )
    covered_areas: "models.JSONField[Any, Any]" = models.JSONField(
        _("covered areas"), default=list, blank=True
    )

    class Meta:
        verbose_name = _("association")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="association_is_one"),
            enum_constraint("association", "late_renewal", LateRenewal),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "Association":
        """The association's row, created with the default values when there is none yet."""
        return cls.objects.get_or_create(pk=1)[0]
