"""The job of imports."""

from datetime import timedelta

from coin.core.periodic import periodic


@periodic("members.forget_old_imports", every=timedelta(hours=6))
def forget_old_imports() -> None:
    """Empty files of members that nobody imported."""
    from coin.members.importing import services

    services.abandon_old()
