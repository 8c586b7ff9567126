"""The retention rules of the room members: each on the day before and on the day, what it erases and what it leaves."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils import timezone

from coin.core import audit, retention_job
from coin.core.models import Association, AuditEntry, Mail, MailState
from coin.core.retention import get
from coin.members import actions
from coin.members.enums import ApplicationState, AttachmentKind, MemberKind, ReducedRateState
from coin.members.models import (
    Application,
    Assembly,
    Attachment,
    Contact,
    ErasureRequest,
    Member,
    OrganisationAccount,
    PostalAddress,
    Proxy,
    ReducedRate,
    Representative,
    Seat,
    User,
)
from coin.members.people.services import undo_departure
from tests.factories import (
    DuesPeriodFactory,
    DuesPlanFactory,
    MemberFactory,
    RepresentativeFactory,
    SeatFactory,
    SubscriptionFactory,
    UserFactory,
)
from tests.retention import LEFT, apply, assert_boundary, is_due

pytestmark = pytest.mark.django_db
NOON = datetime(LEFT.year, LEFT.month, LEFT.day, 12, tzinfo=UTC)
LATER = LEFT + relativedelta(years=20)


def left(**kwargs: Any) -> Member:
    return MemberFactory.create(left_on=LEFT, joined_on=date(2018, 6, 2), **kwargs)


def paper(member: Member, kind: str) -> Attachment:
    attachment = Attachment(
        member=member, kind=kind, name="bulletin.pdf", content_type="application/pdf"
    )
    attachment.size, attachment.sha256, attachment.added_at = 4, "0" * 64, NOON
    attachment.file.save("paper.pdf", ContentFile(b"%PDF"), save=False)
    attachment.save()
    return attachment


def application(state: str) -> Application:
    return Application.objects.create(
        token=f"token-{state}",
        kind=MemberKind.PERSON,
        first_name="Nour",
        email="nour@example.org",
        plan=DuesPlanFactory.create(),
        amount=Decimal(15),
        state=state,
        moved_at=NOON,
        created_at=NOON,
    )


def test_a_plain_member_is_erased_a_year_after_leaving() -> None:
    assert_boundary("members.identity", left())


def test_an_excluded_member_is_erased_as_one_who_left() -> None:
    assert_boundary("members.identity", MemberFactory.create(excluded_on=LEFT))


def test_a_member_who_is_there_is_never_due() -> None:
    assert not is_due("members.identity", MemberFactory.create(), LATER)


def test_the_association_chooses_its_own_delay() -> None:
    association = Association.current()
    association.retention = {"members.identity": 36}
    association.save()
    assert get("members.identity").months_here == 36
    assert_boundary("members.identity", left())


def test_nothing_is_kept_for_less_than_the_law_asks() -> None:
    association = Association.current()
    association.retention = {"members.mandates": 2}
    association.save()
    assert get("members.mandates").months_here == 13


def test_an_erased_member_keeps_a_number_and_the_years() -> None:
    member = left(
        pseudonym="Lili", phone="0612345678", birth_on=date(1980, 1, 1), siren="732829320"
    )
    Contact.objects.create(member=member, kind="email", value="b@example.org")
    PostalAddress.objects.create(member=member, label="ligne", city="Lyon")
    RepresentativeFactory.create(member=member)
    DuesPeriodFactory.create(member=member)

    assert apply("members.identity", LATER) == 1
    member.refresh_from_db()
    assert str(member) == f"n° {member.number}"
    assert (member.kind, member.joined_on, member.left_on) == (
        MemberKind.PERSON,
        date(2018, 1, 1),
        LEFT,
    )
    assert member.erased_at and member.archived_at
    values = {f.name: getattr(member, f.name) for f in Member._meta.fields}
    assert not [name for name, value in values.items() if "Camille" in str(value)]
    assert not any(
        values[n] for n in ("pseudonym", "phone", "birth_on", "email", "siren", "search_text")
    )
    assert not member.contacts.exists() and not member.addresses.exists()
    assert not member.representatives.exists()
    assert member.dues.count() == 1


def test_every_text_of_a_member_is_erased() -> None:
    """A field that is added later too, unless it is one of a few choices."""
    member = left()
    texts = [
        field
        for field in Member._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    ]
    typed = {field.attname: "Camille"[: field.max_length or 7] for field in texts}
    Member.objects.filter(pk=member.pk).update(**typed)

    assert apply("members.identity", LATER) == 1
    member.refresh_from_db()
    assert [name for name, words in typed.items() if getattr(member, name) == words] == []


def test_what_was_erased_is_not_due_again() -> None:
    left()
    assert apply("members.identity", LATER) == 1
    assert apply("members.identity", LATER) == 0


def test_an_account_closes_a_year_after_its_member_left() -> None:
    acting = RepresentativeFactory.create(member=left())
    User.objects.update(created_at=NOON - timedelta(days=900))
    assert_boundary("members.accounts", acting.user)


def test_an_account_closes_a_year_after_a_representation_ended() -> None:
    acting = RepresentativeFactory.create(ends_on=LEFT, starts_on=date(2018, 1, 1))
    User.objects.update(created_at=NOON - timedelta(days=900))
    assert_boundary("members.accounts", acting.user)


def test_an_account_closes_a_year_after_the_last_seat() -> None:
    seat = SeatFactory.create(starts_on=date(2018, 1, 1), ends_on=LEFT)
    User.objects.update(created_at=NOON - timedelta(days=900))
    assert_boundary("members.accounts", seat.user)


@pytest.mark.parametrize("what", ["seat", "other member"])
def test_an_account_that_still_opens_something_stays(what: str) -> None:
    acting = RepresentativeFactory.create(member=left())
    if what == "seat":
        SeatFactory.create(user=acting.user, ends_on=date(2100, 1, 1))
    else:
        RepresentativeFactory.create(user=acting.user)
    User.objects.update(created_at=NOON)
    assert not is_due("members.accounts", acting.user, LATER)
    assert not is_due("members.account_names", acting.user, LATER)


def test_a_new_account_that_acts_for_nobody_yet_stays() -> None:
    user = UserFactory.create()
    assert not is_due(
        "members.accounts", user, timezone.localdate(user.created_at) + timedelta(days=300)
    )


def test_a_closed_account_opens_nothing_and_its_login_is_never_given_again() -> None:
    acting = RepresentativeFactory.create(member=left(), user=UserFactory.create(login="camille"))
    assert apply("members.accounts", LATER) == 1
    user = User.objects.get(pk=acting.user.pk)
    assert user.login.startswith("~") and len(user.login) == 31
    assert not user.is_active and not user.has_usable_password() and not user.directory_password
    assert user.name == acting.user.name  # the name goes later, with the identity
    from coin.members.sign_in.logins import suggest_login

    assert suggest_login("Camille") == "camille2"


def test_the_name_behind_a_closed_account_goes_with_its_member() -> None:
    member = left()
    acting = RepresentativeFactory.create(member=member)
    SeatFactory.create(
        user=acting.user, starts_on=date(2018, 1, 1), ends_on=LEFT, reason="Malo le veut"
    )
    day = LEFT + relativedelta(months=12)
    User.objects.update(created_at=NOON - timedelta(days=900))
    retention_job.run(day)
    user = User.objects.get(pk=acting.user.pk)
    assert str(user) == f"#{user.pk}"
    assert "example.org" not in user.email
    assert Seat.objects.get(user=user).reason == ""
    assert not Representative.objects.filter(user=user).exists()


def test_the_people_of_an_organisation_stay_a_year_after_they_are_removed() -> None:
    person = OrganisationAccount.objects.create(
        member=MemberFactory.create(kind="organisation", organisation_name="Lilas"),
        login="malo",
        name="Malo",
        email="malo@example.org",
        directory_password="{SSHA}x",
        removed_at=NOON,
    )
    day = assert_boundary("members.organisation_accounts", person, instant=True)
    assert apply("members.organisation_accounts", day) == 1
    person.refresh_from_db()
    assert person.login.startswith("~")
    assert not (person.name or person.email or person.directory_password)
    assert apply("members.organisation_accounts", day) == 0


@pytest.mark.parametrize(
    ("kind", "slug"),
    [
        (AttachmentKind.JOINING, "members.papers"),
        (AttachmentKind.OTHER, "members.papers"),
        (AttachmentKind.MANDATE, "members.mandates"),
    ],
)
def test_papers_go_with_their_files(
    kind: str, slug: str, settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    row = paper(left(), kind)
    day = assert_boundary(slug, row)
    with django_capture_on_commit_callbacks(execute=True):
        assert apply(slug, day) == 1
    assert not Attachment.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_proof_is_kept_three_months(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    assert_boundary(
        "members.proofs", paper(MemberFactory.create(), AttachmentKind.PROOF), instant=True
    )


@pytest.mark.parametrize("state", ["declined", "withdrawn", "questioned"])
def test_requests_to_join_that_led_nowhere_go(state: str) -> None:
    row = application(state)
    day = assert_boundary("members.applications", row, instant=True)
    assert apply("members.applications", day) == 1
    assert not Application.objects.exists()


def test_requests_to_join_that_wait_for_the_volunteers_stay() -> None:
    assert not is_due("members.applications", application(ApplicationState.SUBMITTED), LATER)


def test_the_request_to_join_goes_with_the_member() -> None:
    row = application(ApplicationState.APPROVED)
    Application.objects.update(member=left())
    assert apply("members.identity", LATER) == 1
    assert not Application.objects.filter(pk=row.pk).exists()


def test_words_about_a_reduced_rate_go_a_year_after_it_ends() -> None:
    rate = ReducedRate.objects.create(
        member=MemberFactory.create(),
        state=ReducedRateState.GRANTED,
        words="sans emploi",
        starts_on=date(2019, 1, 1),
        ends_on=LEFT,
    )
    day = assert_boundary("members.reduced_rates", rate)
    assert apply("members.reduced_rates", day) == 1
    rate.refresh_from_db()
    assert rate.words == "" and rate.ends_on == LEFT


def test_words_of_an_answered_request_to_be_erased_go() -> None:
    request = ErasureRequest.objects.create(
        member=MemberFactory.create(), words="merci", state="declined", decided_at=NOON
    )
    day = assert_boundary("members.erasures", request, instant=True)
    apply("members.erasures", day)
    request.refresh_from_db()
    assert request.words == "" and request.decided_at == NOON


def test_proxies_go_when_nobody_can_contest_the_assembly() -> None:
    assembly = Assembly.objects.create(title="AG", starts_at=NOON, place="Lyon", agenda="…")
    proxy = Proxy.objects.create(
        assembly=assembly, giver=MemberFactory.create(), holder=MemberFactory.create()
    )
    assert_boundary("members.proxies", proxy, instant=True)


def test_birth_data_goes_where_it_is_asked_no_more() -> None:
    member = MemberFactory.create(birth_on=date(1980, 1, 1), birth_place="Lyon")
    subscriber = MemberFactory.create(birth_on=date(1981, 1, 1))
    SubscriptionFactory.create(member=subscriber)
    assert apply("members.birth", LATER) == 1
    member.refresh_from_db()
    subscriber.refresh_from_db()
    assert (member.birth_on, member.birth_place) == (None, "")
    assert subscriber.birth_on  # CPCE R.10-13 I: kept for a subscriber, if it was collected


def test_birth_data_stays_where_it_is_asked_and_for_a_month_after_that_changed() -> None:
    member = MemberFactory.create(birth_on=date(1980, 1, 1))
    association = Association.current()
    with transaction.atomic():
        entry = audit.record(
            actions.MEMBER_CHANGED, association, actor=None, changes={"asks_birth": (True, False)}
        )
    changed = timezone.localdate(entry.at)
    assert not is_due("members.birth", member, changed + timedelta(days=27))
    assert is_due("members.birth", member, changed + timedelta(days=33))
    association.asks_birth = True
    association.save()
    assert not is_due("members.birth", member, LATER)


def test_the_journal_forgets_the_words_with_the_member() -> None:
    member = left(email="camille@example.org")
    with transaction.atomic():
        audit.record(
            actions.MEMBER_CHANGED,
            member,
            actor=None,
            changes={"email": ("camille@example.org", "c@example.org")},
            member_number=member.number,
            note="par téléphone",
        )
    day = LEFT + relativedelta(months=12)
    entry = AuditEntry.objects.get(member_number=member.number)
    assert not is_due("members.journal", entry, day - timedelta(days=1))
    assert retention_job.run(day)["members.journal"] == 1
    entry = AuditEntry.objects.get(pk=entry.pk)
    assert (entry.subject_label, entry.changes, entry.note) == ("", {}, "")
    assert (entry.action, entry.member_number) == (actions.MEMBER_CHANGED.slug, member.number)


def test_old_rows_of_the_journal_about_no_member_lose_their_words() -> None:
    user = UserFactory.create()
    with transaction.atomic():
        entry = audit.record(actions.SEAT_GIVEN, Association.current(), actor=user)
    assert_boundary("members.journal_old", entry, timezone.localdate(entry.at), instant=True)


def test_mails_to_somebody_erased_go_at_once() -> None:
    member = left()
    mail = Mail.objects.create(
        kind="x", to="a@example.org", subject="s", member_number=member.number, state=MailState.SENT
    )
    assert is_due("members.mails", mail, LEFT + relativedelta(months=12))
    assert not is_due("members.mails", mail, LEFT + relativedelta(months=12, days=-1))


def test_who_left_leaves_the_everyday_screens_after_a_month() -> None:
    member = left()
    day = assert_boundary("members.archive", member)
    assert apply("members.archive", day) == 1
    assert not Member.objects.present().filter(pk=member.pk).exists()


def test_who_comes_back_is_on_them_again() -> None:
    member = left()
    apply("members.archive", LATER)
    undo_departure(member, actor=None)
    assert Member.objects.present().filter(pk=member.pk).exists()


def test_members_who_pay_no_more_are_only_shown() -> None:
    silent = MemberFactory.create(created_at=NOON - timedelta(days=900))
    DuesPeriodFactory.create(
        member=silent, starts_on=date(2019, 3, 15), ends_on=LEFT, paid_on=date(2019, 3, 15)
    )
    paying = MemberFactory.create(created_at=NOON - timedelta(days=900))
    day = LEFT + relativedelta(months=24)
    DuesPeriodFactory.create(
        member=paying, starts_on=LEFT, ends_on=LEFT + relativedelta(years=3), paid_on=LEFT
    )
    assert is_due("members.lapsed", silent, day)
    assert not is_due("members.lapsed", silent, day - timedelta(days=1))
    assert not is_due("members.lapsed", paying, day)
    assert "members.lapsed" not in retention_job.run(day)
    silent.refresh_from_db()
    assert silent.name and silent.left_on is None
