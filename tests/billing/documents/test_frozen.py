"""Neither the ORM nor SQL written by hand changes an issued document, its lines or a payment."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from coin.billing.documents.issuing import cancel, issue
from coin.billing.models import Document, Line, Payment
from coin.core.models import Association
from coin.core.models.base import FrozenRow
from tests.factories import DocumentFactory, PaymentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(association: Association) -> Document:
    return issue(DocumentFactory.create(), actor=None)


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE billing_document SET total = 1",
        "UPDATE billing_document SET state = 'draft', number = NULL",
        "UPDATE billing_document SET recipient = '{}'",
        "DELETE FROM billing_document",
        "UPDATE billing_line SET amount = 1",
        "UPDATE billing_line SET label = 'x', is_cancelled = true",
        "DELETE FROM billing_line",
        "INSERT INTO billing_line (document_id, position, label, quantity, unit_price, amount,"
        " vat_rate, vat_exemption, item, is_correction, is_cancelled, period_start, period_end)"
        " SELECT id, 9, 'x', 1, 1, 1, 0, '', 'monthly', true, false, period_start, period_end"
        " FROM billing_document",
        "UPDATE billing_payment SET amount = 1",
        "DELETE FROM billing_payment",
    ],
)
def test_sql_is_refused(document: Document, statement: str) -> None:
    PaymentFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        sql(statement)


@pytest.mark.parametrize(
    "act",
    [
        lambda: Document.objects.get().delete(),
        lambda: Document.objects.all().delete(),
        lambda: Document.objects.get().save(),
        lambda: Document.objects.update(total=1),
        lambda: Line.objects.update(label="x"),
        lambda: Line.objects.all().delete(),
        lambda: Payment.objects.all().delete(),
        lambda: Payment.objects.get().save(),
    ],
)
def test_the_orm_is_refused(document: Document, act: Callable[[], object]) -> None:
    PaymentFactory.create()
    with pytest.raises((IntegrityError, FrozenRow)), transaction.atomic():
        act()


def test_files_are_recorded_once(document: Document) -> None:
    Document.objects.update(pdf="documents/2026/F2026-00001.pdf", pdf_sha256="a" * 64)
    Document.objects.update(xml="documents/2026/F2026-00001.xml", xml_sha256="c" * 64)
    for change in ({"pdf": ""}, {"pdf_sha256": "b" * 64}, {"xml": ""}, {"xml_sha256": "d" * 64}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.update(**change)


def test_a_cancelled_line_stays_so(document: Document) -> None:
    cancel(document, actor=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Line.objects.update(is_cancelled=False)


def test_drafts_are_free() -> None:
    draft = DocumentFactory.create()
    Line.objects.update(label="other words")
    draft.delete()
    assert not Line.objects.exists()


def test_a_volunteer_may_be_forgotten_by_the_payments_they_recorded() -> None:
    user = UserFactory.create()
    payment = PaymentFactory.create(recorded_by=user)
    user.delete()
    payment.refresh_from_db()
    assert payment.recorded_by is None
