"""The association's settings: checked together, recorded in the journal with their former values."""

from typing import Any

import pytest

from coin.core import sensitive
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Association, AuditEntry
from coin.core.retention import rules
from coin.core.services.settings import (
    change_settings,
    set_done_alone,
    set_retention,
    tighten_acts_of_two,
)
from coin.members.models import User

pytestmark = pytest.mark.django_db


def rows() -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action="core.settings_changed"))


def test_a_change_stands_in_the_journal_with_what_was_before(charlie: User) -> None:
    change_settings(actor=charlie, name="Lilas", late_after_days=30)
    assert Association.current().name == "Lilas"
    (row,) = rows()
    assert (row.actor, row.changes) == (charlie, {"name": ["coin", "Lilas"]})
    change_settings(actor=charlie, name="Lilas")
    assert len(rows()) == 1


def test_numbers_are_kept_without_their_spaces(charlie: User) -> None:
    change_settings(
        actor=charlie,
        iban="fr76 3000 6000 0112 3456 7890 189",
        bic="agri frpp",
        siren="732 829 320",
        rna="w691234567",
    )
    current = Association.current()
    assert current.iban == "FR7630006000011234567890189"
    assert (current.bic, current.siren, current.rna) == ("AGRIFRPP", "732829320", "W691234567")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": ""}, "name"),
        ({"iban": "FR7630006000011234567890188"}, "iban"),
        ({"bic": "AGRI"}, "bic"),
        ({"siren": "123456789"}, "siren"),
        ({"accent": "green"}, "accent"),
        ({"seat_months": 0}, "seat_months"),
        ({"lapsed_after_days": 10}, "lapsed_after_days"),
        ({"latitude": 95.0, "longitude": 1.0}, "latitude"),
        ({"latitude": 45.0}, "longitude"),
        ({"chatrooms": ["#salon"]}, "chatrooms"),
        ({"progress_status": 8}, "progress_status"),
        ({"email": "nowhere"}, "email"),
        ({"late_renewal": "never"}, "late_renewal"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(
    fields: dict[str, Any], wrong: str, charlie: User
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        change_settings(actor=charlie, **{"city": "Lyon", **fields})
    assert refusal.value.field == wrong
    assert Association.current().city == ""
    assert rows() == []


def test_what_is_not_a_setting_is_not_changed() -> None:
    with pytest.raises(TypeError):
        change_settings(actor=None, done_alone=["members.give_seat"])


def test_durations_are_the_association_s_own_and_never_under_the_law(charlie: User) -> None:
    free = next(rule for rule in rules() if rule.is_setting and not rule.least)
    bound = next(rule for rule in rules() if rule.is_setting and rule.least)
    set_retention(actor=charlie, months={free.slug: free.months + 3, bound.slug: bound.months})
    assert free.months_here == free.months + 3
    assert rows()[0].changes == {free.slug: [free.months, free.months + 3]}
    for months in ({bound.slug: bound.least - 1}, {"no.rule": 12}):
        with pytest.raises(InvalidInput):
            set_retention(actor=charlie, months={free.slug: 1, **months})
    assert free.months_here == free.months + 3


def test_which_acts_one_person_may_do(charlie: User) -> None:
    first, second = [act.slug for act in sensitive.acts() if not act.always][:2]
    always = next(act.slug for act in sensitive.acts() if act.always)
    set_done_alone(Association.current(), actor=charlie, acts=[second, first])
    assert Association.current().done_alone == sorted([first, second])
    for wrong in (always, "no.act"):
        with pytest.raises(InvalidInput):
            set_done_alone(Association.current(), actor=charlie, acts=[wrong])
    tighten_acts_of_two(actor=charlie, acts=[first])
    with pytest.raises(DomainError):
        tighten_acts_of_two(actor=charlie, acts=[first, second])
    assert Association.current().done_alone == [first]
    assert len(rows()) == 2
