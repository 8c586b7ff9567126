"""Sends the mail that waits."""

from coin.core.tasks import task


@task
def send_waiting() -> None:
    """Send what is due now, one after another."""
    from coin.core.mail_sending import send_due

    send_due()
