"""Papers about a member."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.core.models.base import enum_constraint
from coin.members.enums import AttachmentKind


class Attachment(models.Model):
    """A file about a member, under MEDIA_ROOT (never under the web root), served only by a page that asks for a right.

    `content_type` is read from the bytes, not taken from the sender. `size` in bytes.
    """

    member = models.ForeignKey(
        "members.Member", models.PROTECT, related_name="attachments", verbose_name=_("member")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=AttachmentKind.choices)
    name = models.CharField(_("file name"), max_length=150)
    file = models.FileField(_("file"), upload_to="attachments/%Y/", max_length=200)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    added_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("added by"),
    )
    added_at = models.DateTimeField(_("added"), default=timezone.now)

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["-added_at", "-pk"]
        constraints = [enum_constraint("attachment", "kind", AttachmentKind)]

    def __str__(self) -> str:
        return self.name
