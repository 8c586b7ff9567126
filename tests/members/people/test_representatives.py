"""Who acts for a member: invited by e-mail, in a role, from a day to a day; one of these people is always a holder."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from coin.core.errors import DomainError, InvalidInput
from coin.core.models import AuditEntry, Mail
from coin.members.dues.queries import members_of
from coin.members.models import Member, User
from coin.members.people.accounts import add_representative
from coin.members.people.representatives import end_representative, invite_representative
from coin.members.sign_in import invitations
from coin.members.sign_in.passwords import change_password

pytestmark = pytest.mark.django_db


def test_a_known_address_is_linked_and_told(alice: Member, bob: Member) -> None:
    user, today = bob.representatives.get().user, timezone.localdate()
    actor = alice.representatives.get().user
    invite_representative(
        alice, email="BOB@example.org ", name="Robert", role="accounts", actor=actor
    )
    assert set(members_of(user, today)) == {alice, bob}
    mail = Mail.objects.get()
    assert (mail.to, mail.member_number) == ("bob@example.org", alice.number)
    assert User.objects.count() == 2
    assert "bob" in Member.objects.get(pk=alice.pk).search_text


def test_a_new_address_gets_an_account_and_a_link_for_seven_days(alice: Member) -> None:
    added = invite_representative(
        alice, email="zoe@example.org", name="Zoé Le Goff", role="technical", actor=None
    )
    user = added.user
    assert (user.login, user.has_usable_password()) == ("zoe-le-goff", False)
    mail = Mail.objects.get()
    link = re.search(r"/bienvenue/([^/\s]+)/", mail.body)
    assert link is not None
    token = link[1]
    assert invitations.user_of(token) == user
    assert invitations.user_of(token + "x") is None
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert invitations.user_of(token) is None
    change_password(user, password="quatre mots pris au hasard", actor=user)
    assert invitations.user_of(token) is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"email": "nowhere"}, "email"),
        ({"name": " "}, "name"),
        ({"role": "king"}, "role"),
        ({"starts_on": -1}, "starts_on"),
        ({"starts_on": 3, "ends_on": 3}, "ends_on"),
    ],
)
def test_a_wrong_value_names_its_field_and_nothing_is_made(
    changed: dict[str, object], field: str, alice: Member
) -> None:
    today = timezone.localdate()
    typed = {"email": "zoe@example.org", "name": "Zoé", "role": "owner", **changed}
    days = {
        name: today + timedelta(days=value)
        for name, value in typed.items()
        if isinstance(value, int)
    }
    with pytest.raises(InvalidInput) as refusal:
        invite_representative(alice, actor=None, **{**typed, **days})  # type: ignore[arg-type]
    assert refusal.value.field == field
    assert User.objects.count() == 1 and not Mail.objects.exists()


def test_twice_in_the_same_role_is_refused(alice: Member) -> None:
    with pytest.raises(DomainError):
        invite_representative(
            alice, email="alice@example.org", name="Alice", role="owner", actor=None
        )


def test_it_begins_and_ends_on_its_days(alice: Member, bob: Member) -> None:
    user, today = bob.representatives.get().user, timezone.localdate()
    invite_representative(
        alice,
        email=user.email,
        name="Bob",
        role="technical",
        starts_on=today + timedelta(days=2),
        ends_on=today + timedelta(days=5),
        actor=None,
    )
    acts = [alice in members_of(user, today + timedelta(days=day)) for day in (0, 2, 4, 5)]
    assert acts == [False, True, True, False]


def test_the_last_holder_stays_until_another_one_is_there(alice: Member, bob: Member) -> None:
    holder, actor = alice.representatives.get(), alice.representatives.get().user
    with pytest.raises(DomainError):
        end_representative(holder, actor=actor)
    invite_representative(alice, email="bob@example.org", name="Bob", role="accounts", actor=actor)
    with pytest.raises(DomainError):
        end_representative(holder, actor=actor)
    invite_representative(alice, email="bob@example.org", name="Bob", role="owner", actor=actor)
    end_representative(holder, actor=actor)
    assert alice not in members_of(actor, timezone.localdate())
    entry = AuditEntry.objects.get(action="members.representative_ended")
    assert entry.changes["ends_on"] == [None, timezone.localdate().isoformat()]
    with pytest.raises(DomainError):
        end_representative(holder, actor=None)


def test_the_past_is_not_rewritten(alice: Member, bob: Member) -> None:
    add_representative(alice, bob.representatives.get().user, actor=None)
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(InvalidInput) as refusal:
        end_representative(alice.representatives.order_by("pk")[0], on=yesterday, actor=None)
    assert refusal.value.field == "on"
