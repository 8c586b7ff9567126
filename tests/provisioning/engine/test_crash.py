"""A worker is killed in the middle of a run: no service is lost, no process is left behind."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from provisioning import processes, workspace
from provisioning.lab.hosts import HostLab
from tests.core.processes import wait_until

ROOT = Path(__file__).resolve().parents[3]
WORKER = ["manage.py", "db_worker", "--queue-name", "*", "--interval", "0.1", "--no-startup-delay"]


class World:
    """A separate installation of coin: its own database and state folder, its commands as processes."""

    def __init__(self, database: str, folder: Path, ssh_key: Path) -> None:
        self.environment = {
            **os.environ,
            "DATABASE_URL": database,
            "COIN_STATE_DIR": str(folder),
            "COIN_SSH_KEY": str(ssh_key),
            "DJANGO_SETTINGS_MODULE": "coin.settings",
        }

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def story(self, *arguments: str) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(
            self.run("-m", "tests.provisioning.engine.crash_story", *arguments)
        )
        return answer


def tokens() -> set[str]:
    """The tokens of the runs whose processes are alive on this machine now."""
    return {token for _pid, token in processes.marked()}


def test_another_worker_finishes_what_a_killed_one_began(
    database_url: str, tmp_path: Path, servers: HostLab
) -> None:
    host, slow, at_work = servers["vpn1"], tmp_path / "slow", tmp_path / "at-work"
    slow.touch()
    python = tmp_path / "python"
    python.write_text(
        f'#!/bin/sh\ntouch {at_work}\nwhile [ -e {slow} ]; do sleep 0.1; done\nexec {host.python} "$@"\n'
    )
    python.chmod(0o755)
    place = {"name": "vpn1", "address": host.address, "port": host.port, "user": host.user}
    variables = {"coin_root": str(host.root), "ansible_python_interpreter": str(python)}
    world = World(database_url, tmp_path / "state", servers.private_key)
    hosts = [{**place, "host_key": host.host_key, "variables": variables}]
    world.story("begin", json.dumps(hosts))

    worker = world.start(*WORKER)
    wait_until(at_work.exists)
    worker.kill()
    worker.wait()
    left = workspace.left()

    slow.unlink()
    (first,) = world.story("minute")["runs"]
    token = first["worker"].rpartition("/")[2]
    assert first["state"] == "running" and token in left
    assert token not in tokens() and token not in workspace.left()
    world.run(*WORKER, "--batch")
    report = world.story("report")
    assert [(run["state"], run["attempt"]) for run in report["runs"]] == [
        ("lost", 1),
        ("succeeded", 2),
    ]
    assert report["services"] == ["active"] * 3
    assert not tokens() & {run["worker"].rpartition("/")[2] for run in report["runs"]}
