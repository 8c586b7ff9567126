"""The playbooks as an administrator runs them: ansible-playbook against real SSH hosts."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import provisioning
from provisioning.lab.hosts import HostLab

Variables = dict[str, Any]

CONTENT = Path(provisioning.__file__).parent / "ansible"
GROUPS = {"vpn": ["vpn1"], "radius": ["radius1", "radius2"]}
RECAP = re.compile(
    r"^(\S+) +: ok=\d+ +changed=(\d+) +unreachable=(\d+) +failed=(\d+)", re.MULTILINE
)


@dataclass
class Played:
    """The exit code and the output of one run of ansible-playbook."""

    code: int
    output: str

    @property
    def changed(self) -> dict[str, int]:
        return {name: int(changed) for name, changed, _, _ in RECAP.findall(self.output)}

    @property
    def reached(self) -> dict[str, Any]:
        stats = re.search(r"RUN: (\{.*\})", self.output)
        if not stats:
            return {}
        reached: dict[str, Any] = json.loads(stats[1])["coin_reached"]
        return reached


class Playbooks:
    """Runs playbooks against the hosts of the lab; the files of each host stand below a root of its own."""

    def __init__(self, lab: HostLab, directory: Path) -> None:
        self.lab = lab
        self.directory = directory
        self.variables: dict[str, Variables] = {
            name: lab[name].ansible_variables(lab.known_hosts) for name in lab.names
        }

    def play(self, playbook: str, wanted: Variables, *options: str) -> Played:
        inventory, variables = self.directory / "inventory.json", self.directory / "wanted.json"
        inventory.write_text(json.dumps(self._inventory()))
        variables.write_text(json.dumps(wanted))
        command = [sys.executable, "-m", "ansible.cli.playbook", f"{playbook}.yml"]
        done = subprocess.run(
            [*command, "-i", str(inventory), "-e", f"@{variables}", *options],
            cwd=CONTENT,
            env=os.environ | {"ANSIBLE_SHOW_CUSTOM_STATS": "1", "ANSIBLE_NOCOLOR": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        return Played(done.returncode, done.stdout + done.stderr)

    def _inventory(self) -> Variables:
        return {
            group: {"hosts": {name: self.variables[name] for name in names}}
            for group, names in GROUPS.items()
        }


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostLab]:
    with HostLab(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture
def playbooks(lab: HostLab, tmp_path: Path) -> Playbooks:
    """The playbooks with a fresh, empty root for each host: the hosts keep running from one test to the next."""
    books = Playbooks(lab, tmp_path)
    for name, variables in books.variables.items():
        variables["coin_root"] = str(lab[name].folder / tmp_path.name)
        Path(variables["coin_root"]).mkdir(exist_ok=True)
    return books
