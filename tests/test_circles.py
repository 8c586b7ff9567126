"""Files import one another in one direction: the imports of a file never lead back to it."""

from graphlib import TopologicalSorter

import grimp


def test_no_file_imports_itself_through_others() -> None:
    """Imports inside functions count; imports for the type checker alone do not. The CycleError names the circle."""
    graph = grimp.build_graph(
        "coin", "provisioning", "demo", exclude_type_checking_imports=True, cache_dir=None
    )
    imports = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    assert "coin.core.hooks" in imports
    TopologicalSorter(imports).prepare()
