"""The association's bank accounts, and the lines of their statements."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from coin.billing.enums import BankLineState
from coin.core.models.base import enum_constraint
from coin.core.money import euros


class BankAccount(models.Model):
    """An account of the association. `iban` is written without spaces; empty for an account that has none."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["iban"], condition=~models.Q(iban=""), name="bank_account_iban_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class BankImport(models.Model):
    """A file that was taken in: its first and last day, the number of its lines, and how many of them were new."""

    account = models.ForeignKey(
        BankAccount, models.PROTECT, related_name="imports", verbose_name=_("account")
    )
    name = models.CharField(_("file name"), max_length=150)
    format = models.CharField(_("format"), max_length=20)
    sha256 = models.CharField(max_length=64)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    closing = models.DecimalField(
        _("closing balance"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    lines_read = models.PositiveIntegerField(_("lines read"))
    lines_new = models.PositiveIntegerField(_("new lines"))
    lines_certain = models.PositiveIntegerField(_("matched at once"), default=0)
    imported_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    imported_at = models.DateTimeField(_("imported"), default=timezone.now)

    class Meta:
        verbose_name = _("bank import")
        verbose_name_plural = _("bank imports")
        ordering = ["-imported_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class BankLine(models.Model):
    """One movement of an account, in euros (positive when money came in). The values that the bank gave never change.

    The money of a matched line is that of members, by `shares`. The money of a filed line is no member's: the line
    stands under an account of the chart (`filed_under`, as "627"). Any other line waits, with the member it may come
    from (`suggested`), how sure coin is (`score`, out of 100) and why (`reason`).
    """

    account = models.ForeignKey(
        BankAccount, models.PROTECT, related_name="lines", verbose_name=_("account")
    )
    source = models.ForeignKey(
        BankImport, models.PROTECT, related_name="lines", verbose_name=_("import")
    )
    booked_on = models.DateField(_("day"))
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    label = models.CharField(_("label"), max_length=250, blank=True)
    name = models.CharField(_("other side"), max_length=140, blank=True)
    iban = models.CharField(_("IBAN of the other side"), max_length=34, blank=True)
    reference = models.CharField(_("reference"), max_length=500, blank=True)
    bank_reference = models.CharField(max_length=140, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=BankLineState.choices, default=BankLineState.TO_MATCH
    )
    filed_under = models.CharField(_("filed under"), max_length=20, blank=True)
    note = models.CharField(_("note"), max_length=250, blank=True)
    suggested = models.ForeignKey(
        "members.Member",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("perhaps from"),
    )
    score = models.PositiveSmallIntegerField(_("how sure"), default=0)
    reason = models.CharField(_("why"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("bank line")
        verbose_name_plural = _("bank lines")
        ordering = ["-booked_on", "-pk"]
        constraints = [enum_constraint("bankline", "state", BankLineState)]
        indexes = [
            models.Index(fields=["account", "booked_on"], name="bank_line_by_day"),
            models.Index(fields=["state", "booked_on"], name="bank_line_by_state"),
        ]

    def __str__(self) -> str:
        return f"{euros(self.amount)}, {date_format(self.booked_on)}"

    @property
    def text(self) -> str:
        """All the words of the line, separated by single spaces."""
        return " ".join(" ".join([self.name, self.label, self.reference]).split())


class BankShare(models.Model):
    """The part of a bank line that is one payment of a member; one payment comes from one line at most."""

    line = models.ForeignKey(BankLine, models.PROTECT, related_name="shares")
    payment = models.OneToOneField(
        "billing.Payment", models.PROTECT, related_name="bank_share", verbose_name=_("payment")
    )

    class Meta:
        verbose_name = _("part of a bank line")

    def __str__(self) -> str:
        return f"{self.line} → {self.payment}"


class KnownIban(models.Model):
    """A bank account from which a member paid before. coin learns it when a volunteer says whose a bank line is."""

    iban = models.CharField(_("IBAN"), max_length=34)
    member = models.ForeignKey(
        "members.Member", models.CASCADE, related_name="known_ibans", verbose_name=_("member")
    )
    learnt_at = models.DateTimeField(_("learnt"), default=timezone.now)

    class Meta:
        verbose_name = _("known IBAN")
        constraints = [models.UniqueConstraint(fields=["iban", "member"], name="known_iban_once")]

    def __str__(self) -> str:
        return f"{self.iban} → {self.member}"


class BankCsvColumns(models.Model):
    """The meaning of the columns of a bank's CSV, remembered by its header.

    `columns` maps each column's name to coin's field.
    """

    header_digest = models.CharField(max_length=64, unique=True)
    columns: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("columns of a bank’s CSV")

    def __str__(self) -> str:
        return self.header_digest[:12]


class BankUpload(models.Model):
    """A file that its sender looks at before it is taken in, so that nobody sends it twice.

    The row is deleted when the file is taken in, or after a day.
    """

    name = models.CharField(_("file name"), max_length=150)
    content = models.BinaryField()
    account = models.ForeignKey(
        BankAccount, models.CASCADE, null=True, blank=True, related_name="+"
    )
    sent_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    sent_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("statement being looked at")

    def __str__(self) -> str:
        return self.name
