"""What workers do and what comes back."""

# Rows queued by an older coin name the task here.
from provisioning.engine.queueing import run_deployment as run_deployment  # noqa: PLC0414
