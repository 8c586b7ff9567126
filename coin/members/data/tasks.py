"""The jobs of copies of members' data and of retention."""

from datetime import timedelta

from django.utils import timezone

from coin.core.periodic import periodic


@periodic("members.data_exports", every=timedelta(minutes=5))
def look_at_data_exports() -> None:
    """Make the copies that a dead worker left, and remove the copies that ran out."""
    from coin.members.data import exports

    exports.look_at_exports()


@periodic("members.retention", every=timedelta(days=1))
def apply_retention() -> None:
    """Erase, every night, the data that may no longer be kept."""
    from coin.core import retention_job

    retention_job.run(timezone.localdate())
