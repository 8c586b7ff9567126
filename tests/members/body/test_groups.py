"""The tasks of working groups, and the rights that their seats give."""

from collections.abc import Callable

import pytest

from coin.core.capabilities import known
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import AuditEntry
from coin.members.body import holders as body
from coin.members.body.groups import create_group, edit_group, set_capabilities
from coin.members.models import User, WorkingGroup
from tests.factories import SeatFactory, WorkingGroupFactory

pytestmark = pytest.mark.django_db


def test_a_new_group_holds_no_right(charlie: User) -> None:
    group = create_group(name="Café associatif", purpose="Le bar", actor=charlie)
    assert (group.slug, group.capabilities) == ("cafe-associatif", [])
    assert AuditEntry.objects.get(action="members.group_created").actor == charlie
    assert create_group(name="Café-associatif", actor=None).slug == "cafe-associatif-2"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": " "}, "name"),
        ({"name": "réseau"}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "Bar", "email": "nowhere"}, "email"),
        ({"name": "Bar", "purpose": "x" * 251}, "purpose"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(fields: dict[str, str], wrong: str) -> None:
    WorkingGroupFactory.create(name="Réseau")
    with pytest.raises(InvalidInput) as refusal:
        create_group(actor=None, **fields)
    assert refusal.value.field == wrong
    assert WorkingGroup.objects.count() == 1


def test_a_group_is_edited(charlie: User) -> None:
    group = WorkingGroupFactory.create(name="Bar")
    edit_group(group, actor=charlie, name="Cuisine", purpose="Le repas", email="")
    group.refresh_from_db()
    assert group.name == "Cuisine"
    row = AuditEntry.objects.get(action="members.group_changed")
    assert row.changes == {"name": ["Bar", "Cuisine"], "purpose": ["", "Le repas"]}
    edit_group(group, actor=charlie, name="Cuisine", purpose="Le repas", email="")
    assert AuditEntry.objects.filter(action="members.group_changed").count() == 1


def test_rights_are_set_and_the_journal_says_which(charlie: User) -> None:
    group = WorkingGroupFactory.create(capabilities=["members.see", "gone.for_ever"])
    set_capabilities(
        group, actor=charlie, capabilities=["members.see", "billing.see", "billing.see"]
    )
    group.refresh_from_db()
    assert group.capabilities == ["billing.see", "members.see"]
    changes = AuditEntry.objects.get(action="members.group_rights_changed").changes
    assert changes["rights_added"] == [None, str(known()["billing.see"].label)]
    assert changes["rights_removed"] == ["gone.for_ever", None]


def test_a_right_that_does_not_exist_is_refused(charlie: User) -> None:
    group = WorkingGroupFactory.create()
    with pytest.raises(InvalidInput) as refusal:
        set_capabilities(group, actor=charlie, capabilities=["members.fly"])
    assert refusal.value.field == "capabilities"


def test_the_last_group_that_gives_seats_keeps_that_right(volunteer: Callable[..., User]) -> None:
    group = volunteer("members.seats").seats.get().group
    WorkingGroupFactory.create(capabilities=["members.seats"])  # a group without a seat
    with pytest.raises(DomainError):
        set_capabilities(group, actor=None, capabilities=[])
    assert WorkingGroup.objects.get(pk=group.pk).capabilities == ["members.seats"]
    volunteer("members.seats")
    set_capabilities(group, actor=None, capabilities=[])


def test_rights_that_no_group_holds_are_found() -> None:
    every = list(known())
    WorkingGroupFactory.create(capabilities=every[1:])
    assert [
        capability.slug for capability in body.rights_of_nobody(WorkingGroup.objects.all())
    ] == every[:1]


def test_a_group_s_history_is_its_seats_the_last_first() -> None:
    group = WorkingGroupFactory.create()
    old = SeatFactory.create(group=group, starts_on="2020-01-01", ends_on="2021-01-01")
    new = SeatFactory.create(group=group)
    assert list(body.seats_of(group)) == [new, old]
