from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from coin.core import board
from coin.members.models import User
from tests.factories.assemblies import AssemblyFactory

pytestmark = pytest.mark.django_db


def test_an_assembly_that_nobody_was_called_to_waits_for_whoever_calls(
    volunteer: Callable[..., User],
) -> None:
    AssemblyFactory.create(called_at=None, title="AG de printemps")
    AssemblyFactory.create(title="AG convoquée")
    AssemblyFactory.create(called_at=None, starts_at=timezone.now() + timedelta(days=90))
    caller, other = volunteer("members.assembly"), volunteer("members.edit")
    [line] = [line for lines in board.lines_for(caller).values() for line in lines]
    assert "AG de printemps" in str(line.text)
    assert not board.lines_for(other)
