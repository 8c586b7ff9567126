"""ansible-playbook through ansible-runner: the one place that imports it.

Each play has a folder of its own, since ansible-runner keeps what it is given under env/ and uses it again. Variables
go through files of the inventory, never through arguments, which anybody on the machine can read. The environment is
made here from nothing: coin's own holds its secret key and its database's password.
"""

import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ansible_runner.config.runner import RunnerConfig
from ansible_runner.runner import Runner

from provisioning import processes
from provisioning.outcome import Emit, Stopped
from provisioning.workspace import workspace

CONTENT = Path(__file__).resolve().parent
CONNECT_SECONDS = 10
# How long ansible-runner listens before it looks whether it is asked to stop.
POLL_SECONDS = 0.5
FORKS = 10
# Without any ssh_config, and with the pinned host keys alone.
SSH_OPTIONS = (
    "-F none -o BatchMode=yes -o IdentitiesOnly=yes -o StrictHostKeyChecking=yes "
    "-o GlobalKnownHostsFile=/dev/null -o UserKnownHostsFile={known_hosts}"
)
# What ansible-runner puts in the environment to receive events; nothing else of it is passed on.
RUNNER_VARIABLES = (
    "ANSIBLE_CALLBACK_PLUGINS",
    "ANSIBLE_STDOUT_CALLBACK",
    "AWX_ISOLATED_DATA_DIR",
    "RUNNER_OMIT_EVENTS",
    "RUNNER_ONLY_FAILED_EVENTS",
)


@dataclass(frozen=True)
class Target:
    """A host as SSH sees it. `host_key` is its pinned public key, `ssh-ed25519 AAAA…`."""

    name: str
    address: str
    port: int
    user: str
    host_key: str
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Play:
    """What to play: `token` marks the processes and the folder, `timeout` is in seconds.

    `ssh_key` is the path of coin's private key, empty for ssh's own choice. `groups` are the inventory groups in which
    every target stands. `check` changes nothing; `tags` plays the tasks of this tag alone (empty: all).
    """

    playbook: Path
    targets: Sequence[Target]
    variables: Mapping[str, Any]
    token: str
    ssh_key: str
    timeout: int
    groups: Sequence[str] = ()
    check: bool = False
    tags: str = ""


@dataclass(frozen=True)
class Ending:
    """How ansible-playbook ended: `status` is successful, failed, canceled or timeout; `code` is its exit code."""

    status: str
    code: int


def play(order: Play, *, emit: Emit, stopped: Stopped) -> Ending:
    """Play the playbook to its end, its timeout, or until `stopped()` is true.

    Each event of ansible-runner goes to `emit`, which must not raise. The play leaves nothing on this machine, neither
    processes nor files.
    """
    with workspace(order.token) as folder:
        try:
            return _play(order, folder, emit, stopped)
        finally:
            processes.kill(order.token)


def _play(order: Play, folder: Path, emit: Emit, stopped: Stopped) -> Ending:
    _write_inventory(order, folder)
    config = _configuration(order, folder)

    def handle(event: dict[str, Any]) -> bool:
        emit(event)
        return False  # no file for each event

    runner = Runner(config=config, event_handler=handle, cancel_callback=stopped)
    status, code = runner.run()
    return Ending(str(status), int(code or 0))


def _write_inventory(order: Play, folder: Path) -> None:
    inventory = folder / "inventory"
    (inventory / "group_vars").mkdir(parents=True)
    known_hosts = folder / "known_hosts"
    known_hosts.write_text("".join(_known_host(target) for target in order.targets))
    hosts = {target.name: _host_variables(target, order, known_hosts) for target in order.targets}
    members = {"hosts": dict.fromkeys(hosts)}
    groups = dict.fromkeys(order.groups, members)
    (inventory / "hosts.json").write_text(json.dumps({"all": {"hosts": hosts, "children": groups}}))
    (inventory / "group_vars" / "all.json").write_text(json.dumps(dict(order.variables)))


def _known_host(target: Target) -> str:
    # ssh looks for a host on another port under this name in brackets.
    place = target.address if target.port == 22 else f"[{target.address}]:{target.port}"
    return f"{place} {target.host_key}\n"


def _host_variables(target: Target, order: Play, known_hosts: Path) -> dict[str, Any]:
    variables = {
        **target.variables,
        "ansible_host": target.address,
        "ansible_port": target.port,
        "ansible_user": target.user,
        "ansible_ssh_common_args": SSH_OPTIONS.format(known_hosts=known_hosts),
    }
    if order.ssh_key:
        variables["ansible_ssh_private_key_file"] = order.ssh_key
    return variables


def _configuration(order: Play, folder: Path) -> RunnerConfig:
    config = RunnerConfig(
        private_data_dir=str(folder),
        project_dir=str(order.playbook.parent),
        playbook=str(order.playbook),
        inventory=str(folder / "inventory"),
        cmdline="--check --diff" if order.check else None,
        tags=order.tags or None,
        timeout=order.timeout,
        forks=FORKS,
        quiet=True,
    )
    config.prepare()
    # A settings file could say this, but ansible-runner would keep the file.
    config.pexpect_timeout = POLL_SECONDS
    config.suppress_output_file = True
    config.env = _environment(order, folder, config.env)
    config.command = [*_dying_with_us(), *config.command]
    return config


def _dying_with_us() -> list[str]:
    """A prefix by which the kernel ends ansible-playbook when its worker is killed."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL", "--"] if setpriv else []


def _environment(order: Play, folder: Path, prepared: Mapping[str, str]) -> dict[str, str]:
    own_programs = str(Path(sys.executable).parent)
    return {
        **{name: prepared[name] for name in RUNNER_VARIABLES if name in prepared},
        processes.MARK: order.token,
        "PATH": os.pathsep.join([own_programs, os.environ.get("PATH", os.defpath)]),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        "ANSIBLE_CONFIG": str(order.playbook.parent / "ansible.cfg"),
        "ANSIBLE_HOME": str(folder / "home"),
        "ANSIBLE_HOST_KEY_CHECKING": "True",
        "ANSIBLE_LOCAL_TEMP": str(folder / "tmp"),
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_PIPELINING": "True",
        "ANSIBLE_RETRY_FILES_ENABLED": "False",
        "ANSIBLE_SSH_CONTROL_PATH_DIR": str(folder / "ssh"),
        "ANSIBLE_TIMEOUT": str(CONNECT_SECONDS),
    }
