"""The chain that closes the journal."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coin.core.models.base import AppendOnly


class AuditSeal(AppendOnly):
    """The seal of one journal row, in the order in which rows were sealed.

    `facts_digest` is the SHA-256 of the columns that always stay (when, the author by number and capacity, the act, the
    subject by number), `words_digest` that of the columns that the retention job may erase (names, changes, note), and
    `digest` that of the previous seal's digest and these two. So an erased row still proves its facts, and a later row
    proves that the job erased its words.
    """

    entry_pk = models.BigIntegerField(unique=True)
    facts_digest = models.CharField(max_length=64)
    words_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("journal seal")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.entry_pk} {self.digest[:12]}"
