#!/usr/bin/python
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Make the files of a few folders equal to a wanted set, in one round trip."""

from __future__ import annotations

import grp
import hashlib
import os
import shlex
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = r"""
module: coin_tree
short_description: Make the files of a few folders equal to a wanted set
description:
  - Takes every wanted file at once, so that a thousand files cost one round trip.
  - Writes only those that differ, each atomically. Supports check mode and diff.
  - In the folders of I(purge), removes the files that are not wanted and whose first line starts
    with I(marker). A file without it was written by a person, stays, and is told in C(foreign).
options:
  root: {description: Folder that the names are relative to., type: path, required: true}
  files: {description: Wanted text by name., type: dict, required: true}
  mode: {description: Mode of the files., type: str, default: "0644"}
  group: {description: Group of the files; the writer's when empty., type: str, default: ""}
  purge: {description: Folders to purge, type: list, elements: str, default: []}
  marker: {description: How the first line of our files starts., type: str, required: true}
  validate:
    description: Command that must accept a file before it is put in place; %s is its path.
    type: str
    default: ""
  applied:
    description: File in which a later task writes C(digest) once the daemon has taken the files.
    type: str
    default: ""
author: [coin]
"""

RETURN = r"""
written: {description: Names of the files written., type: list, returned: always}
removed: {description: Names of the files removed., type: list, returned: always}
foreign: {description: Unknown files that were left., type: list, returned: always}
digest: {description: Fingerprint of the wanted set., type: str, returned: always}
due: {description: Whether the daemon has not taken this set yet., type: bool, returned: always}
"""

ARGUMENTS = {
    "root": {"type": "path", "required": True},
    "files": {"type": "dict", "required": True},
    "mode": {"type": "str", "default": "0644"},
    "group": {"type": "str", "default": ""},
    "purge": {"type": "list", "elements": "str", "default": []},
    "marker": {"type": "str", "required": True},
    "validate": {"type": "str", "default": ""},
    "applied": {"type": "str", "default": ""},
}


class Refused(Exception):
    """The set cannot be put in place; the message says why."""


@dataclass
class Change:
    """What the task changes: the texts of the files before and after, by name.

    A new file stands in `after` alone, a file to remove in `before` alone.
    """

    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)

    def diffs(self) -> list[dict[str, str]]:
        """What --diff shows: the text before and after of each file, sorted by name."""
        return [
            {
                "before_header": name,
                "after_header": name,
                "before": self.before.get(name, ""),
                "after": self.after.get(name, ""),
            }
            for name in sorted(self.before.keys() | self.after.keys())
        ]


def check_name(name: str) -> str:
    """Return the name of a file or folder under the root, as in `clients/one.conf`.

    Raises Refused for a name that is empty or absolute, or holds `.`, `..`, a double or a last slash: it could leave
    the root.
    """
    first = name.partition("/")[0]
    if first in {"", ".", ".."} or os.path.normpath(name) != name:
        raise Refused(f"{name!r} is not a plain relative name")
    return name


def read(path: Path) -> str | None:
    """The text of a file, None when there is none."""
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return None


def has_rights(path: Path, mode: int, group: int) -> bool:
    """Whether the file has the mode and the group (by number) already; group -1 stands for any."""
    status = path.lstat()
    return status.st_mode & 0o7777 == mode and group in (-1, status.st_gid)


def fingerprint(files: dict[str, str]) -> str:
    """A digest that is the same for the same set, whatever its order."""
    total = hashlib.sha256()
    for name in sorted(files):
        for part in (name, files[name]):
            total.update(hashlib.sha256(part.encode()).digest())
    return total.hexdigest()


class Tree:
    """The folders on this host that hold the files, below `root`.

    `mode` and `group` (a name; empty: any) are those of every file; `marker` is how the first line of ours starts.
    """

    def __init__(self, root: str, mode: int, group: str, marker: str) -> None:
        self.root = Path(root)
        self.mode = mode
        self.group = grp.getgrnam(group).gr_gid if group else -1
        self.marker = marker

    def path(self, name: str) -> Path:
        return self.root / name

    def differing(self, wanted: dict[str, str]) -> dict[str, str | None]:
        """The present text of each wanted file whose text, mode or group is wrong, by name; None for a missing one.

        `wanted` maps a name to its text.
        """
        present = {name: read(self.path(name)) for name in wanted}
        return {name: text for name, text in present.items() if not self._right(name, wanted, text)}

    def _right(self, name: str, wanted: dict[str, str], text: str | None) -> bool:
        return text == wanted[name] and has_rights(self.path(name), self.mode, self.group)

    def unknown(self, folder: str, wanted: dict[str, str]) -> dict[str, str]:
        """The text of each file that stands in a folder and not in the wanted set, by name; none without the folder."""
        if not self.path(folder).is_dir():
            return {}
        with os.scandir(self.path(folder)) as entries:
            names = [f"{folder}/{entry.name}" for entry in entries if entry.is_file()]
        return {name: read(self.path(name)) or "" for name in names if name not in wanted}

    def ours(self, text: str) -> bool:
        return text.startswith(self.marker)

    def draft(self, name: str, text: str) -> Path:
        """Write the text in a hidden file beside its place, with its mode and group, and return the draft's path."""
        place = self.path(name)
        place.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        # The marker on its first line lets a later run purge a draft that a crash has left.
        descriptor, path = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
        with os.fdopen(descriptor, "wb") as output:
            output.write(text.encode())
            os.fchmod(output.fileno(), self.mode)
            if self.group != -1:
                os.fchown(output.fileno(), -1, self.group)
        return Path(path)


def converge(module: AnsibleModule) -> dict[str, object]:
    """Compare, write and remove, as the task's parameters say; in check mode only compare.

    Returns the answer of the task (RETURN). Raises Refused when a name or a file is refused.
    """
    parameters = module.params
    wanted = {check_name(name): str(text) for name, text in parameters["files"].items()}
    tree = Tree(
        parameters["root"], int(parameters["mode"], 8), parameters["group"], parameters["marker"]
    )
    change, foreign = plan(tree, wanted, parameters["purge"])
    if not module.check_mode:
        apply(module, tree, change)
    digest = fingerprint(wanted)
    return {
        "changed": bool(change.before or change.after),
        "written": sorted(change.after),
        "removed": sorted(change.before.keys() - change.after.keys()),
        "foreign": sorted(foreign),
        "digest": digest,
        "due": bool(parameters["applied"]) and read(Path(parameters["applied"])) != digest,
        "diff": change.diffs() if module._diff else [],
    }


def plan(tree: Tree, wanted: dict[str, str], purge: list[str]) -> tuple[Change, list[str]]:
    """What has to change, and the names of the unknown files that a person wrote. Writes nothing.

    `wanted` maps a name to its text; unknown files are looked for in the folders of `purge`.
    """
    change = Change()
    for name, text in tree.differing(wanted).items():
        change.after[name] = wanted[name]
        if text is not None:
            change.before[name] = text
    unknown: dict[str, str] = {}
    for folder in purge:
        unknown.update(tree.unknown(check_name(folder), wanted))
    removable = {name: text for name, text in unknown.items() if tree.ours(text)}
    change.before.update(removable)
    return change, [name for name in unknown if name not in removable]


def apply(module: AnsibleModule, tree: Tree, change: Change) -> None:
    """Put each file of `change.after` in place by a rename, then remove those that stand in `change.before` alone.

    Raises Refused when a file does not validate: those before it stay in place.
    """
    for name, text in change.after.items():
        draft = tree.draft(name, text)
        try:
            validate(module, draft, name)
            draft.replace(tree.path(name))
        # Whatever ends the task, an interruption too: no draft stays in a folder that a daemon reads.
        except BaseException:
            draft.unlink()
            raise
    for name in change.before.keys() - change.after.keys():
        tree.path(name).unlink()


def validate(module: AnsibleModule, draft: Path, name: str) -> None:
    """Run the task's `validate` command on a draft, if there is one. Raises Refused, with `name`, when it fails."""
    if module.params["validate"]:
        command = [
            part.replace("%s", str(draft)) for part in shlex.split(module.params["validate"])
        ]
        code, out, err = module.run_command(command)
        if code != 0:
            raise Refused(f"{name} is refused by {command[0]}: {(out + err).strip()[-500:]}")


def main() -> None:
    # no_log: the wanted texts must not go to the system log of the host.
    module = AnsibleModule(ARGUMENTS, supports_check_mode=True, no_log=True)
    invocation = {"module_args": {"root": module.params["root"]}}
    try:
        result = converge(module)
    except OSError as error:
        place = error.filename or module.params["root"]
        module.fail_json(msg=f"cannot write {place}: {error.strerror}", invocation=invocation)
    except (Refused, KeyError) as error:
        module.fail_json(msg=str(error), invocation=invocation)
    # Without its own "invocation" the answer would carry every text back.
    module.exit_json(invocation=invocation, **result)


if __name__ == "__main__":
    main()
