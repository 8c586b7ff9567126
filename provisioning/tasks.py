"""What workers do and what comes back."""

from coin.core.tasks import task


@task(queue_name="runs")
def run_deployment(run_pk: int) -> None:
    """Take one waiting run to its end. A run that somebody else took, or that must wait, is left alone."""
    from provisioning.services.execution import execute_run

    execute_run(run_pk)
