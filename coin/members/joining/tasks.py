"""The job of requests to join."""

from datetime import timedelta

from coin.core.periodic import periodic


@periodic("members.forget_unconfirmed_applications", every=timedelta(hours=6))
def forget_unconfirmed_applications() -> None:
    """Erase requests to join whose mail nobody confirmed."""
    from coin.members.joining.services import forget_unconfirmed

    forget_unconfirmed()
