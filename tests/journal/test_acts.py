"""Every act of the journal is provoked once: the journal then holds the promised row, with the fields that changed.

A new act fails here until a provocation of it is registered in this folder. A service that forgets to write its row
fails too.
"""

import inspect

import pytest

from coin.core import audit
from coin.core.models import AuditEntry
from coin.members.models import User
from tests.journal import (  # noqa: F401 (each registers the provocations of its room)
    accounts,
    body,
    core,
    debits,
    documents,
    dues,
    hardship,
    network,
    online,
    payments,
    people,
    provisioning,
    subscriptions,
)
from tests.journal.provoking import Provocation, facts_of, provocations

pytestmark = pytest.mark.django_db


def cases() -> list[object]:
    """Each act with each of its provocations; an act without a provocation is a case too, which fails."""
    return [
        pytest.param(act.slug, provocation, id=f"{act.slug}-{name_of(provocation)}")
        for act in audit.all_actions()
        for provocation in (*provocations(act.slug),) or (None,)
    ]


def name_of(provocation: Provocation | None) -> str:
    return provocation.__name__ if provocation else "none"


@pytest.mark.parametrize(("slug", "provocation"), cases())
def test_an_act_leaves_its_row(
    slug: str, provocation: Provocation | None, by: User, request: pytest.FixtureRequest
) -> None:
    assert provocation, f"no provocation of {slug} in tests/journal"
    names = inspect.signature(provocation).parameters
    expected = provocation(**{name: request.getfixturevalue(name) for name in names})
    rows = expected if isinstance(expected, list) else [expected]
    entries = AuditEntry.objects.filter(action=slug).order_by("pk")
    assert sorted(map(facts_of, entries), key=str) == sorted(
        [row.facts(by) for row in rows], key=str
    )
