"""General assemblies: when members vote, and for whom."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Assembly(models.Model):
    """A general assembly: the members in good standing on the day when it is held may vote."""

    title = models.CharField(_("title"), max_length=150)
    starts_at = models.DateTimeField(_("when"))
    place = models.CharField(_("where"), max_length=250)
    agenda = models.TextField(_("agenda"))
    called_at = models.DateTimeField(_("members called"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("general assembly")
        verbose_name_plural = _("general assemblies")
        ordering = ["-starts_at"]

    def __str__(self) -> str:
        return self.title


class Proxy(models.Model):
    """A member lets another vote for them at an assembly. A proxy that was taken back stays in the history."""

    assembly = models.ForeignKey(
        Assembly, models.CASCADE, related_name="proxies", verbose_name=_("assembly")
    )
    giver = models.ForeignKey(
        "members.Member", models.PROTECT, related_name="proxies_given", verbose_name=_("given by")
    )
    holder = models.ForeignKey(
        "members.Member", models.PROTECT, related_name="proxies_held", verbose_name=_("given to")
    )
    given_at = models.DateTimeField(_("given"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("proxy")
        verbose_name_plural = _("proxies")
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assembly", "giver"],
                condition=models.Q(withdrawn_at=None),
                name="proxy_one_per_giver",
            ),
            models.CheckConstraint(
                condition=~models.Q(giver=models.F("holder")), name="proxy_not_to_oneself"
            ),
        ]

    def __str__(self) -> str:
        # Both members read this text: each is named as they are shown to other members.
        giver, holder = (member.pseudonym or member.name for member in (self.giver, self.holder))
        return f"{giver} → {holder}"
