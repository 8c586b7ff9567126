"""What other rooms and faces may ask of the engine."""

from provisioning.services.queueing import cancel_run, mark_directory_due, mark_due, request_run

__all__ = [
    "cancel_run",
    "mark_directory_due",
    "mark_due",
    "request_run",
]
