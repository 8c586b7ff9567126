"""A member's record: each part shown once, in a constant number of queries, to those who may see that part."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coin.core import mails
from coin.members.enums import MemberKind
from coin.members.models import Member, User
from coin.members.people.attachments import add_attachment
from coin.members.people.contacts import add_address, add_contact
from coin.members.people.organisation_accounts import add_organisation_account
from coin.members.people.services import record_departure, update_member
from coin.network.assignments.assigning import assign
from coin.network.assignments.releasing import release_all
from coin.network.models import Pool
from tests.factories import (
    DuesPeriodFactory,
    MemberFactory,
    PaymentFactory,
    RepresentativeFactory,
    SeatFactory,
    ServiceFactory,
    UserFactory,
)
from tests.members.people.test_attachments import PDF
from tests.office.conftest import call_for_dues, issue_dues

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def record(client: Client, member: Member) -> str:
    return client.get(reverse("office:member", args=[member.number])).content.decode()


def furnish(member: Member, pool: Pool, start: int) -> None:
    """Give the member one more of everything that a record shows."""
    add_contact(member, kind="phone", value=f"04 00 00 10 {start:02d}", actor=None)
    add_address(member, label=f"Ligne {start}", city="Brest", actor=None)
    add_attachment(member, file=SimpleUploadedFile(f"p{start}.pdf", PDF), kind="proof", actor=None)
    add_organisation_account(
        member, login=f"person{start}", name="P", email="p@ruche.example", actor=None
    )
    user = UserFactory.create(login=f"acts{start}")
    RepresentativeFactory.create(member=member, user=user)
    SeatFactory.create(user=user)
    service = ServiceFactory.create(subscription__member=member)
    assign(pool, service, actor=None)
    release_all(service, actor=None)
    assign(pool, service, actor=None)
    DuesPeriodFactory.create(
        member=member, starts_on=date(2000 + start, 1, 1), ends_on=date(2001 + start, 1, 1)
    )
    PaymentFactory.create(member=member)
    with_mail(member, start)
    MemberFactory.create(merged_into=member, archived_at=timezone.now())


def with_mail(member: Member, start: int) -> None:
    mails.send_text(
        "members.test",
        f"Bonjour {start}",
        "secret words",
        to="m@example.org",
        member_number=member.number,
    )


def test_three_of_everything_cost_as_many_queries_as_one(
    office: Client,
    pool: Pool,
    association: object,
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    member = MemberFactory.create(kind=MemberKind.ORGANISATION, organisation_name="Ruche")
    for start in (1, 2, 3):
        furnish(member, pool, start)
        if start == 2:
            continue
        with django_assert_num_queries(25):
            page = record(office, member)
        assert page.count('class="past"') == start


def test_everything_is_there_and_said_once(office: Client, pool: Pool, association: object) -> None:
    member = MemberFactory.create(
        kind=MemberKind.ORGANISATION, organisation_name="Ruche", legal_form="association"
    )
    call_for_dues(member)
    issue_dues()
    furnish(member, pool, 1)
    page = record(office, member)
    for section in (
        *("who", "identity", "acting", "subscriptions", "dues", "documents", "payments"),
        *("accounts", "papers", "mails", "timeline"),
    ):
        assert page.count(f'id="{section}"') == 1, section
    merged = member.merged.get()
    page = page[: page.index('id="timeline"')]  # the timeline names the same things again
    for words in ("p1.pdf", ">person1<", ">acts1<", "Bonjour 1", f"<dd>{merged.number}</dd>"):
        assert page.count(words) == 1, words
    assert "secret words" not in page
    assert page.count(member.email) <= 3  # in the text, and on its copy button


def test_acts_and_days_make_one_line_without_saying_the_same_twice(
    office: Client, association: object
) -> None:
    member = MemberFactory.create(joined_on=date(2019, 3, 1))
    DuesPeriodFactory.create(member=member, paid_on=date(2026, 1, 5))
    record_departure(member, on=timezone.localdate(), actor=None)
    page = record(office, member)
    timeline = page[page.index('id="timeline"') :]
    assert "2019" in timeline  # the day of joining stands in the record alone, no act tells it
    # The joining, the paid dues, the departure told by its act.
    assert timeline.count("<li><p>") == 3


def test_the_journal_of_a_merged_number_is_told_too(office: Client, alice: Member) -> None:
    former = MemberFactory.create(city="Nantes")
    update_member(former, actor=None, city="Brest")
    Member.objects.filter(pk=former.pk).update(merged_into=alice, archived_at=timezone.now())
    assert "Nantes → Brest" in record(office, alice)
    answer = office.get(reverse("office:member", args=[former.number]))
    assert answer.headers["Location"] == reverse("office:member", args=[alice.number])


def test_who_is_archived_is_found_only_by_those_who_answer_for_personal_data(
    volunteer: Callable[..., User], sign_in: Callable[[User], Client], alice: Member
) -> None:
    Member.objects.filter(pk=alice.pk).update(archived_at=timezone.now())
    url = reverse("office:member", args=[alice.number])
    everyday = sign_in(volunteer("members.see", "members.edit"))
    assert everyday.get(url).status_code == 404
    answer = sign_in(volunteer("members.see", "members.edit", "members.personal_data")).get(url)
    assert answer.status_code == 200
    assert reverse("office:member-edit", args=[alice.number]) not in answer.content.decode()
    assert reverse("office:contact-new", args=[alice.number]) not in answer.content.decode()


def test_past_addresses_are_for_those_who_see_addresses(
    pool: Pool, volunteer: Callable[..., User], sign_in: Callable[[User], Client]
) -> None:
    service = ServiceFactory.create()
    assign(pool, service, actor=None)
    release_all(service, actor=None)
    member = service.subscription.member
    assert "203.0.113" not in record(sign_in(volunteer("members.see", "subscriptions.see")), member)
    rights = ("members.see", "subscriptions.see", "network.see")
    assert "203.0.113" in record(sign_in(volunteer(*rights)), member)
