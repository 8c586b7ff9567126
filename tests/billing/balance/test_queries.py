"""Balances and lists are right, and each takes one query."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django.asserts import assertNumQueries

from coin.billing.balance import queries
from coin.billing.documents.issuing import cancel, issue
from coin.billing.models import Document, Payment
from coin.billing.payments.services import record_payment, reverse_payment
from coin.core.models import Association
from coin.members.models import Member
from tests.factories import DocumentFactory, MemberFactory, PaymentFactory

TODAY = date(2026, 11, 22)


def issued(member: Member, total: str = "8.00", on: date = TODAY) -> Document:
    draft = DocumentFactory.create(member=member, total=Decimal(total))
    return issue(draft, actor=None, on=on)


@pytest.mark.django_db
def test_balance_is_documents_minus_payments(
    alice: Member, bob: Member, association: Association
) -> None:
    issued(alice, "0.10")
    issued(alice, "0.20")
    DocumentFactory.create(member=alice)  # a draft is owed by nobody
    PaymentFactory.create(member=alice, amount=Decimal("0.30"))
    PaymentFactory.create(member=bob, amount=Decimal("5.00"))
    with assertNumQueries(1):
        members = {
            member.pk: member.balance for member in queries.with_balance(Member.objects.all())
        }
    assert members == {alice.pk: 0, bob.pk: Decimal("-5.00")}
    assert queries.balance(alice) == 0 and queries.balance(bob) == Decimal("-5.00")
    # SQLite adds decimals as floating numbers: the noise of 0.1 + 0.2 - 0.3 must not count as a debt.
    assert not queries.with_balance(Member.objects.all()).filter(balance__gt=Decimal(0)).exists()


@pytest.mark.django_db
def test_a_document_is_late_after_its_day(alice: Member, association: Association) -> None:
    document = issued(alice, on=date(2026, 11, 1))
    assert document.due_on == date(2026, 12, 1)

    def status(day: date) -> str:
        return queries.documents_list(day).get().payment_status

    assert status(date(2026, 12, 1)) == "to_pay" and status(date(2026, 12, 2)) == "late"
    assert queries.owed(alice, date(2026, 12, 2)).documents[0].is_late
    assert queries.owed(alice).next_due_on == date(2026, 12, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_one_query(association: Association, count: int) -> None:
    for _ in range(count):
        issued(MemberFactory.create())
    with assertNumQueries(1):
        rows = list(queries.documents_list())
        assert [row.member.name and row.payment_status for row in rows] == ["to_pay"] * count


@pytest.mark.django_db
def test_a_member_sees_their_issued_documents_alone(
    alice: Member, bob: Member, association: Association
) -> None:
    document = issued(alice)
    issued(bob)
    DocumentFactory.create(member=alice)
    assert list(queries.member_documents(alice)) == [document]


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["issue", "pay", "cancel", "reverse"]),
        st.integers(0, 2),
        st.decimals("0.01", "90", places=2),
    ),
    max_size=12,
)


class MoneyAddsUp(TestCase):
    """Whatever happens: documents − payments = balances, and nothing is paid twice or too much."""

    @settings(max_examples=20, deadline=None)
    @given(acts=ACTS)
    def test_sums(self, acts: list[tuple[str, int, Decimal]]) -> None:
        Association.objects.update_or_create(
            pk=1,
            defaults={
                "name": "Les Ondes libres",
                "street": "12 montée des Grands-Pins",
                "postal_code": "69005",
                "city": "Lyon",
                "siren": "123456782",
            },
        )
        members = MemberFactory.create_batch(3)
        for act, index, amount in acts:
            self.act(act, members[index], amount)
        totals = queries.totals()
        assert totals.documents_total - totals.payments_total == totals.balances_total
        for document in queries.documents_list():
            assert 0 <= document.rest <= abs(document.total)
        for member in members:
            owed = queries.owed(member)
            assert owed.credit >= 0
            assert not (owed.documents and owed.credit)
            assert owed.balance == sum(unpaid.rest for unpaid in owed.documents) - owed.credit

    def act(self, act: str, member: Member, amount: Decimal) -> None:
        if act == "issue":
            issued(member, str(amount))
        elif act == "pay":
            record_payment(member, amount=amount, received_on=TODAY, means="cash", actor=None)
        elif act == "cancel":
            open_documents = member.documents.filter(corrects=None, corrections=None)
            for document in open_documents[:1]:
                cancel(document, actor=None)
        else:
            for payment in Payment.objects.filter(member=member, reverses=None, reversed_by=None)[
                :1
            ]:
                reverse_payment(payment, actor=None)
