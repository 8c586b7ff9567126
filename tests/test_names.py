"""Locals say what they hold: a stranger reads `overdue` or `debit` once, and `found` or `one` twice."""

import ast
from collections import Counter

from tests.core.processes import ROOT

ROOTS = ("coin", "provisioning", "demo", "bench", "tests")
SAY_NOTHING = {"found", "held", "said", "told", "come", "mine"}
MOST = 40


def test_few_locals_are_named_for_nothing() -> None:
    counted: Counter[str] = Counter()
    for root in ROOTS:
        for path in sorted((ROOT / root).rglob("*.py")):
            if "migrations" not in path.parts:
                counted[str(path.relative_to(ROOT))] += bound(ast.parse(path.read_text()))
    assert counted.total() < MOST, counted.most_common(10)


def bound(tree: ast.AST) -> int:
    """How often such a name is bound in this file, and how many loops go `for one in`."""
    loops = [
        node.target for node in ast.walk(tree) if isinstance(node, ast.For | ast.comprehension)
    ]
    names = [name for target in loops for name in ast.walk(target) if isinstance(name, ast.Name)]
    stored = [
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    return sum(name.id == "one" for name in names) + sum(name in SAY_NOTHING for name in stored)


def test_a_file_is_counted() -> None:
    code = "found = [one for one in rows]\nfor one in found:\n    said, other = one\nheld.x = told"
    assert bound(ast.parse(code)) == 4
