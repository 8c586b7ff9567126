"""The accounts: a chart, entries that are written once, closed periods."""

from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from coin.billing.account_enums import AccountUse, EntrySource, Journal
from coin.core.models.base import AppendOnly, enum_constraint

# The FEC wants three digits at least.
is_account_code = RegexValidator(
    r"^[1-9][0-9]{2}[0-9A-Z]*\Z",
    _("The number of an account starts with three digits, as in 627 or 75411."),
)


class Account(models.Model):
    """An account of the chart: its number is its key, so that lines name it without a join."""

    code = models.CharField(
        _("number"), max_length=20, primary_key=True, validators=[is_account_code]
    )
    label = models.CharField(_("label"), max_length=150)

    class Meta:
        verbose_name = _("account of the chart")
        verbose_name_plural = _("accounts of the chart")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class AccountChoice(models.Model):
    """The account that the association chose for a use or a bank account, instead of coin's (coin.billing.chart)."""

    use = models.CharField(_("what"), max_length=20, choices=AccountUse.choices)
    bank = models.OneToOneField(
        "billing.BankAccount", models.CASCADE, null=True, blank=True, related_name="account_choice"
    )
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("choice of an account")
        constraints = [
            enum_constraint("accountchoice", "use", AccountUse),
            models.UniqueConstraint(
                fields=["use"], condition=Q(bank=None), name="account_chosen_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.use}: {self.account_id}"


class Entry(AppendOnly):
    """A balanced entry, validated as it is written and never changed: another entry undoes a wrong one.

    `source` and `source_pk` name the fact that the entry records. A fact has one entry in force: the one that undoes no
    entry and that no entry undid. `bank` and `basis` (the account that a bank line was filed under) are those of the
    fact when the entry was written: when the fact has others, the entry is undone and made anew.
    """

    journal = models.CharField(_("journal"), max_length=2, choices=Journal.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    entry_on = models.DateField(_("day"))
    piece = models.CharField(_("piece"), max_length=40)
    piece_on = models.DateField(_("day of the piece"))
    label = models.CharField(_("label"), max_length=250)
    source = models.CharField(_("kind"), max_length=20, choices=EntrySource.choices)
    source_pk = models.BigIntegerField()
    revision = models.PositiveSmallIntegerField(default=1)
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    bank = models.ForeignKey(
        "billing.BankAccount", models.PROTECT, null=True, blank=True, related_name="+"
    )
    basis = models.CharField(max_length=20, blank=True)
    validated_at = models.DateTimeField(_("validated"), default=timezone.now)

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["-entry_on", "-pk"]
        constraints = [
            enum_constraint("entry", "journal", Journal),
            enum_constraint("entry", "source", EntrySource),
            models.UniqueConstraint(fields=["journal", "year", "number"], name="entry_number_once"),
            models.UniqueConstraint(
                fields=["source", "source_pk", "revision"],
                condition=Q(undoes=None),
                name="fact_entered_once",
            ),
        ]
        indexes = [models.Index(fields=["entry_on"], name="entry_by_day")]

    def __str__(self) -> str:
        return f"{self.journal}{self.year}-{self.number}"


class EntryLine(AppendOnly):
    """A debit or a credit. `auxiliary` is the member's account, 411 and their number; their name is looked up."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="lines")
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="lines", verbose_name=_("account")
    )
    auxiliary = models.CharField(_("member’s account"), max_length=20, blank=True)
    debit = models.DecimalField(_("debit"), max_digits=12, decimal_places=2, default=0)
    credit = models.DecimalField(_("credit"), max_digits=12, decimal_places=2, default=0)

    class Meta:
        verbose_name = _("line of an entry")
        verbose_name_plural = _("lines of entries")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(debit__gt=0, credit=0) | Q(debit=0, credit__gt=0),
                name="entry_line_one_side",
            )
        ]
        indexes = [models.Index(fields=["auxiliary"], name="entry_line_by_member")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.debit - self.credit}"


class AccountingPeriod(AppendOnly):
    """A closed period: no new entry is dated on or before `ends_on`."""

    ends_on = models.DateField(_("last day"), unique=True)
    closed_at = models.DateTimeField(_("closed"), default=timezone.now)
    closed_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("closed period")
        verbose_name_plural = _("closed periods")
        ordering = ["-ends_on"]

    def __str__(self) -> str:
        return date_format(self.ends_on)
