from datetime import timedelta

from coin.core.periodic import periodic
from coin.network.assignments import releasing


@periodic("network.promote", every=timedelta(hours=1))
def promote() -> None:
    """Slots whose quarantine has ended become usable."""
    releasing.promote()
