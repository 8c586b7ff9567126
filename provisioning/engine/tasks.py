"""Runs: the jobs that come back."""

from datetime import timedelta

from coin.core.periodic import periodic
from provisioning.engine import execution  # noqa: F401 (it carries runs out)


@periodic("provisioning.requeue", every=timedelta(seconds=30))
def requeue() -> None:
    """Runs whose worker died are declared lost and asked again; workers are woken for what waits."""
    from provisioning.engine import reaping

    reaping.requeue()


@periodic("provisioning.directory", every=timedelta(seconds=30))
def directory() -> None:
    """The directory follows what happened, and the calendar: standings change at midnight without an act."""
    from provisioning.engine import reaping

    reaping.look_at_directory()


@periodic("provisioning.check", every=timedelta(days=1))
def check() -> None:
    """Once a day every deployment is compared with its servers, without change."""
    from provisioning.engine import reaping

    reaping.check_all()
