"""Files import one another in one direction: the imports of a file never lead back to it."""

from graphlib import TopologicalSorter

import grimp

from .core.processes import ROOT


def test_no_file_imports_itself_through_others() -> None:
    """Imports inside functions count; imports for the type checker alone do not. The CycleError names the circle."""
    graph = grimp.build_graph(
        "coin", "provisioning", "demo", exclude_type_checking_imports=True, cache_dir=None
    )
    imports = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    assert "coin.core.hooks" in imports
    TopologicalSorter(imports).prepare()


def test_every_folder_of_modules_is_a_package() -> None:
    """Import contracts do not see a folder without `__init__.py`. Ansible loads its own two by path."""
    folders = {
        path.parent.relative_to(ROOT)
        for room in ("coin", "provisioning", "demo")
        for path in (ROOT / room).rglob("*.py")
    }
    lacking = {str(folder) for folder in folders if not (ROOT / folder / "__init__.py").exists()}
    assert lacking == {f"provisioning/ansible/{name}" for name in ("filter_plugins", "library")}
