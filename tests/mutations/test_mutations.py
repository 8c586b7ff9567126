"""The mutations follow the code and the tests: each still applies, and its tests still exist."""

import pytest

from tests.core.processes import ROOT
from tests.mutations import Mutation, mutations
from tests.races.table import TABLE


@pytest.mark.parametrize("mutation", mutations(), ids=lambda mutation: mutation.words[:60])
def test_it_applies_and_its_tests_exist(mutation: Mutation) -> None:
    assert (ROOT / mutation.file).read_text(encoding="utf-8").count(mutation.old) == 1
    assert mutation.old != mutation.new
    for node in mutation.tests:
        file, _separator, name = node.partition("::")
        text = (ROOT / file).read_text(encoding="utf-8")
        test, _bracket, race = name.rstrip("]").partition("[")
        assert f"def {test or 'test_'}" in text
        assert not race or race in TABLE
