"""Whatever happens to a member's money, the accounts say the same as their balance."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from coin.billing.accounts import checking
from coin.billing.accounts import services as accounts
from coin.billing.balance import queries
from coin.billing.documents.giving import give_credit
from coin.billing.documents.issuing import cancel, issue
from coin.billing.enums import DocumentKind, PaymentMeans
from coin.billing.models import Document, Payment
from coin.billing.payments.moving import move_payment
from coin.billing.payments.services import record_payment, reverse_payment
from coin.core.models import Association
from coin.members.models import Member
from coin.office.payments.forms import TYPED
from tests.factories import MemberFactory
from tests.factories.billing import DocumentFactory

amounts = st.decimals(Decimal("0.01"), Decimal("9999.99"), places=2)
deeds = st.one_of(
    st.tuples(st.just("issue"), amounts),
    st.tuples(st.just("pay"), amounts),
    st.tuples(st.just("cancel"), st.just(Decimal(0))),
    st.tuples(st.just("reverse"), st.just(Decimal(0))),
    st.tuples(st.just("move"), st.just(Decimal(0))),
    st.tuples(st.just("give"), st.just(Decimal(0))),
    st.tuples(st.just("post"), st.just(Decimal(0))),
)


# The means that a volunteer chooses from on the form of payments.
MEANS = [means for means, _label in TYPED]


def do(deed: str, amount: Decimal, member: Member, other: Member, means: str) -> None:
    claims = Document.objects.issued().exclude(kind=DocumentKind.CREDIT_NOTE)
    document = claims.filter(corrections=None).first()
    payment = Payment.objects.filter(reverses=None, reversed_by=None).first()
    day = date(2026, 11, 5)
    if deed == "issue":
        issue(DocumentFactory.create(member=member, total=amount), actor=None)
    elif deed == "pay":
        units = amount * 10 if means == PaymentMeans.G1 else None
        record_payment(
            member, amount=amount, received_on=day, means=means, actor=None, unit_amount=units
        )
    elif deed == "cancel" and document:
        cancel(document, actor=None)
    elif deed == "reverse" and payment:
        reverse_payment(payment, actor=None)
    elif deed == "move" and payment:
        recipient = member if payment.member_id == other.pk else other
        move_payment(payment, to=recipient, actor=None)
    elif deed == "give" and (credit := queries.owed(member).credit):
        give_credit(member, amount=credit, actor=None)
    elif deed == "post":
        accounts.post()


@pytest.mark.usefixtures("association")
class TestAccounts(TestCase):
    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        life=st.lists(st.tuples(deeds, st.sampled_from(MEANS)), max_size=8),
    )
    def test_the_accounts_hold(self, life: list[tuple[tuple[str, Decimal], str]]) -> None:
        assert Association.current().siren
        member, other = MemberFactory.create(), MemberFactory.create()
        for (deed, amount), means in life:
            do(deed, amount, member, other, means)
        accounts.post()
        assert not checking.problems()
        assert accounts.post().count == 0
