"""What comes back by itself."""

from datetime import timedelta

from django.utils import timezone

from coin.core.periodic import periodic
from coin.core.tasks import task


@periodic("members.forget_ended_sessions", every=timedelta(days=1))
def forget_ended_sessions() -> None:
    """Sessions that ran out, and what was kept of their devices."""
    from coin.members import sessions

    sessions.forget_ended()


@periodic("members.sweep_attachments", every=timedelta(days=1))
def sweep_attachments() -> None:
    """Files whose process died before their row was written."""
    from coin.members import services

    services.sweep_attachments()


@periodic("members.forget_unconfirmed_applications", every=timedelta(hours=6))
def forget_unconfirmed_applications() -> None:
    """Requests to join whose mail nobody confirmed."""
    from coin.members import services

    services.forget_unconfirmed()


@periodic("members.forget_old_imports", every=timedelta(hours=6))
def forget_old_imports() -> None:
    """Files of members that nobody imported."""
    from coin.members.importing import services

    services.abandon_old()


@task
def make_data_export(export_pk: int) -> None:
    """Make the copy of a member's data that they asked for."""
    from coin.members.services import exports

    exports.make_export(export_pk)


@periodic("members.data_exports", every=timedelta(minutes=5))
def look_at_data_exports() -> None:
    """Copies that a dead worker left are made; those that ran out go."""
    from coin.members.services import exports

    exports.look_at_exports()


@periodic("members.retention", every=timedelta(days=1))
def apply_retention() -> None:
    """What may no longer be kept is erased, every night."""
    from coin.core import retention_job

    retention_job.run(timezone.localdate())
