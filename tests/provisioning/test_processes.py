"""The processes of a run are found, whatever names they give themselves."""

import os
import subprocess

from provisioning import processes
from tests.core.processes import NEVER_HANG_SECONDS, wait_until


def test_a_marked_process_and_its_children_end_and_no_other() -> None:
    token = f"1-{os.getpid():x}"
    # The process in the background leaves the group and the session of its parent, as Ansible's workers do.
    script = "setsid sleep 3600 & exec sleep 3600"
    marked = subprocess.Popen(["sh", "-c", script], env={**os.environ, processes.MARK: token})
    other = subprocess.Popen(["sleep", "3600"])
    titled = subprocess.Popen(
        [f"ssh: /dev/shm/coin-run-{token}/ssh/0123 [mux]", "3600"], executable="/bin/sleep"
    )
    try:
        wait_until(lambda: sum(mark == token for _pid, mark in processes.marked()) == 3)
        assert processes.kill(token) == 3
        assert marked.wait(NEVER_HANG_SECONDS) == titled.wait(NEVER_HANG_SECONDS) == -9
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()
