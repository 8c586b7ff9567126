"""Volunteers do the same acts of money at the same instant: each is done once, the others are told."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from coin.billing.documents.issuing import issue
from coin.billing.models import BankAccount
from coin.billing.payments.services import record_payment
from coin.core.models import Association
from coin.members.models import Member
from tests.core.processes import FEW_OR_MANY, at_once, shared_database
from tests.factories import DocumentFactory, MemberFactory

BEFORE = """
import json
from datetime import date
from decimal import Decimal
from coin.billing.models import BankAccount, Cheque, Document, Payment
from coin.billing.services import cheques, give_credit, payment_plans, waivers
from coin.core.errors import DomainError
from coin.members.models import Member
"""
ACTS = """
ahead, behind, generous = (Member.objects.get(first_name=name) for name in ("Ahead", "Behind", "Generous"))
waiting = list(Cheque.objects.values_list("pk", flat=True))
account = BankAccount.objects.get()
owed = Document.objects.get(member=behind)
waived = Document.objects.get(member=generous)
acts = {
    "slip": lambda: cheques.make_slip(waiting, account=account, made_on=date.today(), actor=None),
    "gift": lambda: give_credit(ahead, amount=Decimal("20.00"), actor=None),
    "plan": lambda: payment_plans.agree_plan(
        behind, documents=[owed.pk], dated=[(date.today(), Decimal("8.00"))], actor=None
    ),
    "waiver": lambda: waivers.waive(waived, amount=Decimal("5.00"), reason="Hard times", actor=None),
}
together()
done = {}
for name, act in acts.items():
    try:
        act()
        done[name] = True
    except DomainError as refusal:
        done[name] = False
        assert str(refusal)
print(json.dumps(done))
"""


@pytest.fixture
def owed(association: Association) -> None:
    """Someone with money in advance, two who owe a document, two cheques that wait, and an account to bring them to."""
    BankAccount.objects.create(name="Courant")
    pay(MemberFactory.create(first_name="Ahead"), "30.00", "transfer")
    for name in ("Behind", "Generous"):
        draft = DocumentFactory.create(member=MemberFactory.create(first_name=name))
        issue(draft, actor=None)
    for _cheque in range(2):
        pay(MemberFactory.create(first_name="Other"), "8.00", "cheque")


def pay(member: Member, amount: str, means: str) -> None:
    day = date(2026, 1, 5)
    record_payment(member, amount=Decimal(amount), received_on=day, means=means, actor=None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("owed")
@pytest.mark.parametrize("volunteers", FEW_OR_MANY)
def test_each_act_is_done_once_and_the_others_are_told(tmp_path: Path, volunteers: int) -> None:
    url = shared_database(tmp_path)
    printed = at_once(
        BEFORE, ACTS, [[]] * volunteers, DATABASE_URL=url, COIN_STATE_DIR=str(tmp_path)
    )
    answers = [json.loads(lines) for lines in printed]
    done = {act: sum(answer[act] for answer in answers) for act in answers[0]}
    assert done == dict.fromkeys(done, 1)
