"""Rows of the queue name a task by its module: a task queued before an upgrade still runs after it."""

import pytest
from django.core.management import call_command
from django.utils.module_loading import import_string
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from coin.core.mail_sending import send_waiting
from coin.core.tasks import RENAMED

# Version 0.1 wrote these paths into its queue: they are facts, whatever the code is called today.
OF_0_1 = [
    "coin.billing.online_jobs.forget_customer",
    "coin.billing.online_jobs.forget_means",
    "coin.billing.online_jobs.handle_event",
    "coin.billing.online_jobs.make_refund",
    "coin.billing.services.bank_later.match_others",
    "coin.billing.services.tax_receipts.issue_year",
    "coin.billing.tasks.run_billing",
    "coin.core.jobs.send_waiting",
    "coin.members.tasks.make_data_export",
    "provisioning.tasks.run_deployment",
]


@pytest.mark.parametrize("path", OF_0_1)
def test_a_task_that_moved_is_found_where_it_is_said_to_be(path: str) -> None:
    task = import_string(RENAMED[path])
    assert isinstance(task, Task)
    assert task.module_path == RENAMED[path]
    assert task.func.__name__ == path.rpartition(".")[2]


@pytest.mark.django_db
def test_what_was_queued_before_an_upgrade_bears_its_new_name_after_migrate() -> None:
    queued = DBTaskResult.objects.filter(pk=send_waiting.enqueue().id)
    queued.update(task_path="coin.billing.tasks.run_billing")
    send_waiting.enqueue()
    call_command("migrate", verbosity=0)
    assert set(DBTaskResult.objects.values_list("task_path", flat=True)) == {
        "coin.billing.runs.services.run_billing",
        "coin.core.mail_sending.send_waiting",
    }
