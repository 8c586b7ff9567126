"""Deployments, their servers, and what each server was last seen to hold."""

from datetime import datetime
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from coin.core.encryption import EncryptedTextField
from coin.core.models.base import enum_constraint
from provisioning.enums import Engine


class Deployment(models.Model):
    """One playbook against one group of hosts for one service type (or the LDAP directory): the unit of a run.

    `wanted_revision` goes up with every change to what its hosts should hold; `applied_revision` is the revision that a
    run last reached on every host. The deployment is due while they differ.
    """

    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    engine = models.CharField(
        _("engine"), max_length=20, choices=Engine.choices, default=Engine.ANSIBLE
    )
    service_type = models.SlugField(_("service type"), blank=True)
    playbook = models.CharField(_("playbook"), max_length=200, blank=True)
    variables: "models.JSONField[Any, Any]" = models.JSONField(
        _("variables"), default=dict, blank=True
    )
    is_enabled = models.BooleanField(_("enabled"), default=True)
    wanted_revision = models.PositiveBigIntegerField(default=0)
    applied_revision = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(_("waiting since"), null=True, blank=True)
    # Digest of what the directory should hold, when coin last looked: another digest means that there is work.
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("deployment")
        verbose_name_plural = _("deployments")
        ordering = ["name"]
        constraints = [enum_constraint("deployment", "engine", Engine)]

    def __str__(self) -> str:
        return self.name

    @property
    def is_due(self) -> bool:
        return self.applied_revision < self.wanted_revision

    @property
    def waiting_since(self) -> datetime | None:
        """When the oldest change that waits was made; None when nothing waits."""
        return self.changed_at if self.is_due else None


class Host(models.Model):
    """A server reached over SSH. `host_key` is its public key line, pinned: another key is refused.

    `applied_revision` is the deployment's revision that it last reached, `error` what went wrong in the last run, and
    `readback` what the last run read in its files.
    """

    deployment = models.ForeignKey(
        Deployment, models.CASCADE, related_name="hosts", verbose_name=_("deployment")
    )
    name = models.SlugField(_("name"))
    address = models.CharField(_("address"), max_length=253)
    port = models.PositiveIntegerField(
        _("port"), default=22, validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    user = models.CharField(_("user"), max_length=32, default="root")
    host_key = models.CharField(_("host key"), max_length=1000)
    variables: "models.JSONField[Any, Any]" = models.JSONField(
        _("variables"), default=dict, blank=True
    )
    is_enabled = models.BooleanField(_("enabled"), default=True)
    applied_revision = models.PositiveBigIntegerField(default=0)
    reached_at = models.DateTimeField(_("last reached"), null=True, blank=True)
    error = models.TextField(_("last error"), blank=True)
    readback: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("server")
        verbose_name_plural = _("servers")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["deployment", "name"], name="host_once")]

    def __str__(self) -> str:
        return self.name


class Reach(models.Model):
    """Which revision of a service a host was last seen to hold; no row where it holds the service no longer."""

    host = models.ForeignKey(Host, models.CASCADE, related_name="reaches")
    service = models.ForeignKey("subscriptions.Service", models.CASCADE, related_name="reaches")
    revision = models.PositiveIntegerField()
    reached_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["host", "service"], name="reach_once")]

    def __str__(self) -> str:
        return f"{self.service} on {self.host}: {self.revision}"


class ServiceSecret(models.Model):
    """A password that a server must know in clear (PPP over RADIUS needs it). Encrypted at rest, never shown again."""

    service = models.OneToOneField("subscriptions.Service", models.CASCADE, related_name="secret")
    value = EncryptedTextField()

    def __str__(self) -> str:
        return f"secret of {self.service_id}"
