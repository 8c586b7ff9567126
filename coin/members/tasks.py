"""What comes back by itself."""

from datetime import timedelta

from coin.core.periodic import periodic
from coin.members import attempts


@periodic("members.forget_refused_sign_ins", every=timedelta(hours=1))
def forget_refused_sign_ins() -> None:
    attempts.purge()


@periodic("members.sweep_attachments", every=timedelta(days=1))
def sweep_attachments() -> None:
    """Files whose process died before their row was written."""
    from coin.members import services

    services.sweep_attachments()
