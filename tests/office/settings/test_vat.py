"""VAT regimes in the settings: the regime that an issued invoice states stays the regime of its day."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from coin.billing.enums import DocumentKind
from coin.billing.models import Document
from coin.core import vat
from coin.core.models import AuditEntry
from coin.core.models.association import VatPeriod, VatRegime
from coin.members.capabilities import SETTINGS
from coin.members.models import User
from tests.factories import DocumentFactory, VatPeriodFactory

pytestmark = pytest.mark.django_db
NEW = {"starts_on": "2026-12-01", "regime": "liable", "rate": "20"}


@pytest.fixture
def treasurer(volunteer: Callable[..., User], sign_in: Callable[[User], Client]) -> Client:
    return sign_in(volunteer(SETTINGS))


def invoice(on: date, number: int = 1) -> Document:
    document: Document = DocumentFactory.create(lines=False)
    Document.objects.filter(pk=document.pk).update(
        state="issued",
        number=f"F{on.year}-{number:05d}",
        series=f"F{on.year}",
        series_number=number,
        issued_on=on,
        kind=DocumentKind.INVOICE,
    )
    return document


def new(client: Client, **values: str) -> Any:
    return client.post(reverse("office:vat-period-new"), NEW | values)


def test_a_regime_begins_and_is_corrected(treasurer: Client) -> None:
    assert new(treasurer).status_code == 302
    assert vat.regime_on(date(2026, 11, 30)).regime == VatRegime.FRANCHISE_293B
    assert vat.regime_on(date(2026, 12, 1)).regime == VatRegime.LIABLE
    period = VatPeriod.objects.get()
    url = reverse("office:vat-period-edit", args=[period.pk])
    assert treasurer.post(url, NEW | {"starts_on": "2027-01-01", "rate": "8,5"}).status_code == 302
    period.refresh_from_db()
    assert (period.starts_on, period.rate) == (date(2027, 1, 1), Decimal("8.5"))
    page = treasurer.get(reverse("office:settings")).content.decode()
    assert "8,5" in page and url in page
    assert AuditEntry.objects.filter(action="billing.vat_changed").count() == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"starts_on": "2020-01-01"}, "starts_on"),  # another period begins on that day
        ({"starts_on": "2026-11-10"}, "starts_on"),  # an invoice was issued on the 10th
        ({"starts_on": "soon"}, "starts_on"),
        ({"regime": "none"}, "regime"),
        ({"rate": "19"}, "rate"),
        ({"rate": "-5"}, "rate"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    treasurer: Client, values: dict[str, str], field: str
) -> None:
    VatPeriodFactory.create(regime=VatRegime.EXEMPT_261)
    invoice(date(2026, 11, 10))
    response = new(treasurer, **values)
    assert response.status_code == 422 and f'id="id_{field}_error"' in response.content.decode()
    assert VatPeriod.objects.count() == 1 and not AuditEntry.objects.exists()


def test_the_regime_of_invoices_issued_stays(treasurer: Client) -> None:
    period = VatPeriodFactory.create(regime=VatRegime.EXEMPT_261)
    last = date(2026, 11, 10)
    invoice(last)
    edit = reverse("office:vat-period-edit", args=[period.pk])
    remove = reverse("office:vat-period-remove", args=[period.pk])
    for values in ({"regime": "liable"}, {"starts_on": "2026-11-11", "regime": "exempt_261"}):
        unchanged = {"starts_on": "2020-01-01", "rate": "20"}
        assert treasurer.post(edit, unchanged | values).status_code == 422
    assert treasurer.post(remove, {"count": 1}).status_code == 422
    assert (
        treasurer.post(edit, NEW | {"starts_on": "2019-01-01", "regime": "exempt_261"}).status_code
        == 302
    )
    assert new(treasurer, starts_on="2026-11-11").status_code == 302
    assert vat.regime_on(last).regime == VatRegime.EXEMPT_261


def test_a_regime_without_an_invoice_is_removed(treasurer: Client) -> None:
    period = VatPeriodFactory.create()
    url = reverse("office:vat-period-remove", args=[period.pk])
    assert treasurer.get(url).status_code == 200
    assert treasurer.post(url, {"count": 1}).status_code == 302 and not VatPeriod.objects.exists()
    assert treasurer.get(url).status_code == 404


def test_a_vat_number_is_checked(treasurer: Client) -> None:
    url = reverse("office:settings-edit", args=["documents"])
    wrong = {
        "vat_number": "FR00 404 833 048",
        "late_penalty": "10 points",
        "document_words": "Merci",
    }
    response = treasurer.post(url, wrong)
    assert response.status_code == 422 and 'id="id_vat_number_error"' in response.content.decode()
    assert treasurer.post(url, wrong | {"vat_number": "fr 83 404 833 048"}).status_code == 302
