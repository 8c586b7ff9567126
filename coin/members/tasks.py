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


@periodic("members.forget_unconfirmed_applications", every=timedelta(hours=6))
def forget_unconfirmed_applications() -> None:
    """Requests to join whose mail nobody confirmed."""
    from coin.members import services

    services.forget_unconfirmed()
