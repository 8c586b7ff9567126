from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from provisioning.ansible.library import coin_tree

Converge = Callable[..., dict[str, Any]]

MARKER = "# ours"


@pytest.fixture
def converge(tmp_path: Path) -> Converge:
    """Run the module's own function on a folder, without Ansible."""

    def run(files: dict[str, str], *, check: bool = False, **options: object) -> dict[str, Any]:
        given = {"mode": "0640", "group": "", "purge": ["d"], "validate": "", "applied": ""}
        module = SimpleNamespace(
            params=given | {"root": str(tmp_path), "files": files, "marker": MARKER} | options,
            check_mode=check,
            _diff=True,
            run_command=lambda command: (0 if "good" in command else 1, "", "refused text"),
        )
        return coin_tree.converge(module)

    return run


def test_files_are_written_once(converge: Converge, tmp_path: Path) -> None:
    files = {"d/a": f"{MARKER}\na\n", "d/b": f"{MARKER}\né\n"}
    first = converge(files)
    assert (first["changed"], first["written"], first["removed"]) == (True, ["d/a", "d/b"], [])
    assert (tmp_path / "d/b").read_text() == f"{MARKER}\né\n"
    assert (tmp_path / "d/a").stat().st_mode & 0o777 == 0o640
    assert {path.name for path in (tmp_path / "d").iterdir()} == {"a", "b"}
    assert not converge(files)["changed"]


def test_only_what_differs_is_written(converge: Converge, tmp_path: Path) -> None:
    converge({"d/a": MARKER, "d/b": MARKER})
    kept = (tmp_path / "d/a").stat().st_ino
    assert converge({"d/a": MARKER, "d/b": f"{MARKER} 2"})["written"] == ["d/b"]
    assert (tmp_path / "d/a").stat().st_ino == kept


def test_a_wrong_mode_is_repaired(converge: Converge, tmp_path: Path) -> None:
    converge({"d/a": MARKER})
    (tmp_path / "d/a").chmod(0o666)
    assert converge({"d/a": MARKER})["written"] == ["d/a"]


def test_ours_are_purged_and_others_stay(converge: Converge, tmp_path: Path) -> None:
    converge({"d/a": MARKER, "d/b": MARKER})
    (tmp_path / "d/admin").write_text("by hand\n")
    result = converge({"d/a": MARKER})
    assert (result["removed"], result["foreign"]) == (["d/b"], ["d/admin"])
    assert {path.name for path in (tmp_path / "d").iterdir()} == {"a", "admin"}


def test_check_mode_tells_and_does_nothing(converge: Converge, tmp_path: Path) -> None:
    converge({"d/a": f"{MARKER} 1", "d/b": MARKER})
    result = converge({"d/a": f"{MARKER} 2"}, check=True)
    assert result["changed"]
    shown = [(diff["after_header"], diff["before"], diff["after"]) for diff in result["diff"]]
    assert shown == [("d/a", f"{MARKER} 1", f"{MARKER} 2"), ("d/b", MARKER, "")]
    assert (tmp_path / "d/a").read_text() == f"{MARKER} 1"
    assert (tmp_path / "d/b").exists()


def test_the_daemon_is_due_until_it_has_taken_the_set(converge: Converge, tmp_path: Path) -> None:
    applied = tmp_path / "applied"
    first = converge({"d/a": MARKER}, applied=str(applied))
    assert first["due"]
    applied.write_text(first["digest"])
    assert not converge({"d/a": MARKER}, applied=str(applied))["due"]
    assert converge({"d/a": f"{MARKER}!"}, applied=str(applied))["due"]


def test_a_file_that_the_daemon_refuses_is_not_put_in_place(
    converge: Converge, tmp_path: Path
) -> None:
    converge({"d/a": MARKER}, validate="good %s")
    with pytest.raises(coin_tree.Refused, match="d/a is refused by check: refused text"):
        converge({"d/a": f"{MARKER} bad"}, validate="check %s")
    assert (tmp_path / "d/a").read_text() == MARKER
    assert [path.name for path in (tmp_path / "d").iterdir()] == ["a"]


@pytest.mark.parametrize("name", ["/etc/passwd", "../x", "d/../../x", "", ".", "..", "d//a", "d/"])
def test_names_stay_below_the_root(converge: Converge, name: str) -> None:
    with pytest.raises(coin_tree.Refused, match="not a plain relative name"):
        converge({name: MARKER})


def test_dots_inside_a_name_are_fine(converge: Converge) -> None:
    assert converge({"d/a..b": MARKER})["written"] == ["d/a..b"]


def test_a_link_is_replaced_and_not_followed(converge: Converge, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("keep")
    (tmp_path / "d").mkdir()
    (tmp_path / "d/a").symlink_to(tmp_path / "precious")
    converge({"d/a": MARKER})
    assert (tmp_path / "precious").read_text() == "keep"
