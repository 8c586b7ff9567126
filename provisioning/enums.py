from django.db import models
from django.utils.translation import gettext_lazy as _


class Engine(models.TextChoices):
    ANSIBLE = "ansible", _("Ansible playbook")
    LDAP = "ldap", _("LDAP directory")


class RunKind(models.TextChoices):
    CONVERGE = "converge", _("Convergence")
    CHECK = "check", _("Check without change")


class RunState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    SUCCEEDED = "succeeded", _("Succeeded")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    LOST = "lost", _("Lost: its worker died")


OPEN_RUNS = (RunState.QUEUED, RunState.RUNNING)
ENDED_RUNS = (RunState.SUCCEEDED, RunState.FAILED, RunState.CANCELLED, RunState.LOST)
