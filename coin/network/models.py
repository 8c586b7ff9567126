"""Pools, their free intervals, and who held which slot from when to when.

A pool is a prefix cut into equal slots; slot n starts at `network + n * 2^(bits - slot_length)`. An assignment is of
one slot, so two assignments overlap exactly when their slots are equal, and an index finds the history of an address.
"""

from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from netaddr import IPAddress, IPNetwork

# How many bits an address has, by family.
BITS = {4: 32, 6: 128}


class Pool(models.Model):
    """A prefix cut into slots whose prefix length is `slot_length`, for one use (a service type's slug).

    `reserved_low` slots at the start and `reserved_high` at the end are never given (network, gateway, broadcast).
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    prefix = models.CharField(_("prefix"), max_length=49, unique=True)
    family = models.PositiveSmallIntegerField(
        _("family"), choices=[(4, "IPv4"), (6, "IPv6")], editable=False
    )
    slot_length = models.PositiveSmallIntegerField(_("slot length"))
    use = models.SlugField(_("use"))
    reserved_low = models.PositiveIntegerField(_("slots kept at the start"), default=0)
    reserved_high = models.PositiveIntegerField(_("slots kept at the end"), default=0)
    quarantine_days = models.PositiveSmallIntegerField(_("quarantine in days"), default=90)
    is_open = models.BooleanField(_("open to new assignments"), default=True)

    class Meta:
        verbose_name = _("pool")
        verbose_name_plural = _("pools")
        ordering = ["family", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(family__in=[4, 6]), name="pool_family_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"

    @cached_property
    def network(self) -> IPNetwork:
        """The prefix, which never changes once the pool is made."""
        return IPNetwork(self.prefix)

    @property
    def size(self) -> int:
        """How many slots the prefix holds, the reserved ones included."""
        return int(2 ** (self.slot_length - self.network.prefixlen))

    @property
    def usable_size(self) -> int:
        """How many slots the pool can ever give: all but the reserved ones, whether free or held now."""
        return self.size - self.reserved_low - self.reserved_high

    @property
    def is_of_single_addresses(self) -> bool:
        """Whether a slot is one address, not a prefix."""
        return self.slot_length == BITS[self.family]

    def slot_of(self, address: IPAddress) -> int:
        """The slot that holds an address. Outside the prefix it is below 0 or not below `size`."""
        return (int(address) - self.network.first) >> (BITS[self.family] - self.slot_length)

    def slot_network(self, slot: int) -> IPNetwork:
        """The address or prefix of a slot: 203.0.113.7/32, 2001:db8:0:700::/56. A slot's number counts from 0."""
        return IPNetwork((int(self._first_address(slot)), self.slot_length), version=self._version)

    def slot_label(self, slot: int) -> str:
        """A slot as people write it: `203.0.113.7` for a single address, `2001:db8:0:700::/56` for a prefix."""
        first = str(self._first_address(slot))
        return first if self.is_of_single_addresses else f"{first}/{self.slot_length}"

    def _first_address(self, slot: int) -> IPAddress:
        width = BITS[self.family] - self.slot_length
        return IPAddress(self.network.first + (slot << width), self._version)

    @property
    def _version(self) -> Literal[4, 6]:
        return 6 if self.family == 6 else 4


class FreeInterval(models.Model):
    """Slots low..high (both included) that nobody holds. `usable_from` is the end of their quarantine; null: usable."""

    pool = models.ForeignKey(Pool, models.CASCADE, related_name="free_intervals")
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    usable_from = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(high__gte=models.F("low")), name="interval_not_empty"
            ),
            models.UniqueConstraint(fields=["pool", "low"], name="interval_once"),
        ]
        indexes = [
            models.Index(
                fields=["pool", "low"], condition=Q(usable_from=None), name="interval_usable"
            ),
            models.Index(
                fields=["pool", "usable_from"],
                condition=Q(usable_from__isnull=False),
                name="interval_quarantine",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pool_id}: {self.low}–{self.high}"


class Assignment(models.Model):
    """A service held a slot from `assigned_at` until `released_at` (null: still does).

    An assignment is closed, never deleted, until the retention erases it (assignments/retention.py).
    """

    pool = models.ForeignKey(
        Pool, models.PROTECT, related_name="assignments", verbose_name=_("pool")
    )
    slot = models.BigIntegerField(_("slot"))
    service = models.ForeignKey(
        "subscriptions.Service",
        models.PROTECT,
        related_name="assignments",
        verbose_name=_("service"),
    )
    assigned_at = models.DateTimeField(_("from"))
    released_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["pool", "slot"], condition=Q(released_at=None), name="slot_held_once"
            ),
            models.CheckConstraint(
                condition=Q(released_at=None) | Q(released_at__gte=models.F("assigned_at")),
                name="held_forwards",
            ),
        ]
        indexes = [models.Index(fields=["pool", "slot", "-assigned_at"], name="slot_history")]

    def __str__(self) -> str:
        return self.address

    @property
    def network(self) -> IPNetwork:
        """The address (/32, /128) or prefix held. Select `pool` with the row to read it without a query."""
        return self.pool.slot_network(self.slot)

    @property
    def address(self) -> str:
        """As people write it: `203.0.113.7` for a single address, `2001:db8:0:700::/56` for a prefix."""
        return self.pool.slot_label(self.slot)


class LegalRequestState(models.TextChoices):
    """Where a legal request stands: by its proposals and its answer, never stored."""

    WAITING = "waiting", _("Waits for a second person")
    READ = "read", _("Read")
    UNREAD = "unread", _("Not read")


class LegalRequest(models.Model):
    """An authority asks who held an address at a moment. Two people read the answer, once (legal/sensitive.py);
    it stays as it was then, until the retention erases it. A request for several moments is several rows."""

    authority = models.CharField(
        _("authority"), max_length=200, help_text=_("Who asks: the court or the service.")
    )
    reference = models.CharField(_("reference of the request"), max_length=100)
    received_on = models.DateField(_("received on"))
    address = models.CharField(_("address"), max_length=49)
    port = models.PositiveIntegerField(
        _("port"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(65535)],
        help_text=_("Kept with the request. coin gives whole addresses: the answer is the same."),
    )
    at = models.DateTimeField(_("at that moment"))
    asked_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    asked_at = models.DateTimeField(_("recorded"), default=timezone.now)
    # What was answered: a list of holders with their identity as it was then; None until it is read, or once erased.
    answer: "models.JSONField[Any, Any]" = models.JSONField(_("answer"), null=True, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    if TYPE_CHECKING:
        state: str  # set by queries.with_state()

    class Meta:
        verbose_name = _("legal request")
        verbose_name_plural = _("legal requests")
        ordering = ["-received_on", "-pk"]
        indexes = [models.Index(fields=["received_on"], name="legal_request_by_day")]

    def __str__(self) -> str:
        return f"{self.authority}, {self.reference}"
