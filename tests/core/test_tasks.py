"""Rows of the queue name a task by its module: what was queued before an upgrade is still run after it."""

import pytest
from django.utils.module_loading import import_string
from django_tasks.base import Task

BEFORE = (
    "coin.billing.online_jobs.forget_customer",
    "coin.billing.online_jobs.forget_means",
    "coin.billing.online_jobs.handle_event",
    "coin.billing.online_jobs.make_refund",
    "coin.billing.tasks.run_billing",
    "coin.core.jobs.send_waiting",
    "coin.members.tasks.make_data_export",
    "provisioning.tasks.run_deployment",
)


@pytest.mark.parametrize("path", BEFORE)
def test_a_task_queued_by_the_version_before_is_found(path: str) -> None:
    task = import_string(path)
    assert isinstance(task, Task)
    assert task.func.__name__ == path.rpartition(".")[2]
