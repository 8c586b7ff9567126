"""Old names of tasks, for the rows that workers had not run when coin was upgraded to 0.2. To be deleted in 0.3."""

from provisioning.engine.queueing import run_deployment

__all__ = ["run_deployment"]
