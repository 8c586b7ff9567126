"""The bank's statements in the office: previewed, taken in, lines matched by one press, the rest filed."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from coin.billing import capabilities
from coin.billing.balance import queries
from coin.billing.bank import services as bank
from coin.billing.enums import BankLineState
from coin.billing.models import BankCsvColumns, BankLine, BankUpload, Payment
from coin.members.models import Member, User
from tests.billing.bank import samples
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def treasury(
    volunteer: Callable[..., User], sign_in: Callable[[User], Client], alice: Member
) -> Client:
    """The test client with the right on the bank; a bank account is declared, and Alice is member 42."""
    Member.objects.filter(pk=alice.pk).update(number=42)
    bank.create_account(name="Courant", iban="FR7630006000011234567890189", actor=None)
    return sign_in(volunteer(capabilities.BANK.slug))


def send(client: Client, content: str, name: str = "releve.xml") -> Any:
    file = SimpleUploadedFile(name, content.encode())
    return client.post(reverse("office:bank-upload"), {"file": file}, follow=True)


def take(client: Client, page: Any, count: int) -> Any:
    upload = BankUpload.objects.get()
    look = reverse("office:bank-upload-look", args=[upload.pk])
    return client.post(look, {"count": count}, follow=True)


def test_a_statement_is_shown_then_taken_in(treasury: Client, alice: Member) -> None:
    page = send(treasury, samples.CAMT)
    text = page.content.decode()
    assert "ADH00042" in text
    assert "Alice Durand" in text
    assert not BankLine.objects.exists()
    assert take(treasury, page, 2).status_code == 200
    assert queries.balance(alice) == Decimal("-15.00")
    assert not BankUpload.objects.exists()


def test_what_was_shown_is_what_is_done(treasury: Client) -> None:
    page = send(treasury, samples.CAMT)
    assert take(treasury, page, 1).status_code == 409
    assert not BankLine.objects.exists()


def test_a_damaged_file_is_refused_beside_the_field(treasury: Client) -> None:
    page = send(treasury, samples.CAMT[:700])
    assert page.status_code == 422
    assert page.context["form"].errors["file"]
    assert not BankUpload.objects.exists()


def test_the_columns_of_a_csv_are_asked_for_once(treasury: Client) -> None:
    content = "quand;combien;quoi\n2026-11-10;12,00;don\n"
    page = send(treasury, content, "banque.csv")
    assert page.redirect_chain[-1][0].endswith("/colonnes/")
    url = page.redirect_chain[-1][0]
    assert treasury.post(url, {"column0": "date"}).status_code == 422
    done = treasury.post(url, {"column0": "date", "column1": "amount", "column2": "label"})
    assert done.status_code == 302
    assert BankCsvColumns.objects.count() == 1
    take(treasury, done, 1)
    page = send(treasury, content.replace("12,00", "13,00"), "banque.csv")
    assert not page.redirect_chain[-1][0].endswith("/colonnes/")


def test_another_persons_upload_is_not_found(
    treasury: Client, volunteer: Callable[..., User], sign_in: Callable[[User], Client]
) -> None:
    send(treasury, samples.CAMT)
    other = sign_in(volunteer(capabilities.BANK.slug))
    look = reverse("office:bank-upload-look", args=[BankUpload.objects.get().pk])
    assert other.get(look).status_code == 404


@pytest.fixture
def line(treasury: Client) -> BankLine:
    """A line of the bank that bears Alice's name, but not her reference."""
    content = samples.CAMT.replace("cotisation ADH 00042", "merci")
    bank.take_in(content.encode(), name="releve", actor=None)
    return BankLine.objects.get(amount__gt=0)


def test_a_suggestion_is_taken_by_one_press(
    treasury: Client, line: BankLine, alice: Member
) -> None:
    page = treasury.get(reverse("office:bank-line", args=[line.pk])).content.decode()
    assert reverse("office:bank-line-accept", args=[line.pk]) in page
    treasury.post(reverse("office:bank-line-accept", args=[line.pk]))
    assert queries.balance(alice) == Decimal("-15.00")


def test_two_volunteers_press_and_it_is_paid_once(treasury: Client, line: BankLine) -> None:
    for expected in (302, 409):
        response = treasury.post(reverse("office:bank-line-accept", args=[line.pk]))
        assert response.status_code == expected
    assert Payment.objects.count() == 1


def test_a_line_is_split_and_a_wrong_number_is_said(
    treasury: Client, line: BankLine, alice: Member
) -> None:
    url = reverse("office:bank-line-match", args=[line.pk])
    wrong = {"member1": "42", "amount1": "10", "member2": "999", "amount2": "5"}
    page = treasury.post(url, wrong)
    assert page.status_code == 422
    assert page.context["form"].errors["member2"]
    bob = MemberFactory.create(number=998)
    assert treasury.post(url, {**wrong, "member2": "998"}).status_code == 302
    assert queries.balance(bob) == Decimal(-5)


def test_a_supplier_is_filed_and_taken_back(treasury: Client, line: BankLine) -> None:
    out = BankLine.objects.get(amount__lt=0)
    url = reverse("office:bank-line-file", args=[out.pk])
    assert treasury.post(url, {"account": "fees"}).status_code == 422
    assert treasury.post(url, {"account": "627"}).status_code == 302
    treasury.post(reverse("office:bank-line-undo", args=[out.pk]), {"count": "1"})
    out.refresh_from_db()
    assert out.state == BankLineState.TO_MATCH


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_lines(
    treasury: Client, count: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    rows = "".join(f"10/11/2026;VIR ADH00042;;{n},00\n" for n in range(1, count + 1))
    bank.take_in(f"date;libelle;debit;credit\n{rows}".encode(), name="releve.csv", actor=None)
    treasury.get(reverse("office:bank-lines"))
    with django_assert_num_queries(10):
        treasury.get(reverse("office:bank-lines"))
