"""Members that come from a file."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.core.models.base import enum_constraint
from coin.members.enums import ImportState


class ImportMapping(models.Model):
    """The field that each column of a file holds, remembered by the file's header. `columns`: {"0": "number"}."""

    header_digest = models.CharField(max_length=64, unique=True)
    columns: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("import mapping")

    def __str__(self) -> str:
        return self.header_digest[:12]


class ImportBatch(models.Model):
    """A file of members that volunteers check: nothing of `rows` is written to members until they confirm the import.

    `columns` are the texts of the header, `rows` the cells as read, with the number of their line in the file
    ([[2, ["12", "Ada"]]]). `mapping` is {"columns": {"0": "number"}, "plan": 3}: the field of the first column, and the
    primary key of the plan of lines that name none. Once imported or abandoned, `rows` is emptied; `counts` stays
    ({"new": 12, "changed": 3, "unchanged": 40, "refused": 1}).
    """

    name = models.CharField(_("file name"), max_length=150)
    state = models.CharField(
        _("state"), max_length=20, choices=ImportState.choices, default=ImportState.PREPARED
    )
    columns: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    mapping: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)
    rows: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    counts: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)
    created_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("sent"), default=timezone.now)
    done_at = models.DateTimeField(_("imported"), null=True, blank=True)

    class Meta:
        verbose_name = _("import of members")
        verbose_name_plural = _("imports of members")
        ordering = ["-created_at"]
        constraints = [enum_constraint("importbatch", "state", ImportState)]

    def __str__(self) -> str:
        return self.name
