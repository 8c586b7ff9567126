"""Every service and every model has a door: code that runs by itself, or that a person runs from a page, leads to it.

The test reads the syntax trees of coin/ and provisioning/, never those of demo/ or tests/. A door is a face, a
command, an application's start, a statement that a module runs when it is imported (it fills a registry), or a function
that a decorator of the project registers (a job, a line of the work board). A definition that a door names is reached,
and so are the definitions that a reached one names.

A service is a public function of a domain room that takes the keyword `actor`, or that is one transaction.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings

# Names may only leave this set: a service that has got its door fails the test until its name is taken out.
WITHOUT_A_DOOR = {
    "edit_pool": "no page edits a pool yet",
    "lapse_mandates": "no job closes the mandates that were not used for 36 months yet",
}
MADE_BY_NO_DOOR = {
    "Deployment": "no page declares one yet: the demo alone makes its rows",
    "Host": "as the deployment that it belongs to",
}

PACKAGES = ("coin", "provisioning")
FACES = ("coin.office", "coin.portal", "coin.api")
ROOMS = (
    "coin.core",
    "coin.members",
    "coin.subscriptions",
    "coin.network",
    "coin.billing",
    "coin.federation",
    "provisioning",
)
MAKING = {"create", "get_or_create", "update_or_create", "bulk_create", "create_user"}
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
DOTTED = re.compile(r"(coin|provisioning)(\.\w+)+")


@dataclass
class Module:
    """A file: its imports (by local name), its definitions, and the statements that it runs when it is imported."""

    name: str
    imports: dict[str, str] = field(default_factory=dict)
    defined: dict[str, ast.AST] = field(default_factory=dict)
    on_import: list[ast.AST] = field(default_factory=list)

    @property
    def is_door(self) -> bool:
        """Whether the whole file is called from outside: a face, a command, an application's configuration."""
        return (
            is_in(self.name, FACES)
            or ".management.commands." in self.name
            or self.name.endswith(".apps")
        )


def is_in(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def module_of(path: Path) -> Module:
    parts = path.relative_to(settings.BASE_DIR).with_suffix("").parts
    module = Module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            module.imports |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module.imports |= {
                alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names
            }
    for statement in tree.body:
        if isinstance(statement, DEFINITIONS):
            module.defined[statement.name] = statement
            # In a class method, `cls(...)` makes a row of the class itself.
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and node.id == "cls":
                    node.id = statement.name
            continue
        module.on_import.append(statement)
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                module.defined[node.id] = statement
    return module


@cache
def modules() -> dict[str, Module]:
    paths = [path for package in PACKAGES for path in Path(package).rglob("*.py")]
    sources = [path.absolute() for path in paths if "migrations" not in path.parts]
    return {module.name: module for module in map(module_of, sources)}


@cache
def definition(dotted: str) -> str | None:
    """The definition behind a dotted name, such as `coin.members.dues.renew.renew`.

    A package may import a name only to pass it on: the search follows these imports. None when no file defines it.
    """
    parts = dotted.split(".")
    for size in range(len(parts) - 1, 0, -1):
        module = modules().get(".".join(parts[:size]))
        if module is None:
            continue
        if parts[size] in module.defined:
            return f"{module.name}.{parts[size]}"
        passed_on = module.imports.get(parts[size])
        return definition(".".join([passed_on, *parts[size + 1 :]])) if passed_on else None
    return None


def named_by(module: Module, node: ast.AST) -> str | None:
    """The definition to which a name, an attribute or a dotted string refers; None when there is none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return definition(node.value) if DOTTED.fullmatch(node.value) else None
    attributes: list[str] = []
    while isinstance(node, ast.Attribute):
        attributes.insert(0, node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    if node.id in module.defined:
        return f"{module.name}.{node.id}"
    imported = module.imports.get(node.id)
    return definition(".".join([imported, *attributes])) if imported else None


def all_named(module: Module, node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if name := named_by(module, part):
            yield name


def is_registered(module: Module, node: ast.AST) -> bool:
    """Whether a decorator of the project stands on the definition: `@periodic(...)`, `@work(...)`, `@task`."""
    decorators = getattr(node, "decorator_list", [])
    return any(
        named_by(module, decorator.func if isinstance(decorator, ast.Call) else decorator)
        for decorator in decorators
    )


@cache
def reached() -> set[str]:
    """Every definition that a door leads to."""
    todo: list[str] = []
    for module in modules().values():
        for statement in module.on_import:
            todo += all_named(module, statement)
        for name, node in module.defined.items():
            if module.is_door or is_registered(module, node):
                todo.append(f"{module.name}.{name}")
    definitions: set[str] = set()
    while todo:
        dotted = todo.pop()
        if dotted not in definitions:
            definitions.add(dotted)
            todo += all_named(*code_of(dotted))
    return definitions


def code_of(dotted: str) -> tuple[Module, ast.AST]:
    name, _dot, rest = dotted.rpartition(".")
    return modules()[name], modules()[name].defined[rest]


def services() -> Iterator[str]:
    for module in modules().values():
        for name, node in module.defined.items():
            if is_in(module.name, ROOMS) and not name.startswith("_") and is_service(node):
                yield f"{module.name}.{name}"


def is_service(node: ast.AST) -> bool:
    if not isinstance(node, ast.FunctionDef):
        return False
    takes_actor = "actor" in {argument.arg for argument in node.args.kwonlyargs}
    return takes_actor or "transaction.atomic" in map(ast.unparse, node.decorator_list)


def made() -> set[str]:
    """The models of which reached code creates rows."""
    codes = [code_of(dotted) for dotted in reached()]
    codes += [(module, node) for module in modules().values() for node in module.on_import]
    calls = [
        (module, part)
        for module, node in codes
        for part in ast.walk(node)
        if isinstance(part, ast.Call)
    ]
    return {name for module, call in calls if (name := made_by(module, call))}


def made_by(module: Module, call: ast.Call) -> str | None:
    """The model whose row a call creates: `Row` in `Row(...)` or in `Row.objects.filter(...).create(...)`."""
    node: ast.AST = call.func
    if isinstance(node, ast.Name):
        return named_by(module, node)
    if not isinstance(node, ast.Attribute):
        return None
    if node.attr not in MAKING:
        name = named_by(module, node)
        return name if name and name.endswith(f".{node.attr}") else None
    while isinstance(node, ast.Attribute | ast.Call):
        if name := named_by(module, node):
            return name
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return None


def names_of(closed: list[str]) -> list[str]:
    """The names without their modules, since a file may move."""
    return sorted(dotted.rpartition(".")[2] for dotted in closed)


def test_every_service_has_a_door() -> None:
    closed = [dotted for dotted in services() if dotted not in reached()]
    assert names_of(closed) == sorted(WITHOUT_A_DOOR), closed


def test_every_model_has_a_door() -> None:
    models = {f"{model.__module__}.{model.__name__}" for model in apps.get_models()}
    closed = [dotted for dotted in models - made() if is_in(dotted, PACKAGES)]
    assert names_of(closed) == sorted(MADE_BY_NO_DOOR), closed
