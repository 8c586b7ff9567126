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
    """Make the directory follow what happened, and the calendar: standings change at midnight without an act."""
    from provisioning.engine import reaping

    reaping.look_at_directory()


@periodic("provisioning.check", every=timedelta(days=1))
def check() -> None:
    """Compare every deployment with its servers, once a day, without changing them."""
    from provisioning.engine import reaping

    reaping.check_all()
