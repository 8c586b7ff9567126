"""Documents: drafted, issued, cancelled, mailed; runs of a month; receipts."""

from datetime import date
from decimal import Decimal

from pytest_django import Settings

from coin.billing import actions
from coin.billing.documents import giving
from coin.billing.documents.issuing import cancel, issue
from coin.billing.due.reconcile import reconcile
from coin.billing.enums import BillingRunState
from coin.billing.models import BillingRun, Document, Payment, Receipt
from coin.billing.payments.services import reverse_payment
from coin.billing.receipts import services as receipts
from coin.billing.runs import services as run
from coin.billing.runs.mails import mail_document
from coin.core.models import Association
from coin.members.models import Member, User
from coin.subscriptions.models import Subscription
from tests.billing.debits.conftest import issued
from tests.factories import DocumentFactory, PaymentFactory, SubscriptionFactory
from tests.journal.provoking import Row, provokes

TODAY, MONTH = date(2026, 11, 22), date(2026, 11, 1)


@provokes(actions.DRAFTED)
def a_document_is_drafted(alice: Member, by: User) -> Row:
    SubscriptionFactory.create(member=alice, active_on=MONTH)
    reconcile(MONTH, actor=by)
    return Row(Document.objects.get(), alice, changes=("total",))


@provokes(actions.DRAFT_CHANGED)
def a_draft_is_changed(alice: Member, by: User) -> Row:
    drafted(alice)
    SubscriptionFactory.create(member=alice, active_on=MONTH)
    reconcile(MONTH, actor=by)
    return Row(Document.objects.get(), alice, changes=("total",))


@provokes(actions.DRAFT_DROPPED)
def a_draft_is_dropped(alice: Member, by: User) -> Row:
    subscription = drafted(alice)
    document = Document.objects.get()
    Subscription.objects.filter(pk=subscription.pk).update(state="ended", ended_on=MONTH)
    reconcile(MONTH, actor=by)
    assert not Document.objects.exists()
    return Row(document, alice, changes=("total",))


@provokes(actions.ISSUED)
def a_document_is_issued(association: Association, alice: Member, by: User) -> Row:
    document = issue(DocumentFactory.create(member=alice), actor=by)
    return Row(document, alice, changes=("number", "total"))


@provokes(actions.CANCELLED)
def a_document_is_cancelled(association: Association, alice: Member, by: User) -> Row:
    document = issued(alice)
    cancel(document, actor=by)
    return Row(document, alice, changes=("credit_note",))


@provokes(actions.MAILED)
def a_document_is_mailed(association: Association, alice: Member, by: User) -> Row:
    document = issued(alice)
    # As if the PDF were printed: mailing would print it otherwise.
    Document.objects.update(pdf="a.pdf", pdf_sha256="0" * 64)
    mail_document(document, actor=by)
    return Row(document, alice, changes=("mailed",))


@provokes(actions.RUN_STARTED)
def a_run_is_started(association: Association, by: User) -> Row:
    started, _is_new = run.start(MONTH, actor=by)
    return Row(started)


@provokes(actions.RUN_AGAIN)
def a_run_is_started_again(by: User) -> Row:
    stopped = BillingRun.objects.create(month=MONTH, state=BillingRunState.STOPPED)
    run.start_again(stopped, actor=by)
    return Row(stopped)


@provokes(actions.RUN_DONE)
def a_run_is_done(settings: Settings, association: Association, by: User) -> Row:
    settings.COIN_PDF_PROCESSES = 1
    started = BillingRun.objects.create(month=MONTH, started_by=by)
    run.execute(started.pk)
    return Row(started, changes=("issued", "printed", "mailed", "total"))


@provokes(actions.CREDIT_GIVEN)
def credit_is_given(association: Association, alice: Member, by: User) -> Row:
    PaymentFactory.create(member=alice)
    gift = giving.give_credit(alice, amount=Decimal(8), actor=by)
    return Row(gift, alice, changes=("amount",))


@provokes(actions.RECEIPT_ISSUED)
def a_receipt_is_issued(association: Association, alice: Member, by: User) -> Row:
    receipt = receipts.issue_payment_receipt(PaymentFactory.create(member=alice), actor=by)
    return Row(receipt, alice, changes=("number", "amount"))


@provokes(actions.RECEIPT_VOIDED)
def a_receipt_is_void(association: Association, alice: Member, by: User) -> Row:
    payment: Payment = PaymentFactory.create(member=alice)
    receipt = receipts.issue_payment_receipt(payment, actor=None)
    reverse_payment(payment, actor=by)
    return Row(receipt, alice, changes=("voided_on",))


@provokes(actions.RECEIPT_ASKED_BACK)
def a_void_tax_receipt_is_asked_back(alice: Member, by: User) -> Row:
    receipt = Receipt.objects.create(
        kind="donation",
        member=alice,
        number="RF2026-00001",
        series="RF2026",
        series_number=1,
        issued_on=TODAY,
        amount=Decimal(8),
        words={},
        voided_on=TODAY,
    )
    receipts.note_asked_back(receipt, actor=by)
    return Row(receipt, alice, changes=("asked_back_on",))


def drafted(member: Member) -> Subscription:
    """A subscription, and its draft document of the month."""
    subscription: Subscription = SubscriptionFactory.create(member=member, active_on=MONTH)
    reconcile(MONTH, actor=None)
    return subscription
