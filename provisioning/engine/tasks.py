"""The periodic jobs of runs."""

from datetime import timedelta

from coin.core.periodic import periodic
from provisioning.engine import execution  # noqa: F401 (it carries runs out)


@periodic("provisioning.requeue", every=timedelta(seconds=30))
def requeue() -> None:
    """Declare runs lost whose worker died, ask for them again, and wake workers for what waits."""
    from provisioning.engine import reaping

    reaping.requeue()


@periodic("provisioning.directory", every=timedelta(seconds=30))
def directory() -> None:
    """Queue a run of the directory when an act, or the calendar, has changed what it should hold.

    Standings (whether a member is up to date) change at midnight without an act.
    """
    from provisioning.engine import reaping

    reaping.look_at_directory()


@periodic("provisioning.check", every=timedelta(days=1))
def check() -> None:
    """Once a day, queue a comparison of every enabled deployment with its servers, which changes none of them."""
    from provisioning.engine import reaping

    reaping.check_all()
