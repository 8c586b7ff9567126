"""Receipts in the office: issued for a payment or for dues, listed, asked back; the tax receipts of a year."""

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import Settings

from coin.billing.due.dues import call_dues
from coin.billing.models import Document, Payment, Receipt
from coin.billing.payments.services import record_payment, reverse_payment
from coin.billing.receipts import services as receipts
from coin.billing.receipts import tax_receipts
from coin.core.models import Association, Mail
from coin.members.models import DuesPeriod, Member
from tests.factories import DuesPeriodFactory, MemberFactory, PaymentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-11-22T12:00:00+01:00", tick=True):
        yield


@pytest.fixture
def association(association: Association, settings: Settings, tmp_path: Path) -> Association:
    """The association, which issues tax receipts."""
    settings.MEDIA_ROOT = tmp_path
    association.donation_receipts = True
    association.donation_object = "Un accès à Internet libre"
    association.donation_signatory = "Noé Petit, trésorerie"
    association.save()
    return association


def given(member: Member | None = None, gift: str = "20.00") -> tuple[Document, Payment]:
    """A call for dues of 15 € and a gift, with its payment in cash."""
    period: DuesPeriod = DuesPeriodFactory.create(
        member=member or MemberFactory.create(), gift=Decimal(gift)
    )
    call = call_dues(period, actor=None)
    assert call
    payment = record_payment(
        period.member,
        amount=call.total,
        received_on=date(2026, 10, 1),
        means="cash",
        actor=None,
    )
    return call, payment


def press(client: Client, name: str, pk: int) -> Any:
    return client.post(reverse(f"office:{name}", args=[pk]), {"count": "1"})


def text(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(f"office:{name}", args=args)).content.decode()


def test_cash_is_receipted_from_the_page_of_the_payment(
    office: Client, association: Association
) -> None:
    _call, payment = given()
    url = reverse("office:payment-receipt", args=[payment.pk])
    assert url in text(office, "payment", payment.pk)
    answer = press(office, "payment-receipt", payment.pk)
    receipt = Receipt.objects.get()
    assert answer.headers["Location"] == reverse("office:receipt", args=[receipt.pk])
    press(office, "payment-receipt", payment.pk)
    assert Receipt.objects.count() == 1
    assert "RP2026-00001" in text(office, "receipt", receipt.pk)
    pdf = office.get(reverse("office:receipt-pdf", args=[receipt.pk]))
    assert b"".join(pdf).startswith(b"%PDF")


def test_paid_dues_are_receipted_from_the_page_of_the_call(
    office: Client, association: Association
) -> None:
    call, _payment = given()
    url = reverse("office:dues-receipt", args=[call.pk])
    assert url in text(office, "document", call.pk)
    press(office, "dues-receipt", call.pk)
    assert Receipt.objects.get().kind == "dues"


def test_dues_that_are_not_paid_offer_no_receipt(office: Client, association: Association) -> None:
    period: DuesPeriod = DuesPeriodFactory.create()
    call = call_dues(period, actor=None)
    assert call
    url = reverse("office:dues-receipt", args=[call.pk])
    assert url not in text(office, "document", call.pk)
    answer = press(office, "dues-receipt", call.pk)
    assert answer.status_code == 409 and str(call.number) in answer.content.decode()
    assert not Receipt.objects.exists()


def test_a_reversed_payment_offers_no_receipt(office: Client, association: Association) -> None:
    _call, payment = given()
    reverse_payment(payment, actor=None)
    assert "btn-primary" not in text(office, "payment-receipt", payment.pk).split("form-buttons")[1]
    assert press(office, "payment-receipt", payment.pk).status_code in (200, 409)
    assert not Receipt.objects.exists()


def test_the_list_is_filtered_and_given_as_csv(office: Client, association: Association) -> None:
    call, payment = given()
    receipts.issue_dues_receipt(call, actor=None)
    receipts.issue_tax_receipt(payment, actor=None)
    reverse_payment(payment, actor=None)
    receipts.issue_payment_receipt(PaymentFactory.create(), actor=None)
    url = reverse("office:receipts")
    void = office.get(url, {"state": "void"}).content.decode()
    assert "RC2026-00001" in void and "RF2026-00001" in void and "RP2026-00001" not in void
    rows = b"".join(office.get(url, {"format": "csv", "kind": "donation"})).decode().splitlines()
    assert len(rows) == 2 and "RF2026-00001" in rows[1]


def test_a_void_tax_receipt_is_noted_as_asked_back(
    office: Client, association: Association
) -> None:
    _call, payment = given()
    receipt = receipts.issue_tax_receipt(payment, actor=None)
    assert b"".join(office.get(reverse("office:receipt-pdf", args=[receipt.pk])))
    reverse_payment(payment, actor=None, reason="Chèque sans provision")
    page = text(office, "receipt", receipt.pk)
    assert "Chèque sans provision" in page
    assert reverse("office:receipt", args=[receipt.pk]) in text(office, "home")
    press(office, "receipt-asked-back", receipt.pk)
    receipt.refresh_from_db()
    assert receipt.asked_back_on == date(2026, 11, 22)
    assert reverse("office:receipt", args=[receipt.pk]) not in text(office, "home")


def test_the_year_is_looked_at_then_issued_with_one_press(
    office: Client,
    association: Association,
    alice: Member,
    django_capture_on_commit_callbacks: Any,
) -> None:
    given(alice)
    given(MemberFactory.create(last_name="Sansadresse", street=""))
    page = text(office, "tax-receipts", 2026)
    assert "Alice Durand" in page and "Sansadresse" in page and "20,00" in page
    with django_capture_on_commit_callbacks(execute=True):
        answer = office.post(reverse("office:tax-receipts", args=[2026]), {"count": "1"})
    assert answer.status_code == 302
    # The task of the worker: a second run of it issues nothing more.
    tax_receipts.issue_all(2026, actor=None)
    assert Receipt.objects.get().member == alice
    assert Mail.objects.get(kind="billing.tax_receipt").to == alice.email
    declared = office.get(reverse("office:tax-receipts-csv", args=[2026]))
    rows = b"".join(declared).decode().splitlines()
    assert len(rows) == 2 and rows[1].endswith("20,00")


def test_what_changed_since_it_was_shown_is_shown_anew(
    office: Client, association: Association
) -> None:
    given()
    answer = office.post(reverse("office:tax-receipts", args=[2026]), {"count": "3"})
    assert answer.status_code == 409 and not Receipt.objects.exists()


def test_what_the_association_lacks_is_named(office: Client, association: Association) -> None:
    given()
    Association.objects.update(donation_object="")
    page = text(office, "tax-receipts", 2026)
    assert "warnings" in page
    answer = office.post(reverse("office:tax-receipts", args=[2026]), {"count": "0"})
    assert answer.status_code in (200, 302) and not Receipt.objects.exists()


@pytest.mark.parametrize("year", [1999, 2027, 999999])
def test_a_year_that_is_none_is_not_found(
    year: int, office: Client, association: Association
) -> None:
    assert office.get(reverse("office:tax-receipts", args=[year])).status_code == 404


def test_off_means_absent(office: Client, association: Association) -> None:
    _call, payment = given()
    link = reverse("office:payment-tax-receipt", args=[payment.pk])
    assert link in text(office, "payment", payment.pk)
    Association.objects.update(donation_receipts=False)
    assert link not in text(office, "payment", payment.pk)
    assert reverse("office:tax-receipts-last") not in text(office, "receipts")
    for name, pk in (
        ("tax-receipts", 2026),
        ("tax-receipts-csv", 2026),
        ("payment-tax-receipt", payment.pk),
    ):
        assert office.get(reverse(f"office:{name}", args=[pk])).status_code == 404


def test_the_gift_in_one_payment_has_its_own_receipt(
    office: Client, association: Association
) -> None:
    _call, payment = given()
    press(office, "payment-tax-receipt", payment.pk)
    assert Receipt.objects.get().amount == Decimal("20.00")


def picture(kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 20)).save(file, kind)
    return file.getvalue()


def send(client: Client, content: bytes, name: str = "signature.png", **more: str) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(
        reverse("office:settings-picture", args=["signature"]), {"file": file} | more
    )


def test_a_signature_is_kept_printed_and_removed(
    office: Client, association: Association, django_capture_on_commit_callbacks: Any
) -> None:
    assert send(office, picture()).status_code == 302
    association.refresh_from_db()
    stored = Path(association.donation_signature.path)
    assert stored.exists()
    with django_capture_on_commit_callbacks(execute=True):
        office.post(reverse("office:settings-picture", args=["signature"]), {"remove": "on"})
    association.refresh_from_db()
    assert not association.donation_signature and not stored.exists()


@pytest.mark.parametrize("content", [b"", b"GIF89a not really", b"%PDF-1.4", b"x" * 300_000])
def test_what_is_no_picture_is_refused(
    content: bytes, office: Client, association: Association
) -> None:
    assert send(office, content).status_code == 422
    association.refresh_from_db()
    assert not association.donation_signature


def test_other_pictures_are_not_there(office: Client) -> None:
    assert office.get(reverse("office:settings-picture", args=["none"])).status_code == 404
