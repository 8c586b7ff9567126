"""The pages that take in the history of another tool: previewed first, then written."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from coin.billing import capabilities
from coin.billing.balance import queries
from coin.billing.models import BankUpload, Entry
from coin.core.models import Association
from coin.members.models import Member, User
from tests.billing.accounts.test_history import FEC

pytestmark = pytest.mark.django_db


@pytest.fixture
def treasury(volunteer: Callable[..., User], sign_in: Callable[[User], Client]) -> Client:
    return sign_in(volunteer(capabilities.ACCOUNTS.slug))


def test_a_file_is_looked_at_then_written(treasury: Client) -> None:
    file = SimpleUploadedFile("2025.txt", FEC.encode())
    answer = treasury.post(reverse("office:history-new"), {"file": file})
    assert answer.status_code == 302
    shown = treasury.get(answer["Location"]).content.decode()
    assert "45,50" in shown
    assert not Entry.objects.exists()
    assert treasury.post(answer["Location"], {"count": 2}).status_code == 302
    assert Entry.objects.count() == 2
    assert not BankUpload.objects.exists()


def test_a_wrong_file_is_told_at_its_field(treasury: Client) -> None:
    file = SimpleUploadedFile("2025.txt", FEC.replace("30,50", "30,49", 1).encode())
    answer = treasury.post(reverse("office:history-new"), {"file": file})
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not BankUpload.objects.exists()


def test_balances_are_looked_at_then_brought(
    treasury: Client, association: Association, alice: Member
) -> None:
    page = reverse("office:bring-forward")
    given = {"on": "2025-12-31", "rows": f"numéro;doit\n{alice.number};32,00 €\n"}
    answer = treasury.post(page, given)
    assert answer.status_code == 200
    assert queries.balance(alice) == 0
    looked = answer.context["looked_at"]
    assert treasury.post(page, {**given, "looked_at": looked}).status_code == 302
    assert queries.balance(alice) == Decimal("32.00")
    # Only the previewed rows are written: other rows must be previewed first.
    other = {**given, "rows": f"{alice.number};99", "looked_at": looked}
    assert treasury.post(page, other).status_code == 422


@pytest.mark.parametrize("rows", ["", "99999;5", "bonjour;5", "1", "1;beaucoup"])
def test_wrong_balances_are_told_and_kept_to_be_mended(
    treasury: Client, alice: Member, rows: str
) -> None:
    answer = treasury.post(reverse("office:bring-forward"), {"on": "2025-12-31", "rows": rows})
    assert answer.status_code == 422
    assert answer.context["form"].errors["rows"]
    assert rows in answer.content.decode()
