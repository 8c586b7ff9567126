"""The lines of a run are bounded in number and length, and contain no secret."""

import pytest

from provisioning.engine.run_lines import LONGEST_TEXT, RunLines, Scrubber
from provisioning.outcome import Line
from tests.factories import RunFactory


def test_secrets_are_hidden_wherever_they_stand() -> None:
    scrubber = Scrubber(["azerty", "azerty-the-long-one", "abc"])
    assert scrubber.clean("x=azerty-the-long-one, y=azerty!") == "x=•••, y=•••!"
    # A secret this short cannot be told from ordinary words.
    assert scrubber.clean("abc\0") == "abc"


@pytest.mark.django_db
def test_lines_are_written_in_batches_and_bounded() -> None:
    run = RunFactory.create()
    lines = RunLines(run, ["the secret"])
    lines.add(Line("ok", "x" * (LONGEST_TEXT + 1), "h" * 99, "t" * 300))
    lines.write()
    assert not run.lines.exists()
    for _ in range(49):
        lines.add(Line("info", "it is the secret"))
    lines.write()
    run.refresh_from_db()
    first, second, *_ = run.lines.all()
    assert (len(first.text), len(first.host), len(first.task)) == (LONGEST_TEXT, 80, 200)
    assert (second.number, second.text) == (2, "it is •••")
    assert (run.lines.count(), run.tasks_done) == (50, 1)
