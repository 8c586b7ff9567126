"""Tax receipts: for gifts that are wholly paid, once, in words; off unless the association says that it may."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from coin.billing.balance.settling import settle
from coin.billing.documents.mentions import MentionsMissing
from coin.billing.due.dues import call_dues
from coin.billing.models import Payment, Receipt
from coin.billing.payments.services import reverse_payment
from coin.billing.receipts import gifts, tax_receipts
from coin.billing.receipts import pdf as receipt_pdf
from coin.billing.receipts import services as receipts
from coin.core.board import lines_for
from coin.core.errors import DomainError
from coin.core.models import Association, AuditEntry, Mail
from coin.members.models import DuesPeriod, Member, User
from tests.billing.receipts.test_receipts import TODAY, call, pay, text_of
from tests.factories import DuesPeriodFactory, MemberFactory, PaymentFactory

pytestmark = pytest.mark.django_db
YEAR = 2026


@pytest.fixture
def association(association: Association) -> Association:
    """An association of general interest, which gives tax receipts."""
    association.donation_receipts = True
    association.donation_object = "Fournir un accès à Internet libre et neutre"
    association.donation_signatory = "Noé Petit, trésorerie"
    association.save()
    return association


@pytest.fixture
def gift(alice: Member, association: Association) -> Payment:
    """15,00 € of dues and 20,00 € of gift, paid at once."""
    call(alice, gift="20.00")
    return pay(alice, "35.00", means="cheque", on=date(2026, 10, 1))


def test_a_gift_in_one_payment(gift: Payment, files: Path, charlie: User) -> None:
    receipt = receipts.issue_tax_receipt(gift, actor=charlie)
    assert (receipt.number, receipt.amount) == ("RF2026-00001", Decimal("20.00"))
    text = text_of(receipt)
    for words in (
        "20,00 €",
        "vingt euros",
        "chèque",
        "numéraire",
        "article 200 du code général des impôts",
        "11580*05",
        "123456782",
        "Fournir un accès à Internet libre et neutre",
        "Noé Petit, trésorerie",
        "3 rue des Lilas, 69001 Lyon",
        "Alice Durand",
    ):
        assert words in text, words
    assert receipts.issue_tax_receipt(gift, actor=None) == receipt


def test_the_gift_is_what_is_paid_last(alice: Member, association: Association) -> None:
    call(alice, gift="20.00")
    first = pay(alice, "10.00", on=date(2026, 9, 1))
    assert gifts.to_receipt(association, member=alice) == []  # not wholly paid yet
    pay(alice, "25.00", means="transfer")
    gifts_to_receipt = gifts.to_receipt(association, member=alice)
    assert [gift.amount for gift in gifts_to_receipt] == [Decimal("20.00")]
    with pytest.raises(DomainError):
        receipts.issue_tax_receipt(first, actor=None)


def test_help_of_the_fund_pays_what_is_asked_and_gives_nothing(
    alice: Member, association: Association
) -> None:
    call(alice, gift="20.00")
    pay(alice, "20.00", on=date(2026, 9, 1))
    PaymentFactory.create(member=alice, amount=Decimal("15.00"), means="fund")
    settle(alice, actor=None)
    assert [gift.amount for gift in gifts.to_receipt(association)] == [Decimal("20.00")]


def test_dues_count_only_where_the_association_says_so(
    alice: Member, association: Association
) -> None:
    call(alice)
    pay(alice, "15.00")
    assert gifts.to_receipt(association) == []
    association.donation_dues = True
    assert [gift.amount for gift in gifts.to_receipt(association)] == [Decimal("15.00")]


def test_one_receipt_for_the_year_adds_two_payments(
    alice: Member, association: Association, files: Path
) -> None:
    for starts_on in (date(2025, 1, 1), date(2026, 1, 1)):
        period: DuesPeriod = DuesPeriodFactory.create(
            member=alice,
            starts_on=starts_on,
            ends_on=starts_on.replace(year=starts_on.year + 1),
            gift=Decimal("10.25"),
        )
        call_dues(period, actor=None)
    pay(alice, "25.25", on=date(2026, 3, 1))
    pay(alice, "25.25", on=date(2026, 9, 1), means="cash")
    receipt = receipts.issue_yearly_tax_receipt(alice, year=YEAR, actor=None)
    assert receipt and receipt.amount == Decimal("20.50")
    assert receipt.words["amount_in_words"] == "vingt euros et cinquante centimes"
    assert "pour l’année 2026" in text_of(receipt)
    assert receipts.issue_yearly_tax_receipt(alice, year=YEAR, actor=None) is None
    assert receipts.issue_yearly_tax_receipt(alice, year=2025, actor=None) is None


def test_what_one_payment_was_receipted_for_is_not_said_again(gift: Payment, alice: Member) -> None:
    receipts.issue_tax_receipt(gift, actor=None)
    assert receipts.issue_yearly_tax_receipt(alice, year=YEAR, actor=None) is None


def test_a_company_has_its_own_law(association: Association, files: Path) -> None:
    company = MemberFactory.create(
        kind="organisation", organisation_name="Ruche SCOP", legal_form="company", siren="552100554"
    )
    call(company, gift="100.00")
    receipt = receipts.issue_tax_receipt(pay(company, "115.00"), actor=None)
    text = text_of(receipt)
    assert "article 238 bis" in text and "16216" in text and "552100554" in text


def test_off_means_none(gift: Payment, alice: Member) -> None:
    Association.objects.update(donation_receipts=False)
    for act in (
        lambda: receipts.issue_tax_receipt(gift, actor=None),
        lambda: receipts.issue_yearly_tax_receipt(alice, year=YEAR, actor=None),
        lambda: tax_receipts.preview(YEAR),
    ):
        with pytest.raises(DomainError):
            act()
    assert not Receipt.objects.exists()


def test_each_missing_mention_is_named(gift: Payment, alice: Member) -> None:
    Association.objects.update(donation_object="", donation_signatory="")
    Member.objects.filter(pk=alice.pk).update(street="", city="")
    with pytest.raises(MentionsMissing) as refusal:
        receipts.issue_tax_receipt(gift, actor=None)
    assert len(refusal.value.missing) == 4


def test_the_preview_says_who_and_who_cannot(gift: Payment, alice: Member) -> None:
    call(bee := MemberFactory.create(street=""), gift="5.00")
    pay(bee, "20.00")
    preview = tax_receipts.preview(YEAR)
    assert [(giver.member, giver.amount) for giver in preview.ready] == [(alice, Decimal("20.00"))]
    assert [(giver.member, len(giver.missing)) for giver in preview.blocked] == [(bee, 1)]
    Association.objects.update(donation_signatory="")
    preview = tax_receipts.preview(YEAR)
    assert (preview.ready, len(preview.blocked), len(preview.lacking)) == ([], 2, 1)


def test_all_of_a_year_are_issued_and_mailed_once(
    gift: Payment, alice: Member, files: Path, charlie: User
) -> None:
    call(nameless := MemberFactory.create(email=""), gift="5.00")
    pay(nameless, "20.00")
    assert tax_receipts.issue_all(YEAR, actor=charlie) == 2
    mail = Mail.objects.get()
    assert (mail.to, mail.kind) == ("alice@example.org", "billing.tax_receipt")
    assert mail.attachments[0]["name"] == "RF2026-00001.pdf"
    assert (files / mail.attachments[0]["file"]).read_bytes().startswith(b"%PDF")
    assert tax_receipts.issue_all(YEAR, actor=charlie) == 0
    assert Mail.objects.count() == 1
    assert tax_receipts.declared(YEAR) == tax_receipts.Declared(2, Decimal("25.00"))
    assert tax_receipts.declared(2025) == tax_receipts.Declared(0, Decimal("0.00"))


def test_a_full_disk_leaves_no_receipt_without_its_mail(
    gift: Payment, files: Path, settings: object
) -> None:
    (files / "receipts").write_text("")  # a file where the folder should be
    with pytest.raises(DomainError):
        tax_receipts.issue_all(YEAR, actor=None)
    assert not Receipt.objects.exists() and not Mail.objects.exists()
    (files / "receipts").unlink()
    assert tax_receipts.issue_all(YEAR, actor=None) == 1
    assert Receipt.objects.get().number == "RF2026-00001"


def test_a_void_receipt_is_asked_back_by_a_person(
    gift: Payment, files: Path, volunteer: object
) -> None:
    treasurer = volunteer("billing.issue")  # type: ignore[operator]
    receipt = receipts.issue_tax_receipt(gift, actor=None)
    with pytest.raises(DomainError):
        receipts.note_asked_back(receipt, actor=None)
    receipt_pdf.ensure(receipt)
    reverse_payment(gift, actor=None, reason="Rejected")
    assert tax_receipts.declared(YEAR).count == 0
    assert any(receipt.number in line for line in board(treasurer))
    receipts.note_asked_back(receipt, actor=treasurer)
    assert not any(receipt.number in line for line in board(treasurer))
    assert AuditEntry.objects.filter(action="billing.receipt_asked_back", actor=treasurer).exists()
    with pytest.raises(DomainError):
        receipts.note_asked_back(receipt, actor=treasurer)


def board(user: User) -> list[str]:
    return [str(line.text) for lines in lines_for(user).values() for line in lines]


def test_as_many_queries_for_three_as_for_one(
    gift: Payment, django_assert_max_num_queries: object, association: Association
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as for_one:
        tax_receipts.preview(YEAR)
    for _row in range(2):
        call(member := MemberFactory.create(), gift="5.00")
        pay(member, "20.00", on=TODAY)
    with CaptureQueriesContext(connection) as for_three:
        assert len(tax_receipts.preview(YEAR).ready) == 3
    assert len(for_one) == len(for_three)
