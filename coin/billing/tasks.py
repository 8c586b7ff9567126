"""What comes back by itself."""

# Rows queued by an older coin name the task here.
from coin.billing.runs.services import run_billing as run_billing  # noqa: PLC0414
