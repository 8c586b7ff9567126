"""The lines of the work board that wait for the treasury."""

from collections.abc import Callable

import pytest

from coin.billing.capabilities import ISSUE
from coin.core import board
from coin.core.models import Association
from coin.members.models import User
from tests.factories import DocumentFactory


@pytest.mark.django_db
def test_drafts_wait_for_those_who_issue(
    volunteer: Callable[..., User], charlie: User, association: Association
) -> None:
    treasurer = volunteer(ISSUE)
    before = [line for lines in board.lines_for(treasurer).values() for line in lines]
    DocumentFactory.create_batch(2)
    after = [line for lines in board.lines_for(treasurer).values() for line in lines]
    [drafts] = [line for line in after if line not in before]
    assert drafts.count == 2 and "payment_status=draft" in drafts.url
    assert not board.lines_for(charlie)
