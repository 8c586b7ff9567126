"""The list that script/mutations goes through follows the code and the tests."""

import pytest

from tests.core.processes import ROOT
from tests.mutations import Mutation, mutations


@pytest.mark.parametrize("mutation", mutations(), ids=lambda mutation: mutation.words[:60])
def test_it_applies_and_its_tests_exist(mutation: Mutation) -> None:
    assert (ROOT / mutation.file).read_text(encoding="utf-8").count(mutation.old) == 1
    assert mutation.old != mutation.new
    for node in mutation.tests:
        file, _separator, name = node.partition("::")
        text = (ROOT / file).read_text(encoding="utf-8")
        assert f"def {name.partition('[')[0] or 'test_'}" in text
