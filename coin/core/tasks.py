"""The task door: the one place that knows which queue wakes the workers.

Work that waits is a row of ours with a state; a task only wakes a worker for that row. A task is enqueued inside the
transaction that writes the row, so neither exists without the other. Arguments are row numbers, never secrets.
"""

from typing import Any

from django.db import connections
from django_tasks import task

__all__ = ["task", "wake"]

# A row of the queue names its task by its dotted path: these are the paths of 0.1 and those of 0.2. Empty it in 0.3.
RENAMED = {
    "coin.billing.online_jobs.forget_customer": "coin.billing.online.tasks.forget_customer",
    "coin.billing.online_jobs.forget_means": "coin.billing.online.keeping.forget_means",
    "coin.billing.online_jobs.handle_event": "coin.billing.online.events.handle_event",
    "coin.billing.online_jobs.make_refund": "coin.billing.online.refunding.make_refund",
    "coin.billing.services.bank_later.match_others": "coin.billing.bank.later.match_others",
    "coin.billing.services.tax_receipts.issue_year": "coin.billing.receipts.tax_receipts.issue_year",
    "coin.billing.tasks.run_billing": "coin.billing.runs.services.run_billing",
    "coin.core.jobs.send_waiting": "coin.core.mail_sending.send_waiting",
    "coin.members.tasks.make_data_export": "coin.members.data.exports.make_data_export",
    "provisioning.tasks.run_deployment": "provisioning.engine.queueing.run_deployment",
}


def wake(job: Any, *args: int | str) -> None:
    """Ask a worker to run `job` (a function decorated with `task`) after this transaction commits."""
    job.enqueue(*args)


def rename_queued(*, using: str, **kwargs: Any) -> None:
    """After `migrate`, rename the tasks that the version before left in the queue, so that workers find them."""
    from django_tasks_db.models import DBTaskResult

    if DBTaskResult._meta.db_table not in connections[using].introspection.table_names():
        return  # `migrate` of one app alone may come before the queue has its table
    rows = DBTaskResult.objects.using(using)
    for name in rows.filter(task_path__in=RENAMED).values_list("task_path", flat=True).distinct():
        rows.filter(task_path=name).update(task_path=RENAMED[name])
