"""Receipts are kept ten years, stand in their member's copy of data, and follow the member into a merge."""

from pathlib import Path
from typing import Any

import pytest
import time_machine
from dateutil.relativedelta import relativedelta

from coin.billing.models import Allocation, Payment, Receipt, ReceiptPart
from coin.billing.receipts import pdf as receipt_pdf
from coin.billing.receipts import services as receipts
from coin.core.models import Association
from coin.core.personal_data import sources
from coin.members.merging.services import merge_members
from coin.members.models import Member
from tests.billing.accounts.test_retention import issued, paid
from tests.billing.receipts.test_receipts import call, pay
from tests.factories import MemberFactory
from tests.retention import LEFT, apply, assert_boundary, is_due

pytestmark = pytest.mark.django_db
TEN_YEARS_ON = LEFT + relativedelta(years=10)


def receipted(member: Member, on: str) -> Receipt:
    """A receipt made on the day `on`, for a payment of the day the member left."""
    payment = paid(issued(member))
    with time_machine.travel(on):
        return receipts.issue_payment_receipt(payment, actor=None)


def test_kept_ten_years_then_gone_with_its_file(
    association: Association, files: Path, django_capture_on_commit_callbacks: Any
) -> None:
    receipt = receipted(MemberFactory.create(left_on=LEFT), f"{LEFT}T12:00")
    receipt_pdf.ensure(receipt)
    file = files / str(receipt.pdf.name)
    assert file.exists()
    assert_boundary("billing.receipts", receipt)
    with django_capture_on_commit_callbacks(execute=True):
        assert apply("billing.receipts", TEN_YEARS_ON) == 1
    assert not Receipt.objects.exists() and not ReceiptPart.objects.exists()
    assert not file.exists()
    assert Payment.objects.exists()


def test_an_account_waits_for_its_last_receipt_and_goes_with_all(association: Association) -> None:
    member = MemberFactory.create(left_on=LEFT)
    receipted(member, f"{LEFT + relativedelta(years=1)}T12:00")
    assert not is_due("billing.accounts", member, TEN_YEARS_ON)
    assert apply("billing.accounts", TEN_YEARS_ON + relativedelta(years=1)) == 1
    assert not any(model.objects.exists() for model in (Receipt, ReceiptPart, Payment, Allocation))


def test_the_copy_of_a_member_holds_their_receipts(
    alice: Member, association: Association, files: Path
) -> None:
    document = call(alice)
    payment = pay(alice, "15.00")
    receipts.issue_dues_receipt(document, actor=None)
    receipts.issue_payment_receipt(payment, actor=None)
    part = next(entry for entry in sources() if entry.slug == "receipts").collect(alice)
    assert [entry["number"] for entry in part.data] == ["RC2026-00001", "RP2026-00001"]
    assert [name for name, _file in part.files] == ["RC2026-00001.pdf", "RP2026-00001.pdf"]


def test_receipts_follow_a_merged_member_and_say_what_they_said(
    alice: Member, bob: Member, association: Association
) -> None:
    document = call(bob)
    pay(bob, "15.00")
    receipt = receipts.issue_dues_receipt(document, actor=None)
    merge_members(alice, merged=bob.number, take=(), actor=None)
    receipt.refresh_from_db()
    assert (receipt.member, receipt.voided_on) == (alice, None)
    assert receipt.words["recipient"]["name"] == "Bob Petit"
