"""Many documents issued in batches end as if each had been issued alone."""

from datetime import date
from decimal import Decimal

import pytest

from coin.billing.balance import queries
from coin.billing.documents.issuing import TOGETHER, issue, issue_many
from coin.billing.enums import DocumentKind
from coin.billing.models import Allocation, Document
from coin.billing.payments.services import record_payment
from coin.core.models import Association, AuditEntry
from tests.factories import DocumentFactory, MemberFactory, PaymentFactory

pytestmark = pytest.mark.django_db


def numbers(documents: list[Document]) -> list[str]:
    return [str(document.number) for document in documents]


def test_each_series_goes_on_by_itself(association: Association) -> None:
    kinds = [DocumentKind.INVOICE, DocumentKind.DUES_CALL, DocumentKind.INVOICE]
    done = issue_many([DocumentFactory.create(kind=kind) for kind in kinds], actor=None)
    assert numbers(done.issued) == ["F2026-00001", "C2026-00001", "F2026-00002"]


def test_a_refusal_costs_the_others_nothing_beyond_one_transaction(
    association: Association,
) -> None:
    # More than one transaction: the refusal must not undo those before its own.
    count = TOGETHER + 5
    drafts = [DocumentFactory.create() for _number in range(count)]
    wrong = DocumentFactory.create(member__city="")
    done = issue_many([*drafts, wrong], actor=None)
    assert numbers(done.issued) == [f"F2026-{number:05d}" for number in range(1, count + 1)]
    assert [document for document, _why in done.refused] == [wrong]
    assert AuditEntry.objects.filter(action="billing.issued").count() == count


def test_a_draft_that_is_gone_is_skipped(association: Association) -> None:
    deleted, stays = DocumentFactory.create(), DocumentFactory.create()
    Document.objects.filter(pk=deleted.pk).delete()
    done = issue_many([deleted, stays], actor=None)
    assert done.skipped == [deleted] and numbers(done.issued) == ["F2026-00001"]


def rests() -> list[Decimal]:
    rows = queries.with_rest(Document.objects.order_by("pk"))
    return list(rows.values_list("rest", flat=True))


def test_money_in_advance_pays_the_oldest_of_those_issued_together(
    association: Association,
) -> None:
    member = MemberFactory.create()
    PaymentFactory.create(member=member, amount=Decimal("10.00"))
    drafts = [DocumentFactory.create(member=member) for _number in range(2)]
    issue_many([*drafts, DocumentFactory.create()], actor=None)
    assert rests() == [0, 6, 8]


def test_what_a_credit_note_frees_pays_an_invoice_issued_with_it(association: Association) -> None:
    member = MemberFactory.create()
    paid = issue(DocumentFactory.create(member=member), actor=None)
    record_payment(
        member, amount=paid.total, received_on=date(2026, 11, 20), means="transfer", actor=None
    )
    note = DocumentFactory.create(
        member=member, kind=DocumentKind.CREDIT_NOTE, corrects=paid, total=-paid.total
    )
    after = DocumentFactory.create(member=member)
    issue_many([after, note], actor=None)
    [allocation] = Allocation.objects.all()
    assert allocation.document == after and allocation.amount == after.total
