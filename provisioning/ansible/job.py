"""A run of an Ansible deployment: what is played, and what its events mean."""

import difflib
import re
from collections import deque
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from provisioning.ansible import run, ssh_errors
from provisioning.ansible.rendering import Rendering
from provisioning.ansible.run import Ending, Play, Target
from provisioning.enums import RunState
from provisioning.models import Deployment, Host
from provisioning.outcome import Emit, HostOutcome, Line, Outcome, Stopped

RESULTS = {
    "runner_on_ok": "ok",
    "runner_on_failed": "failed",
    "runner_on_unreachable": "unreachable",
    "runner_on_skipped": "skipped",
}
COUNTS = {"ok": "ok", "changed": "changed", "failures": "failed", "dark": "unreachable"}
# The name under which the playbooks give the read-back of each host: {host: {...}}.
REACHED = "coin_reached"
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
LONGEST_DIFF = 40  # lines


class AnsibleJob:
    """The work of one run: the whole wanted state of a deployment, played once on its enabled hosts.

    `token` marks the run's processes and folder; `tags` plays only the tasks of this tag (empty: all); `check` changes
    nothing on the hosts; `revision` is the deployment's, which the playbook gets.
    """

    def __init__(
        self,
        deployment: Deployment,
        rendering: Rendering,
        *,
        token: str,
        check: bool = False,
        tags: str = "",
        revision: int = 0,
    ) -> None:
        self.rendering = rendering
        self.secrets, self.held, self.gone = rendering.secrets, rendering.held, rendering.gone
        self.targets = targets_of(deployment)
        self.play = Play(
            playbook=playbook_of(deployment),
            targets=list(self.targets.values()),
            groups=groups_of(deployment),
            variables={
                **rendering.defaults,
                **deployment.variables,
                **rendering.variables,
                "coin_revision": revision,
            },
            token=token,
            ssh_key=settings.COIN_SSH_KEY,
            timeout=settings.COIN_RUN_TIMEOUT,
            check=check,
            tags=tags,
        )
        self.errors: dict[str, str] = {}
        self.readback: dict[str, dict[str, Any]] = {}
        self.stats: dict[str, Any] = {}
        self._said: deque[str] = deque(maxlen=20)

    def work(self, emit: Emit, stopped: Stopped) -> Ending:
        if not self.targets or not self.play.playbook.is_file():
            return Ending("failed", 1)
        return run.play(self.play, emit=emit, stopped=stopped)

    def line(self, event: dict[str, Any]) -> Line | None:
        """The line that an event makes; most events make none. Errors, read-backs and counts are kept for `outcome`."""
        kind, data = event.get("event", ""), event.get("event_data") or {}
        if kind in RESULTS:
            return self._result(RESULTS[kind], data)
        if kind == "runner_item_on_failed":
            self._blame(data, _message(data.get("res")))
        elif kind == "playbook_on_stats":
            self.stats = data
        elif kind in ("verbose", "error", "warning"):
            return self._said_by_ansible(event)
        return None

    def outcome(self, ending: Ending) -> Outcome:
        hosts = {
            name: HostOutcome(self._error_of(name), self.readback.get(name))
            for name in self.targets
        }
        counts = {
            ours: sum((self.stats.get(theirs) or {}).values()) for theirs, ours in COUNTS.items()
        }
        if ending.status == "canceled":
            return Outcome(RunState.CANCELLED, counts=counts)
        error = self._error(ending, hosts)
        state = RunState.FAILED if error else RunState.SUCCEEDED
        return Outcome(state, error, counts, hosts)

    def _result(self, status: str, data: dict[str, Any]) -> Line:
        result: dict[str, Any] = data["res"] if isinstance(data.get("res"), dict) else {}
        host, task = str(data.get("host", "")), str(data.get("task", ""))
        text = _message(result)
        if status == "unreachable":
            text = self.errors[host] = ssh_errors.sentence(self.targets[host], text)
        elif status == "failed" and data.get("ignore_errors"):
            status = "info"
        elif status == "failed":
            self._blame(data, text)
        elif status == "ok":
            status = "changed" if result.get("changed") else "ok"
            text = text or _differences(result.get("diff"))
            self._read(host, result)
        return Line(status, text, host, task)

    def _read(self, host: str, result: dict[str, Any]) -> None:
        """Keep the read-back of a host, which its playbook gives by `set_stats`."""
        stats = (result.get("ansible_stats") or {}).get("data")
        readback = (stats.get(REACHED) or {}).get(host) if isinstance(stats, dict) else None
        if isinstance(readback, dict):
            self.readback[host] = readback

    def _blame(self, data: dict[str, Any], text: str) -> None:
        host = str(data.get("host", ""))
        words = {"host": host, "task": data.get("task", ""), "reason": ssh_errors.last_line(text)}
        self.errors.setdefault(host, _("%(host)s: “%(task)s” failed: %(reason)s") % words)

    def _said_by_ansible(self, event: dict[str, Any]) -> Line | None:
        text = COLOURS.sub("", str(event.get("stdout") or "")).strip()
        if not text or set(text) <= {"*"}:
            return None
        self._said.append(text)
        return Line("info", text)

    def _error_of(self, name: str) -> str:
        failed = any(name in (self.stats.get(kind) or {}) for kind in ("failures", "dark"))
        if failed or not self.stats:
            return self.errors.get(name) or _(
                "%(host)s was not reached: the run stopped before."
            ) % {"host": name}
        if name not in (self.stats.get("processed") or {}):
            return _("The playbook does nothing on %(host)s.") % {"host": name}
        return "" if self.play.check or self.play.tags else self._disagreement(name)

    def _disagreement(self, name: str) -> str:
        """How a host's read-back differs from what was wanted, in words; empty when it does not.

        A playbook without read-back is believed.
        """
        answers = self.readback.get(name, {}).get(self.rendering.told_as)
        if not isinstance(answers, list):
            return ""
        by_service = {item.get("service"): item for item in answers}
        differing = [
            pk
            for pk, item in self.rendering.expected.items()
            if not _holds(by_service.get(pk), item)
        ]
        differing += [pk for pk in self.gone if pk in by_service]
        if not differing:
            return ""
        words = {
            "host": name,
            "count": len(differing),
            "services": ", ".join(map(str, differing[:10])),
        }
        return _("%(host)s holds %(count)s services otherwise than wanted: %(services)s.") % words

    def _error(self, ending: Ending, hosts: dict[str, HostOutcome]) -> str:
        """Why the run failed; empty when it succeeded."""
        if not self.targets:
            return _("There is no enabled server: add one to the deployment.")
        if not self.play.playbook.is_file():
            return _("There is no playbook %(path)s.") % {"path": self.play.playbook}
        if ending.status == "timeout":
            return _(
                "It was stopped after %(seconds)s seconds: see what is slow, or raise COIN_RUN_TIMEOUT."
            ) % {"seconds": self.play.timeout}
        if not self.stats:
            last_words = " ".join(self._said)[-600:]
            return _("Ansible could not play it: %(said)s") % {"said": last_words or ending.status}
        return " ".join(outcome.error for outcome in hosts.values() if outcome.error)


def targets_of(deployment: Deployment) -> dict[str, Target]:
    """The enabled hosts of the deployment as SSH sees them, by name."""
    hosts: Iterable[Host] = deployment.hosts.filter(is_enabled=True)
    return {
        host.name: Target(
            host.name, host.address, host.port, host.user, host.host_key, host.variables
        )
        for host in hosts
    }


def playbook_of(deployment: Deployment) -> Path:
    """The path of a playbook: one of coin's own by its name, or one that an admin wrote by its absolute path."""
    return run.CONTENT / deployment.playbook


def groups_of(deployment: Deployment) -> tuple[str, ...]:
    """The inventory groups of a deployment's hosts: one named after the deployment, one after its playbook."""
    names = {deployment.slug, Path(deployment.playbook).stem} - {""}
    # Ansible takes letters, digits and underscores only in the name of a group.
    return tuple(sorted(re.sub(r"\W", "_", name) for name in names))


def _holds(answer: dict[str, Any] | None, expected: dict[str, Any]) -> bool:
    return answer is not None and all(answer.get(name) == value for name, value in expected.items())


def _message(result: Any) -> str:
    """What a task's result says: its message, and its error output when its command failed; empty for neither."""
    if not isinstance(result, dict):
        return ""
    texts = [result.get("msg"), result.get("stderr") if result.get("rc") else ""]
    return "\n".join(str(text).strip() for text in texts if text)


def _differences(diff: Any) -> str:
    """The diff that `--diff` gave, as a person reads it: LONGEST_DIFF lines at most, empty when nothing differs."""
    parts: Sequence[Any] = diff if isinstance(diff, list) else [diff]
    lines: list[str] = []
    for part in parts:
        if isinstance(part, dict) and ("before" in part or "after" in part):
            before, after = (str(part.get(side) or "").splitlines() for side in ("before", "after"))
            lines += list(difflib.unified_diff(before, after, lineterm="", n=0))[2:]
    return "\n".join(lines[:LONGEST_DIFF])
