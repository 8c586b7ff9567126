"""The processes of a run are found whatever they call themselves."""

import os
import subprocess
import time

from provisioning.engine import processes


def test_a_marked_process_and_its_children_end_and_no_other() -> None:
    token = f"1-{os.getpid():x}"
    # The second leaves the group and the session of its parent, as Ansible's workers do.
    script = "setsid sleep 60 & exec sleep 60"
    marked = subprocess.Popen(["sh", "-c", script], env={**os.environ, processes.MARK: token})
    other = subprocess.Popen(["sleep", "60"])
    titled = subprocess.Popen(
        [f"ssh: /dev/shm/coin-run-{token}/ssh/0123 [mux]", "60"], executable="/bin/sleep"
    )
    try:
        while sum(mark == token for _pid, mark in processes.marked()) < 3:
            time.sleep(0.01)
        assert processes.kill(token) == 3
        assert marked.wait(timeout=5) == titled.wait(timeout=5) == -9
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()
