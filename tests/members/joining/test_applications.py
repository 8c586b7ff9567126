"""Joining, from the filled-in form to a member who has an account and dues to pay."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from coin.core.board import lines_for
from coin.core.errors import DomainError, InvalidInput
from coin.core.mail_sending import is_secret
from coin.core.models import Association, AuditEntry, Mail
from coin.core.transitions import TransitionRefused
from coin.members.enums import ApplicationState, Audience, MemberKind, ReducedRateState
from coin.members.joining import questions
from coin.members.joining import services as applications
from coin.members.joining.admissions import (
    approve,
    ask_candidate,
    decline_application,
    send_candidate_link,
)
from coin.members.joining.services import (
    answer_application,
    confirm_application,
    erase_application,
    submit_application,
    withdraw_application,
)
from coin.members.joining.tasks import forget_unconfirmed_applications
from coin.members.models import Application, DuesPeriod, DuesPlan, Member, User
from coin.members.sign_in import invitations
from coin.members.sign_in.passwords import change_password
from tests.factories import DuesPlanFactory, MemberFactory, UserFactory
from tests.factories.applications import ApplicationFactory

pytestmark = pytest.mark.django_db
PERSON = {
    "kind": MemberKind.PERSON,
    "first_name": "Éloïse",
    "last_name": "Durieux",
    "email": "Eloise@Example.org",
    "city": "Lyon",
    "amount": Decimal("20.00"),
    "wishes": ["vpn"],
    "words": "Bonjour",
}


@pytest.fixture(autouse=True)
def association(db: None) -> Association:
    current = Association.current()
    current.name, current.iban = "Réseau des Monts", "FR7630006000011234567890189"
    current.save()
    return current


@pytest.fixture
def plan() -> DuesPlan:
    """A plan from 10 euros, 20 advised, 5 at the reduced rate, with an entry fee of 3 euros."""
    return DuesPlanFactory.create(
        name="Individual",
        minimum=Decimal("10.00"),
        advised=Decimal("20.00"),
        reduced=Decimal("5.00"),
        entry_fee=Decimal("3.00"),
    )


def submit(
    plan: DuesPlan, *, key: str = "form", address: str = "192.0.2.7", **over: Any
) -> Application:
    fields = {**PERSON, "plan": plan, **over}
    return submit_application(actor=None, form_key=key, address=address, **fields)


def acts(application: Application) -> list[str]:
    rows = AuditEntry.objects.filter(subject_type="members.application", subject_id=application.pk)
    return [row.action for row in rows.order_by("pk")]


def test_a_request_is_written_and_its_mail_holds_the_link(plan: DuesPlan) -> None:
    application = submit(plan)
    assert application.state == ApplicationState.UNCONFIRMED
    assert application.email == "eloise@example.org"
    assert len(application.token) >= 32
    mail = Mail.objects.get()
    assert mail.to == "eloise@example.org"
    assert f"/adherer/suivi/{application.token}/" in mail.body
    assert "Réseau des Monts" in mail.subject
    assert acts(application) == []


def test_the_same_form_sent_twice_is_one_request(plan: DuesPlan) -> None:
    assert submit(plan) == submit(plan)
    assert Mail.objects.count() == 1
    other = submit(plan, email="eloise2@example.org")
    assert other.token != submit(plan).token and Application.objects.count() == 2


def test_a_known_address_gets_the_same_request_and_another_mail(plan: DuesPlan) -> None:
    MemberFactory.create(email="eloise@example.org")
    UserFactory.create(email="person@example.org")
    first, second = submit(plan), submit(plan, email="person@example.org")
    third = submit(plan, email="nobody@example.org")
    bodies = [Mail.objects.get(to=application.email).body for application in (first, second, third)]
    assert ["/connexion/" in body for body in bodies] == [True, True, False]
    assert {application.state for application in (first, second, third)} == {
        ApplicationState.UNCONFIRMED
    }


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"email": "not an address"}, "email"),
        ({"last_name": "x" * 5_000_000}, "last_name"),
        ({"amount": Decimal("4.99")}, "amount"),
        ({"amount": Decimal("9.99")}, "amount"),
        ({"amount": Decimal("4.99"), "wants_reduced": True}, "amount"),
        ({"birth_on": date(2190, 1, 1)}, "birth_on"),
        ({"birth_on": date(1807, 1, 1)}, "birth_on"),
        ({"first_name": "", "last_name": ""}, "last_name"),
        ({"kind": MemberKind.ORGANISATION}, "organisation_name"),
        ({"siren": "123456789"}, "siren"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_written(
    plan: DuesPlan, over: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        submit(plan, **over)
    assert refusal.value.field == field
    assert not Application.objects.exists() and not Mail.objects.exists()


@pytest.mark.parametrize(
    "closed",
    [
        {"open_to_new": False},
        {"audience": Audience.ORGANISATIONS},
        {"audience": Audience.VOLUNTEERS},
    ],
)
def test_a_plan_that_is_for_others_is_refused(plan: DuesPlan, closed: dict[str, Any]) -> None:
    DuesPlanFactory.create(name="Other")
    DuesPlan.objects.filter(pk=plan.pk).update(**closed)
    with pytest.raises(InvalidInput) as refusal:
        submit(plan)
    assert refusal.value.field == "plan"


def test_nobody_joins_while_it_is_closed(plan: DuesPlan, association: Association) -> None:
    association.join_open = False
    association.save()
    with pytest.raises(DomainError):
        submit(plan)
    assert not Application.objects.exists()


def test_so_many_requests_an_hour_come_from_one_place(plan: DuesPlan) -> None:
    for number in range(applications.MOST_FROM_A_PLACE):
        submit(plan, address=f"2001:db8::{number}", email=f"p{number}@example.org")
    with pytest.raises(applications.TooMany):
        submit(plan, address="2001:db8::ffff", email="more@example.org")
    submit(plan, address="2001:db8:0:1::1", email="elsewhere@example.org")
    with time_machine.travel(timezone.now() + timedelta(hours=1, seconds=1)):
        submit(plan, address="2001:db8::ffff", email="more@example.org")


def test_a_mailbox_is_not_flooded(plan: DuesPlan) -> None:
    for number in range(applications.MOST_FOR_A_MAILBOX):
        submit(plan, key=str(number), address=f"192.0.2.{number}")
    with pytest.raises(applications.TooMany):
        submit(plan, key="more", address="192.0.2.99", email="ELOISE@example.org")
    assert Mail.objects.count() == applications.MOST_FOR_A_MAILBOX


def test_an_unconfirmed_request_is_forgotten_in_seven_days(plan: DuesPlan) -> None:
    submit(plan)
    kept = submit(plan, email="kept@example.org")
    confirm_application(kept, actor=None)
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        forget_unconfirmed_applications()
        assert Application.objects.count() == 2
        assert set(Application.objects.values_list("address_key", flat=True)) == {""}
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        forget_unconfirmed_applications()
    assert Application.objects.get() == kept
    assert Mail.objects.get().to == "kept@example.org"


def test_confirming_brings_it_to_the_volunteers_once(plan: DuesPlan) -> None:
    application = submit(plan)
    assert confirm_application(application, actor=None) is True
    assert application.state == ApplicationState.SUBMITTED and application.confirmed_at
    assert confirm_application(application, actor=None) is False
    assert acts(application) == ["members.application_confirmed"]


def test_the_journal_names_no_candidate(plan: DuesPlan, charlie: User) -> None:
    application = submit(plan)
    confirm_application(application, actor=None)
    decline_application(application, reason="Éloïse is known to us", actor=charlie)
    for row in AuditEntry.objects.all():
        text = f"{row.subject_label}{row.changes}{row.note}"
        assert "Durieux" not in text and "Éloïse" not in text


def test_a_question_is_mailed_and_its_answer_kept(charlie: User) -> None:
    application = ApplicationFactory.create()
    ask_candidate(application, question="Where do you live?", actor=charlie)
    assert application.state == ApplicationState.QUESTIONED
    assert "Where do you live?" in Mail.objects.get().body
    answer_application(application, text=" In Lyon. ", actor=None)
    ask_candidate(application, question="Since when?", actor=charlie)
    exchange = [(message.by_candidate, message.text) for message in application.messages.all()]
    assert exchange == [(False, "Where do you live?"), (True, "In Lyon."), (False, "Since when?")]
    assert application.question == "Since when?" and Mail.objects.count() == 2
    with pytest.raises(InvalidInput):
        answer_application(application, text="  ", actor=None)
    answer_application(application, text="1999", actor=None)
    with pytest.raises(TransitionRefused):
        answer_application(application, text="twice", actor=None)


def test_a_reason_is_given_when_it_is_declined(charlie: User) -> None:
    application = ApplicationFactory.create()
    with pytest.raises(InvalidInput):
        decline_application(application, reason=" ", actor=charlie)
    decline_application(application, reason="We only serve Lyon.", actor=charlie)
    assert (application.state, application.decided_by) == (ApplicationState.DECLINED, charlie)
    assert "We only serve Lyon." in Mail.objects.get().body
    assert not Member.objects.exists()


def test_a_candidate_withdraws_until_it_is_decided(charlie: User) -> None:
    application, decided = ApplicationFactory.create(), ApplicationFactory.create()
    withdraw_application(application, actor=None)
    assert application.state == ApplicationState.WITHDRAWN
    decline_application(decided, reason="No.", actor=charlie)
    with pytest.raises(TransitionRefused):
        withdraw_application(decided, actor=None)
    with pytest.raises(TransitionRefused):
        approve(application, actor=charlie)


def test_approving_makes_the_member_the_account_and_the_dues(plan: DuesPlan, charlie: User) -> None:
    application = submit(plan, gift=Decimal("2.50"), pseudonym="lo", phone="04 78 00 00 00")
    confirm_application(application, actor=None)
    member = approve(application, actor=charlie)
    assert (member.name, member.email, member.city) == (
        "Éloïse Durieux",
        "eloise@example.org",
        "Lyon",
    )
    application.refresh_from_db()
    assert application.member == member and application.state == ApplicationState.APPROVED
    user = member.representatives.get().user
    assert user.email == "eloise@example.org" and not user.has_usable_password()
    period = member.dues.get()
    assert period.starts_on == timezone.localdate() and period.paid_on is None
    assert (period.amount, period.entry_fee, period.gift) == (
        Decimal("20.00"),
        Decimal("3.00"),
        Decimal("2.50"),
    )
    row = AuditEntry.objects.get(action="members.application_approved")
    assert row.member_number == member.number and row.actor == charlie


def test_the_mail_of_an_approval_says_the_exact_amount_and_leads_to_a_password(
    plan: DuesPlan, charlie: User
) -> None:
    application = ApplicationFactory.create(plan=plan, gift=Decimal("2.50"))
    member = approve(application, actor=charlie)
    body = Mail.objects.get(kind="secret.join_approved").body
    assert "20,50" in body and member.reference in body and "FR7630006000011234567890189" in body
    token = body.split("/bienvenue/")[1].split("/")[0]
    user = invitations.user_of(token)
    assert user == member.representatives.get().user
    change_password(user, password="un cheval agrafe correctement", actor=user)
    assert invitations.user_of(token) is None


def test_of_two_volunteers_the_second_is_refused_and_there_is_one_member(
    charlie: User, volunteer: Any
) -> None:
    application = ApplicationFactory.create()
    same = Application.objects.get(pk=application.pk)
    approve(application, actor=charlie)
    with pytest.raises(TransitionRefused):
        approve(same, actor=volunteer())
    with pytest.raises(TransitionRefused):
        decline_application(same, reason="No.", actor=volunteer())
    assert Member.objects.count() == 1 and DuesPeriod.objects.count() == 1
    assert Mail.objects.count() == 1


def test_an_account_with_this_e_mail_acts_for_the_new_member(charlie: User) -> None:
    user = UserFactory.create(email="bea@example.org")
    application = ApplicationFactory.create(
        kind=MemberKind.ORGANISATION, organisation_name="Les Lilas", email="bea@example.org"
    )
    member = approve(application, actor=charlie)
    assert member.representatives.get().user == user
    assert (member.organisation_name, member.first_name) == ("Les Lilas", "")
    assert "/bienvenue/" not in Mail.objects.get().body
    assert "/connexion/" in Mail.objects.get().body


def test_what_fails_half_way_leaves_nothing(charlie: User) -> None:
    UserFactory.create(email="closed@example.org", is_active=False)
    application = ApplicationFactory.create(email="closed@example.org")
    with pytest.raises(DomainError):
        approve(application, actor=charlie)
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED
    assert not Member.objects.exists() and not Mail.objects.exists()
    assert acts(application) == []


def test_the_reduced_rate_is_granted_with_an_end(plan: DuesPlan, charlie: User) -> None:
    application = ApplicationFactory.create(
        plan=plan, amount=Decimal("6.00"), wants_reduced=True, words="I study"
    )
    until = timezone.localdate() + timedelta(days=365)
    member = approve(application, actor=charlie, reduced_until=until)
    rate = member.reduced_rates.get()
    assert (rate.state, rate.ends_on, rate.words) == (ReducedRateState.GRANTED, until, "I study")
    assert member.dues.get().amount == Decimal("6.00")


def test_without_the_reduced_rate_the_minimum_is_asked(plan: DuesPlan, charlie: User) -> None:
    application = ApplicationFactory.create(plan=plan, amount=Decimal("6.00"), wants_reduced=True)
    with pytest.raises(InvalidInput) as refusal:
        approve(application, actor=charlie)
    assert refusal.value.field == "answer"
    application.refresh_from_db()
    member = approve(application, actor=charlie, answer="You have a wage.")
    assert member.reduced_rates.get().state == ReducedRateState.DECLINED
    assert member.dues.get().amount == Decimal("10.00")
    assert "13,00" in Mail.objects.get(kind="secret.join_approved").body


def test_another_password_link_is_mailed_once_an_hour_while_there_is_no_password(
    charlie: User,
) -> None:
    application = ApplicationFactory.create()
    assert send_candidate_link(application, actor=None) is False
    member = approve(application, actor=charlie)
    assert send_candidate_link(application, actor=None) is True
    assert send_candidate_link(application, actor=None) is True
    assert Mail.objects.filter(kind="secret.join_password").count() == 1
    user = member.representatives.get().user
    change_password(user, password="un cheval agrafe correctement", actor=user)
    assert send_candidate_link(application, actor=None) is False


def test_erasing_takes_the_request_its_messages_and_its_mails(charlie: User) -> None:
    erased, kept = ApplicationFactory.create(), ApplicationFactory.create()
    for application in (erased, kept):
        ask_candidate(application, question="Why?", actor=charlie)
    assert erase_application(Application.objects.filter(pk=erased.pk)) == 1
    assert erase_application(Application.objects.filter(pk=erased.pk)) == 0
    assert Application.objects.get() == kept and kept.messages.count() == 1
    assert Mail.objects.get().to == kept.email


def test_members_who_look_like_the_candidate_are_found() -> None:
    same_mail = MemberFactory.create(email="eloise@example.org")
    same_name = MemberFactory.create(first_name="Eloise", last_name="DURIEUX")
    MemberFactory.create(first_name="Eloise", last_name="Other")
    application = ApplicationFactory.create(
        first_name="Éloïse", last_name="Durieux", email="ELOISE@example.org"
    )
    assert set(questions.similar_members(application)) == {same_mail, same_name}


def test_the_board_shows_requests_and_silences_to_those_who_decide(
    volunteer: Any, charlie: User
) -> None:
    asked = ApplicationFactory.create(last_name="Silent")
    ask_candidate(asked, question="Why?", actor=charlie)
    Application.objects.filter(pk=asked.pk).update(moved_at=timezone.now() - timedelta(days=15))
    old = timezone.now() - timedelta(days=3)
    oldest = ApplicationFactory.create(last_name="Oldest", moved_at=old)
    ApplicationFactory.create(last_name="Newest")
    ApplicationFactory.create(last_name="Unseen", state=ApplicationState.UNCONFIRMED)
    [lines] = lines_for(volunteer("members.join")).values()
    assert [
        name in str(line.text)
        for line, name in zip(lines, ("Silent", "Oldest", "Newest"), strict=True)
    ]
    assert [line.since for line in lines][1] == old
    assert lines[1].key.startswith(f"application:{oldest.pk}:")
    assert lines_for(volunteer("members.see")) == {}


def test_the_board_folds_many_requests_into_one_line(volunteer: Any) -> None:
    ApplicationFactory.create_batch(13)
    [lines] = lines_for(volunteer("members.join")).values()
    assert len(lines) == 11 and lines[-1].count == 3
    assert "state=submitted" in lines[-1].url


def test_a_mail_that_lets_its_reader_act_for_the_candidate_is_shown_to_nobody(
    plan: DuesPlan, charlie: User
) -> None:
    application = submit(plan)
    confirm_application(application, actor=None)
    ask_candidate(application, question="Where?", actor=charlie)
    approve(application, actor=charlie)
    send_candidate_link(application, actor=None)
    decline_application(ApplicationFactory.create(), reason="No.", actor=charlie)
    shown = {mail.kind: is_secret(mail) for mail in Mail.objects.filter(key__contains="join_")}
    assert shown == {
        "secret.join_confirm": True,
        "secret.join_question": True,
        "secret.join_approved": True,
        "secret.join_password": True,
        "members.join_declined": False,
    }
