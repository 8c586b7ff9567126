"""Old names of tasks, for the rows that workers had not run when coin was upgraded to 0.2. To be deleted in 0.3."""

from coin.billing.runs.services import run_billing

__all__ = ["run_billing"]
