"""What documents and packages point to is there, and sentences stand where xgettext finds them."""

import ast
import pkgutil
import re
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import coin
import provisioning

from .core.processes import ROOT

DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
A_PATH = re.compile(r"`((?:coin|provisioning|demo|tests|docs|script|bench|locale)/[\w./-]*)`")
A_LINK = re.compile(r"\]\(([\w./-]+)(?:#[\w-]+)?\)")
A_LINE_OF_NAMES = re.compile(r"^- (.*?)(?:: |:$|$)", re.MULTILINE)
A_NAME = re.compile(r"`\.?([a-z_]\w*(?:\.\w+)*|[A-Z]\w*(?:\.\w+)*)(?:\(.*?\))?`")
TRANSLATE = {"_", "gettext", "ngettext", "pgettext", "npgettext", "gettext_lazy", "pgettext_lazy"}
PACKAGES = [
    name
    for root in (coin, provisioning)
    for _, name, is_package in pkgutil.walk_packages(root.__path__, f"{root.__name__}.")
    if is_package and "migrations" not in name
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_files_named_in_a_document_exist(document: Path) -> None:
    words = document.read_text()
    paths = [ROOT / path for path in A_PATH.findall(words)]
    paths += [document.parent / path for path in A_LINK.findall(words)]
    assert [str(path.relative_to(ROOT)) for path in paths if not path.exists()] == []


@pytest.mark.parametrize("name", PACKAGES)
def test_what_a_package_says_it_offers_is_in_it(name: str) -> None:
    """A name may go on from one before it (`services.accept`, `refuse`), and end as several do (`add_`, `remove_`)."""
    places: list[object] = [import_module(name)]
    missing = []
    for line in A_LINE_OF_NAMES.findall(places[0].__doc__ or ""):
        for offered in A_NAME.findall(line):
            steps = next(filter(None, (walk(place, offered) for place in places)), None)
            if steps is None:
                missing.append(offered)
            else:
                places.extend(steps)
    assert missing == []


def walk(place: object, dotted: str) -> list[object] | None:
    """Everything from `place` to what `dotted` names, or None when it is not there."""
    steps: list[object] = []
    for name in dotted.split("."):
        if isinstance(place, ModuleType) and hasattr(place, "__path__"):
            with suppress(ModuleNotFoundError):
                import_module(f"{place.__name__}.{name}")
        if name.endswith("_") and any(other.startswith(name) for other in vars(place)):
            return [place]
        if name not in getattr(place, "__annotations__", {}) and not hasattr(place, name):
            return None
        place = getattr(place, name, None)
        steps.append(place)
    return steps


def test_no_sentence_is_translated_within_an_f_string() -> None:
    """The xgettext of Debian 12 does not see it, so the catalogue would lack it; that of Debian 13 does."""
    inside = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for room in ("coin", "provisioning", "demo")
        for path in (ROOT / room).rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and ast.unparse(call.func) in TRANSLATE
    ]
    assert inside == []
