"""How this room says no."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from coin.core.errors import DomainError
from coin.network.models import Pool


class PoolFull(DomainError):
    """Every slot of the pool is held, reserved or in quarantine. `next_at`: when the first quarantine ends, or None."""

    def __init__(self, pool: Pool, next_at: datetime | None = None) -> None:
        sentence = _("The pool %(pool)s is full. Create another pool or release addresses.")
        if next_at is not None:
            sentence = _(
                "The pool %(pool)s is full. Create another pool, or wait: "
                "an address leaves quarantine on %(moment)s."
            )
        super().__init__(sentence % {"pool": pool.name, "moment": words(next_at)})
        self.pool = pool


class PoolClosed(DomainError):
    """The pool takes no new assignment."""


class NoPool(DomainError):
    """No open pool serves this use."""


class AddressTaken(DomainError):
    """The address asked for is held, in quarantine, or was held at the moment asked for."""


class NotHeld(DomainError):
    """The assignment was released before."""


class ServiceEnded(DomainError):
    """An ended service holds no address."""


def words(moment: datetime | None) -> str:
    """A moment in local time, as people read it; empty for None."""
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else ""
