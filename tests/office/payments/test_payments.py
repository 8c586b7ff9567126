"""Payments in the office: every means, the right member, cheques and their slips, the cash book, credit given away."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from coin.billing.documents.issuing import issue
from coin.billing.models import (
    BankAccount,
    BankImport,
    BankLine,
    Cheque,
    DepositSlip,
    Document,
    Payment,
)
from coin.billing.payments.services import record_payment, reverse_payment
from coin.core.models import Association
from coin.members.models import Member
from tests.factories import DocumentFactory, MemberFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 5)


def paid(member: Member, amount: str = "8.00", means: str = "transfer") -> Payment:
    return record_payment(
        member,
        amount=Decimal(amount),
        received_on=DAY,
        means=means,
        actor=None,
        unit_amount=Decimal("120") if means == "g1" else None,
    )


def line(amount: str, label: str = "REMISE CHEQUES") -> BankLine:
    home, _new = BankAccount.objects.get_or_create(name="Courant")
    source = BankImport.objects.create(
        account=home, name="x", format="CSV", starts_on=DAY, ends_on=DAY, lines_read=1, lines_new=1
    )
    return BankLine.objects.create(
        account=home, source=source, booked_on=DAY, amount=Decimal(amount), label=label
    )


def page_of(office: Client, name: str, *args: object, query: str = "") -> str:
    answer = office.get(reverse(f"office:{name}", args=args) + query)
    assert answer.status_code == 200
    content = getattr(answer, "content", None) or b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return str(content.decode())


def test_g1_are_typed_in_their_unit(office: Client) -> None:
    member = MemberFactory.create()
    url = reverse("office:payment-new", args=[member.number])
    data = {"amount": "12,00", "received_on": "2026-11-05", "means": "g1", "unit_amount": "120"}
    assert office.post(url, data).status_code == 302
    shown = "120\N{NO-BREAK SPACE}Ğ1 (12,00\N{NO-BREAK SPACE}€)"
    assert shown in page_of(office, "payments")
    assert shown in page_of(office, "member", member.number)
    csv = page_of(office, "payments", query="?format=csv")
    assert ";12,00;" in csv and "120\N{NO-BREAK SPACE}Ğ1" in csv


def test_g1_without_their_number_are_refused_beside_it(office: Client) -> None:
    url = reverse("office:payment-new", args=[MemberFactory.create().number])
    answer = office.post(url, {"amount": "12", "received_on": "2026-11-05", "means": "g1"})
    assert answer.status_code == 422 and "unit_amount_error" in answer.content.decode()
    assert not Payment.objects.exists()


def test_a_cheque_is_recorded_with_its_words(office: Client) -> None:
    url = reverse("office:payment-new", args=[MemberFactory.create().number])
    data = {
        "amount": "15",
        "received_on": "2026-11-05",
        "means": "cheque",
        "cheque_drawer": "M. Durand",
        "cheque_number": "0001234",
    }
    assert office.post(url, data).status_code == 302
    assert (Cheque.objects.get().drawer, Cheque.objects.get().number) == ("M. Durand", "0001234")
    assert "0001234" in page_of(office, "payment", Payment.objects.get().pk)


def test_words_of_a_cheque_are_left_with_another_means(office: Client) -> None:
    url = reverse("office:payment-new", args=[MemberFactory.create().number])
    data = {"amount": "15", "received_on": "2026-11-05", "means": "cash", "cheque_number": "12"}
    assert office.post(url, data).status_code == 302
    assert not Cheque.objects.exists()


def test_cheques_go_on_a_slip_and_its_line_pays_it(
    office: Client, association: Association
) -> None:
    cheques = [paid(MemberFactory.create(), amount, "cheque") for amount in ("15.00", "20.00")]
    paying = line("35.00")
    assert "35,00" in page_of(office, "cheques")
    data = {
        "cheques": [payment.cheque.pk for payment in cheques],
        "account": paying.account_id,
        "made_on": "2026-11-06",
    }
    assert office.post(reverse("office:cheques"), data).status_code == 302
    slip = DepositSlip.objects.get()
    again = office.post(reverse("office:cheques"), data)
    assert again.status_code == 422 and DepositSlip.objects.count() == 1
    answer = office.get(reverse("office:slip-pdf", args=[slip.pk]))
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    press = reverse("office:line-slip", args=[paying.pk, slip.pk])
    assert press in page_of(office, "bank-line", paying.pk)
    assert office.post(press).status_code == 302
    slip.refresh_from_db()
    assert slip.bank_line == paying
    assert office.post(press).status_code == 409
    reverse_payment(cheques[0], actor=None, reason="sans provision")
    page = page_of(office, "slip", slip.pk)
    assert "sans provision" in page
    assert "35,00" in page_of(office, "slips")
    assert "35,00" in page_of(office, "slips", query="?q=1")
    assert "35,00" not in page_of(office, "slips", query="?q=nobody")
    assert page_of(office, "slips", query="?q=99999999999999999999")


def test_a_slip_is_undone(office: Client) -> None:
    cheque = paid(MemberFactory.create(), means="cheque").cheque
    data = {"cheques": [cheque.pk], "account": line("1").account_id, "made_on": "2026-11-06"}
    office.post(reverse("office:cheques"), data)
    slip = DepositSlip.objects.get()
    office.post(reverse("office:slip-undo", args=[slip.pk]), {"count": "1"})
    cheque.refresh_from_db()
    assert cheque.slip is None and not DepositSlip.objects.exists()


def test_helloasso_s_payout_is_filed_by_one_press(office: Client) -> None:
    payout = line("8.00", "VIR HELLOASSO")
    press = reverse("office:line-arrival", args=[payout.pk])
    assert press in page_of(office, "bank-line", payout.pk)
    assert 'value="5116"' in page_of(office, "bank-line-file", payout.pk)
    assert office.post(press).status_code == 302
    payout.refresh_from_db()
    assert payout.filed_under == "5116"


def test_a_payment_is_moved_after_a_look(office: Client, association: Association) -> None:
    wrong, right = MemberFactory.create(), MemberFactory.create(last_name="Quidam")
    document = issue(DocumentFactory.create(member=right), actor=None)
    payment = paid(wrong)
    results = page_of(office, "payment-move", payment.pk, query="?q=quidam")
    url = reverse("office:payment-move-to", args=[payment.pk, right.number])
    assert url in results
    page = office.get(url).content.decode()
    assert str(wrong) in page and str(right) in page
    assert office.post(url, {"count": "1", "reason": "homonyme"}).status_code == 302
    moved = Payment.objects.get(moved_from=payment)
    assert moved.member == right and moved.allocations.get().document == document
    assert office.post(url, {"count": "1"}).status_code == 409
    assert str(document) in page_of(office, "payment", moved.pk)
    assert reverse("office:payment", args=[moved.pk]) in page_of(office, "payment", payment.pk)
    assert reverse("office:payment", args=[moved.pk]) in page_of(office, "document", document.pk)


def test_nobody_is_found_by_nothing(office: Client) -> None:
    payment = paid(MemberFactory.create(last_name="Seul"))
    assert "payment-move-to" not in page_of(office, "payment-move", payment.pk)
    assert (
        str(payment.member.number)
        not in page_of(office, "payment-move", payment.pk, query="?q=zzzzzz").split("</form>")[-1]
    )


def test_credit_is_given_once_however_often_it_is_pressed(
    office: Client, association: Association
) -> None:
    member = MemberFactory.create()
    paid(member, "20.00")
    url = reverse("office:credit-give", args=[member.number])
    assert url in page_of(office, "member", member.number)
    press = {"count": "2000", "amount": "10,00"}
    assert office.post(url, press).status_code == 302
    assert office.post(url, press).status_code == 409
    gift = Document.objects.get()
    assert (gift.kind, gift.total) == ("gift", Decimal("10.00"))
    assert office.post(url, {"count": "1000", "amount": "10,01"}).status_code == 422


def test_the_cash_book_of_a_year(office: Client) -> None:
    member = MemberFactory.create(last_name="Sou")
    paid(member, "20.00", "cash")
    page = page_of(office, "cash-book", query="?year=2026")
    assert "20,00" in page and str(member) in page
    assert "20,00" in page_of(office, "cash-book", query="?year=2026&format=csv")
    assert page_of(office, "cash-book", query="?year=soon")


def test_a_payment_that_is_not_there_is_not_found(office: Client) -> None:
    for name in ("payment", "payment-move", "slip", "slip-pdf"):
        assert office.get(reverse(f"office:{name}", args=[999])).status_code == 404
