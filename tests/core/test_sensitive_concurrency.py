"""Three people confirm the same act at once: it is done once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from coin.core.models import AuditEntry
from coin.core.sensitive import propose
from coin.members.body.sensitive import GROUP_RIGHTS
from coin.members.models import User, WorkingGroup
from tests.core.processes import at_once, shared_database
from tests.factories import WorkingGroupFactory

PEOPLE = 3
BEFORE = """
import sys
from coin.core import sensitive
from coin.core.models import Proposal
from coin.core.transitions import TransitionRefused
from coin.members.models import User
"""
CONFIRMER = """
person = User.objects.get(login=sys.argv[1])
proposal = Proposal.objects.get()
try:
    sensitive.confirm(proposal, actor=person)
    print("done")
except TransitionRefused:
    print("refused")
"""


@pytest.mark.django_db(transaction=True)
def test_an_act_confirmed_at_once_is_done_once(
    tmp_path: Path, volunteer: Callable[..., User]
) -> None:
    asker = volunteer("members.seats")
    people = [volunteer("members.seats") for _person in range(PEOPLE)]
    group = WorkingGroupFactory.create()
    rights = {"capabilities": ["members.see"]}
    propose(GROUP_RIGHTS, group, sentence="…", actor=asker, arguments=rights)
    url = shared_database(tmp_path)
    logins = [[person.login] for person in people]
    answers = at_once(BEFORE, CONFIRMER, logins, DATABASE_URL=url, COIN_STATE_DIR=str(tmp_path))

    assert sorted(answer.strip() for answer in answers) == ["done"] + ["refused"] * (PEOPLE - 1)
    if "postgresql" in url:
        assert WorkingGroup.objects.get(pk=group.pk).capabilities == ["members.see"]
        assert AuditEntry.objects.filter(action="core.proposal_confirmed").count() == 1
