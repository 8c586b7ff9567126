"""What other rooms and faces may ask of the engine."""

from provisioning.services.execution import execute_run
from provisioning.services.queueing import cancel_run, mark_directory_due, mark_due, request_run
from provisioning.services.reading import ReadBack, read_back

__all__ = [
    "ReadBack",
    "cancel_run",
    "execute_run",
    "mark_directory_due",
    "mark_due",
    "read_back",
    "request_run",
]
