import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from provisioning.lab import process
from provisioning.lab.process import Child, LabError
from tests.core.processes import wait_until

# A parent process that starts a server by the code of `start`, prints the server's pid, and waits to be killed.
PARENT = """
import sys, time
from pathlib import Path
directory = Path(sys.argv[1])
{start}
print(pid, flush=True)
time.sleep(3600)
"""


def pid_after_killing_parent(start: str, directory: Path) -> int:
    """Start a parent that runs `start` (which sets `pid`), kill it by SIGKILL, and return the pid of its child."""
    argv = [sys.executable, "-c", PARENT.format(start=start), str(directory)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert is_running(pid)
        parent.kill()
    return pid


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_for_the_end_of(pid: int) -> None:
    wait_until(lambda: not is_running(pid))


STARTS = {
    "child": "from provisioning.lab.process import Child\n"
    "pid = Child('sleep', ['/bin/sleep', '3600'], directory / 'log').pid",
    "slapd": "from provisioning.lab.slapd import Slapd\npid = Slapd(directory).start().pid",
    "host": "from provisioning.lab.hosts import HostLab\n"
    "lab = HostLab(directory, ['one']).start()\npid = lab['one'].child.pid",
    "freeradius": "from provisioning.lab.radius import FreeRADIUS\n"
    "pid = FreeRADIUS(directory, directory / 'users').start().pid",
}


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
def test_a_server_dies_with_its_parent(start: str, tmp_path: Path) -> None:
    wait_for_the_end_of(pid_after_killing_parent(start, tmp_path))


def test_stop_asks_then_kills(tmp_path: Path) -> None:
    stubborn = "trap '' TERM; echo ready; while :; do sleep 0.05; done"
    child = Child("stubborn", ["/bin/sh", "-c", stubborn], tmp_path / "log")
    child.wait_until(lambda: "ready" in (tmp_path / "log").read_text())
    child.stop(seconds=0.2)
    assert not child.alive()
    child.stop()


def test_a_server_that_ends_at_once_tells_its_last_words(tmp_path: Path) -> None:
    child = Child("false", ["/bin/sh", "-c", "echo no licence; exit 3"], tmp_path / "log")
    with pytest.raises(LabError, match="false stopped at once:\nno licence"):
        child.wait_until(lambda: False)


def test_a_server_that_does_not_answer_is_stopped(tmp_path: Path) -> None:
    child = Child("mute", ["/bin/sleep", "3600"], tmp_path / "log")
    with pytest.raises(LabError, match=r"mute does not answer after 0\.1 s"):
        child.wait_until(lambda: False, seconds=0.1)
    wait_for_the_end_of(child.pid)


def test_a_missing_program_names_its_package() -> None:
    with pytest.raises(LabError, match="frobnicated is not installed: apt install frobnicate"):
        process.program("frobnicated", "frobnicate")


def test_a_taken_port_is_named() -> None:
    with socket.socket() as other:
        other.bind((process.LOOPBACK, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(LabError, match=f"slapd cannot use port {port}"):
            process.claim_port(port, "slapd")


def test_a_port_is_kept_while_it_is_free(tmp_path: Path) -> None:
    port = process.remembered_port(tmp_path / "port")
    assert process.remembered_port(tmp_path / "port") == port
    with socket.socket() as other:
        other.bind((process.LOOPBACK, port))
        other.listen()
        assert process.remembered_port(tmp_path / "port") != port


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LabError, match=r"cannot write in .*/file/below .*choose another folder"):
        process.private_directory(tmp_path / "file" / "below")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_of_somebody_else_is_named() -> None:
    with pytest.raises(LabError, match="cannot write in /etc"):
        process.private_directory(Path("/etc"))


def test_private_files_are_for_us_alone(tmp_path: Path) -> None:
    process.write_private(tmp_path / "secret", "x")
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_a_ctrl_c_is_not_for_the_servers(tmp_path: Path) -> None:
    child = Child("sleep", ["/bin/sleep", "3600"], tmp_path / "log")
    try:
        assert os.getsid(child.pid) != os.getsid(0)
    finally:
        child.stop(signal.SIGKILL)
