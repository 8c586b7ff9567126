"""The job of attachments."""

from datetime import timedelta

from coin.core.periodic import periodic


@periodic("members.sweep_attachments", every=timedelta(days=1))
def sweep_attachments() -> None:
    """Remove files whose process died before their row was written."""
    from coin.members.people import attachments

    attachments.sweep_attachments()
