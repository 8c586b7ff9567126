"""Volunteers ask for the same receipts at once: each is made once, and none is missing."""

from datetime import date
from pathlib import Path

import pytest

from coin.billing.models import Payment
from coin.core.models import Association
from tests.core.processes import FEW_OR_MANY, at_once, shared_database
from tests.factories import PaymentFactory

BEFORE = """
from coin.billing.models import Payment
from coin.billing.services.receipts import issue_payment_receipt
"""
ASKER = """
for payment in Payment.objects.order_by("pk"):
    print(issue_payment_receipt(payment, actor=None).number)
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("processes", FEW_OR_MANY)
def test_the_same_receipt_is_made_once(
    association: Association, tmp_path: Path, processes: int
) -> None:
    payments: list[Payment] = PaymentFactory.create_batch(5, received_on=date(2026, 1, 5))
    url = shared_database(tmp_path)
    printed = at_once(
        BEFORE, ASKER, [[]] * processes, DATABASE_URL=url, COIN_STATE_DIR=str(tmp_path)
    )
    numbers = printed[0].split()
    assert [lines.split() for lines in printed] == [numbers] * processes
    assert sorted(number[-5:] for number in numbers) == [
        f"{place:05d}" for place in range(1, len(payments) + 1)
    ]
