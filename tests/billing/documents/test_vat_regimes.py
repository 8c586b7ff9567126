"""VAT on documents: stamped by the regime of the day, repeated by credit notes, entered in the accounts."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from coin.billing.accounts import checking
from coin.billing.accounts import services as accounts
from coin.billing.documents.issuing import cancel, issue
from coin.billing.documents.mentions import MentionsMissing
from coin.billing.enums import DocumentKind, LineItem
from coin.billing.models import Document, EntryLine, Line
from coin.core import vat as core_vat
from coin.core.models import Association
from coin.core.models.association import VatRegime
from coin.members.models import Member
from tests.factories import (
    DocumentFactory,
    OfferFactory,
    SubscriptionFactory,
    VatPeriodFactory,
)

pytestmark = pytest.mark.django_db
NOVEMBER = {"period_start": date(2026, 11, 1), "period_end": date(2026, 12, 1)}


@pytest.fixture
def liable(association: Association) -> Association:
    VatPeriodFactory.create()
    association.vat_number = "FR83123456782"
    association.save()
    return association


def draft_of(member: Member, *lines: dict[str, Any]) -> Document:
    document: Document = DocumentFactory.create(member=member, lines=False)
    for position, line in enumerate(lines, start=1):
        amount = Decimal(str(line.pop("amount")))
        words = {"label": "Line", "unit_price": amount} | NOVEMBER | line
        Line.objects.create(document=document, position=position, amount=amount, **words)
    return document


def test_the_regime_is_the_one_of_the_day(association: Association) -> None:
    VatPeriodFactory.create(starts_on=date(2026, 12, 1), rate=Decimal("8.5"))
    VatPeriodFactory.create(starts_on=date(2025, 1, 1), regime=VatRegime.EXEMPT_261)
    assert core_vat.regime_on(date(2024, 12, 31)).regime == VatRegime.FRANCHISE_293B
    assert core_vat.regime_on(date(2025, 1, 1)).regime == VatRegime.EXEMPT_261
    assert core_vat.regime_on(date(2026, 12, 1)).rate == Decimal("8.5")


def test_prices_include_vat_at_the_usual_rate_or_the_offers(
    alice: Member, liable: Association
) -> None:
    reduced = SubscriptionFactory.create(
        member=alice, offer=OfferFactory.create(vat_rate=Decimal("5.5"))
    )
    usual = SubscriptionFactory.create(member=alice, offer=OfferFactory.create(vat_rate=None))
    draft = draft_of(
        alice,
        {"amount": "32.00", "subscription": usual},
        {"amount": "10.55", "subscription": reduced},
        {"amount": "60.00", "subscription": usual, "item": LineItem.DEPOSIT},
        {"amount": "5.00", "item": LineItem.GIFT},
    )
    document = issue(draft, actor=None)
    stamps = [(line.vat_rate, bool(line.vat_exemption)) for line in document.lines.all()]
    assert stamps == [(20, False), (Decimal("5.5"), False), (0, True), (0, True)]
    assert document.total == Decimal("107.55")
    assert document.vat_total == Decimal("5.33") + Decimal("0.55")


def test_dues_bear_no_vat_and_say_nothing_of_it(liable: Association) -> None:
    call = issue(DocumentFactory.create(kind=DocumentKind.DUES_CALL), actor=None)
    assert call.vat_total == 0 and call.lines.get().vat_exemption == ""


def test_without_a_vat_number_no_invoice_but_a_call_for_dues(liable: Association) -> None:
    Association.objects.update(vat_number="")
    with pytest.raises(MentionsMissing) as refusal:
        issue(DocumentFactory.create(), actor=None)
    assert len(refusal.value.missing) == 1
    assert issue(DocumentFactory.create(kind=DocumentKind.DUES_CALL), actor=None).number


def test_a_credit_note_repeats_the_rates_of_its_document(
    alice: Member, liable: Association
) -> None:
    draft = draft_of(alice, {"amount": "32.00"}, {"amount": "20.00", "item": LineItem.DEPOSIT})
    invoice = issue(draft, actor=None, on=date(2026, 11, 10))
    VatPeriodFactory.create(starts_on=date(2026, 11, 20), regime=VatRegime.NOT_TAXABLE)
    note = cancel(invoice, actor=None)
    assert note.vat_total == Decimal("-5.33") == -invoice.vat_total
    assert [line.vat_rate for line in note.lines.all()] == [20, 0]
    assert note.issuer["vat_regime"] == VatRegime.LIABLE


def test_vat_has_its_account(alice: Member, liable: Association) -> None:
    lines = [{"amount": "0.03"}, {"amount": "32.00"}, {"amount": "50.00", "item": LineItem.DEPOSIT}]
    invoice = issue(draft_of(alice, *lines), actor=None)
    accounts.post()
    entry = {line.account_id: line.credit - line.debit for line in EntryLine.objects.all()}
    assert entry["44571"] == invoice.vat_total > 0 and entry["165"] == Decimal("50.00")
    assert sum(entry.values()) == 0 and not checking.problems()
    cancel(invoice, actor=None)
    accounts.post()
    assert not checking.problems()


@pytest.mark.parametrize(
    ("field", "value"), [("country", "Syldavie"), ("late_penalty", " "), ("name", "coin")]
)
def test_what_an_invoice_lacks_is_named(association: Association, field: str, value: str) -> None:
    Association.objects.update(**{field: value})
    with pytest.raises(MentionsMissing) as refusal:
        issue(DocumentFactory.create(), actor=None)
    assert len(refusal.value.missing) == 1


def test_an_organisation_has_a_number(association: Association) -> None:
    draft = DocumentFactory.create(member__kind="organisation", member__organisation_name="Ruche")
    with pytest.raises(MentionsMissing):
        issue(draft, actor=None)
    Member.objects.filter(pk=draft.member_id).update(siren="732829320")
    document = issue(draft, actor=None)
    assert document.recipient["siren"] == "732829320"
    assert association.late_penalty in " ".join(document.issuer["mentions"])
