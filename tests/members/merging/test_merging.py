"""Two records of one member become one; the tests of the rooms above look at the rows of those rooms."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.utils import timezone

from coin.billing.balance.queries import balance
from coin.billing.enums import PaymentMeans
from coin.billing.models import Document, Payment
from coin.billing.payments.services import record_payment
from coin.core.errors import DomainError, NotFound
from coin.core.models import Association, AuditEntry
from coin.members.dues.queries import count_by_standing
from coin.members.enums import ErasureState, Standing
from coin.members.merging import registry as merging
from coin.members.merging.services import merge_members
from coin.members.models import (
    Assembly,
    Contact,
    ErasureRequest,
    Member,
    Proxy,
    Representative,
    User,
)
from coin.members.people.services import update_member
from tests.factories import (
    DuesPeriodFactory,
    MemberFactory,
    RepresentativeFactory,
    SubscriptionFactory,
)
from tests.factories.assemblies import AssemblyFactory, voter
from tests.office.conftest import call_for_dues, issue_dues

pytestmark = pytest.mark.django_db


@pytest.fixture
def association(db: None) -> Association:
    """The association, with all that the law asks of it to issue documents."""
    values = {"name": "Lilas", "street": "3 rue des Lilas", "postal_code": "69001", "city": "Lyon"}
    return Association.objects.update_or_create(pk=1, defaults={**values, "siren": "732829320"})[0]


@pytest.fixture
def keeper(db: None) -> Member:
    return MemberFactory.create(number=4, last_name="Martin", email="a@example.org", phone="")


@pytest.fixture
def double(db: None) -> Member:
    return MemberFactory.create(
        number=12, last_name="Martin-Petit", email="b@example.org", phone="0612345678"
    )


def merge(keeper: Member, double: Member, *take: str) -> None:
    merge_members(keeper, merged=double.number, take=take, actor=None)
    keeper.refresh_from_db()
    double.refresh_from_db()


def test_every_relation_to_a_member_moves_or_stays() -> None:
    """The room of a new relation must say in its `moves.py` what happens to the rows when two members are merged."""
    relations = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Member
    }
    assert relations == merging.known()


def test_the_survivor_holds_what_was_chosen_and_loses_no_address(
    keeper: Member, double: Member
) -> None:
    merge(keeper, double, "last_name", "phone")
    assert (keeper.last_name, keeper.email, keeper.phone) == (
        "Martin-Petit",
        "a@example.org",
        "0612345678",
    )
    assert [contact.value for contact in keeper.contacts.all()] == ["b@example.org"]


def test_the_other_keeps_its_number_and_nothing_else(keeper: Member, double: Member) -> None:
    merge(keeper, double)
    assert (double.number, double.merged_into, double.name) == (12, keeper, "")
    assert (double.email, double.phone, double.street) == ("", "", "")
    assert double not in Member.objects.present()
    assert sum(count_by_standing(timezone.localdate()).values()) == 1


def test_the_old_number_finds_the_survivor(keeper: Member, double: Member) -> None:
    merge(keeper, double)
    for words in ("12", "ADH00012", "n° 12", "b@example.org"):
        assert list(Member.objects.search(words)) == [keeper], words
    update_member(keeper, actor=None, city="Brest")
    assert list(Member.objects.search("ADH00012")) == [keeper]


def test_both_are_told_of_in_the_journal(keeper: Member, double: Member) -> None:
    merge(keeper, double)
    kept = AuditEntry.objects.get(action="members.merged")
    gone = AuditEntry.objects.get(action="members.merged_away")
    assert (kept.member_number, gone.member_number) == (4, 12)
    assert gone.changes["email"] == ["b@example.org", ""]


def test_what_hangs_on_the_other_moves(keeper: Member, double: Member) -> None:
    RepresentativeFactory.create(member=double)
    SubscriptionFactory.create(member=double)
    Contact.objects.create(member=double, kind="email", value="c@example.org")
    merge(keeper, double)
    assert keeper.representatives.count() == keeper.subscriptions.count() == 1
    assert keeper.contacts.filter(value="c@example.org").exists()


def test_a_person_acts_once_for_the_survivor(keeper: Member, double: Member) -> None:
    representative = RepresentativeFactory.create(member=keeper)
    RepresentativeFactory.create(
        member=double, user=representative.user, starts_on=date(2025, 1, 1)
    )
    merge(keeper, double)
    assert list(Representative.objects.all()) == [representative]


def test_money_becomes_one_account_and_credit_pays_what_is_owed(
    keeper: Member, double: Member, association: Association
) -> None:
    call_for_dues(double)
    issue_dues()
    payment = record_payment(
        keeper,
        amount=Decimal(20),
        received_on=date(2026, 11, 5),
        means=PaymentMeans.TRANSFER,
        actor=None,
    )
    document = Document.objects.get()
    recipient = document.recipient
    merge(keeper, double)
    document.refresh_from_db()
    assert (document.member, document.recipient) == (keeper, recipient)
    assert Payment.objects.get(pk=payment.pk).member == keeper
    assert balance(keeper) == Decimal(-5)
    assert document.allocations.get().amount == Decimal(15)
    assert keeper.dues.get().paid_on == date(2026, 11, 5)


def test_issued_documents_stay_guarded_afterwards(
    keeper: Member, double: Member, association: Association
) -> None:
    from django.db import IntegrityError, transaction

    call_for_dues(double)
    issue_dues()
    merge(keeper, double)
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.update(member=double)


def test_dues_of_the_same_days_follow_one_another(keeper: Member, double: Member) -> None:
    paid = {"paid_on": date(2026, 1, 1)}
    DuesPeriodFactory.create(member=keeper, **paid)
    DuesPeriodFactory.create(member=double, **paid)
    DuesPeriodFactory.create(
        member=keeper, starts_on=date(2027, 1, 1), ends_on=date(2028, 1, 1), **paid
    )
    assert merging.warnings(double, keeper)
    merge(keeper, double)
    starts = keeper.dues.order_by("starts_on").values_list("starts_on", flat=True)
    assert list(starts) == [date(2026, 1, 1), date(2027, 1, 1), date(2028, 1, 1)]
    assert (
        Member.objects.with_standing(date(2028, 6, 1)).get(pk=keeper.pk).standing == Standing.GOOD
    )


def test_unpaid_dues_that_others_cover_go_unless_a_document_calls_for_them(
    keeper: Member, double: Member, association: Association
) -> None:
    call_for_dues(double)
    issue_dues()
    called = double.dues.get()
    paid = DuesPeriodFactory.create(
        member=keeper,
        starts_on=date(2026, 11, 1),
        ends_on=date(2027, 11, 1),
        paid_on=date(2026, 11, 1),
    )
    third = MemberFactory.create(number=30)
    DuesPeriodFactory.create(member=third, starts_on=date(2027, 1, 1), ends_on=date(2028, 1, 1))
    merge(keeper, third)
    assert list(keeper.dues.all()) == [paid]
    merge(keeper, double)
    assert {period.pk: period.starts_on for period in keeper.dues.all()} == {
        paid.pk: date(2026, 11, 1),
        called.pk: date(2027, 11, 1),
    }


def test_proxies_of_assemblies_to_come_are_taken_back(keeper: Member, double: Member) -> None:
    assembly: Assembly = AssemblyFactory.create()
    other = voter()
    Proxy.objects.create(assembly=assembly, giver=other, holder=double)
    merge(keeper, double)
    assert not assembly.proxies.filter(withdrawn_at=None).exists()


def test_what_cannot_be_merged_is_refused_and_nothing_is_written(
    keeper: Member, double: Member, volunteer: Callable[..., User]
) -> None:
    organisation = MemberFactory.create(kind="organisation", organisation_name="Les Ondes")
    merged = MemberFactory.create(merged_into=organisation, archived_at=timezone.now())
    for first, second in (
        (keeper, organisation),
        (organisation, merged),
        (keeper, keeper),
    ):
        with pytest.raises(DomainError):
            merge_members(first, merged=second.number, actor=None)
    with pytest.raises(NotFound):
        merge_members(keeper, merged=999, actor=None)
    gone = MemberFactory.create(left_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(DomainError):
        merge_members(gone, merged=double.number, actor=None)
    ErasureRequest.objects.create(member=double, asked_by=volunteer(), state=ErasureState.REQUESTED)
    with pytest.raises(DomainError):
        merge_members(keeper, merged=double.number, actor=None)
    double.refresh_from_db()
    assert double.merged_into is None and double.email == "b@example.org"


def test_it_is_done_once(keeper: Member, double: Member) -> None:
    merge(keeper, double)
    with pytest.raises(DomainError):
        merge_members(keeper, merged=double.number, actor=None)


def test_three_records_become_one(keeper: Member, double: Member) -> None:
    third = MemberFactory.create(number=20)
    merge(double, third)
    merge(keeper, double)
    third.refresh_from_db()
    assert third.merged_into == keeper
    assert list(Member.objects.search("ADH00020")) == [keeper]
