"""Races for money that coin collects: mandates, debits, payments on line."""

from datetime import date, timedelta

import time_machine

from coin.billing.debits import collecting, mandates
from coin.billing.debits import returns as debit_returns
from coin.billing.debits import services as debits
from coin.billing.models import (
    BankLine,
    Debit,
    DebitBatch,
    Document,
    Mandate,
    OnlinePayment,
    Payment,
)
from coin.billing.online import announcing, beginning, charging, keeping, refunding, taking
from coin.billing.online.stripe import shapes
from coin.core.models import Association
from coin.members.models import Member
from tests.races.race import ONCE, Race
from tests.races.scenes import (
    IBAN,
    Scene,
    acts,
    announced,
    bank_line,
    charge,
    collection_day,
    euros,
    issued,
    kept_card,
    mandate,
    member,
    owing_by_debit,
    paid,
    pay,
    today,
)


def batch_of(count: int) -> Scene:
    batch = announced(count)
    return Scene(batch=batch, debits=list(batch.debits.select_related("mandate__member")))


def written() -> Scene:
    scene = batch_of(1)
    debits.write_file(scene.batch, actor=None)
    scene.batch.refresh_from_db()
    debits.mark_sent(scene.batch, actor=None)
    scene.line = bank_line("8.00", booked_on=scene.batch.collection_on)
    scene.debits = list(scene.batch.debits.all())
    return scene


def collect(scene: Scene, line: BankLine | None = None) -> None:
    """Record the batch as collected, on the day after its collection."""
    with time_machine.travel(scene.batch.collection_on + timedelta(days=1)):
        collecting.collect(scene.batch, actor=None, line=line)


def leave_out(place: int, scene: Scene) -> None:
    debits.leave_out(scene.debits[place], actor=None)


def drafted() -> Scene:
    owing_by_debit()
    batch = debits.draft_batch(collection_day(), actor=None)
    return Scene(batch=batch, debits=list(batch.debits.select_related("mandate__member")))


def suspended_twice() -> list[Mandate]:
    debtor = member()
    return [mandate(debtor, state="suspended") for _mandate in range(2)]


def unused() -> Mandate:
    return mandate(member(), signed_on=date(2020, 1, 1))


def record(by: Member) -> Mandate:
    return mandates.record_mandate(by, iban=IBAN, holder="Alice Durand", actor=None)


def begun() -> Scene:
    """A payment on line that was begun, and Stripe's answer that it succeeded."""
    document = issued()
    attempt = OnlinePayment.objects.create(
        member=document.member, kind="documents", amount=document.total, session_id="cs_1"
    )
    attempt.documents.set([document])
    taken = shapes.Charge("ch_1", "card", euros("0.25"), True, euros(0), False, today())
    intent = shapes.Intent("pi_1", "succeeded", str(attempt.key), euros(8), "", taken)
    return Scene(attempt=attempt, said=taking.Said(intent=intent))


def to_charge() -> Document:
    document = issued()
    kept_card(document.member)
    return document


def chargeable_on() -> str:
    association = Association.current()
    return str(today(max(association.debit_notice_days, association.payment_days) + 5))


def taken_on_line() -> OnlinePayment:
    payment = paid()
    return OnlinePayment.objects.create(
        member=payment.member,
        kind="top_up",
        state="paid",
        amount=payment.amount,
        payment=payment,
        paid_on=payment.received_on,
    )


def due_charge() -> OnlinePayment:
    return charge(days=0)


def ask_before_charging(attempt: OnlinePayment) -> str:
    assert attempt.means is not None
    return "not taken" if charging._why_not(attempt, attempt.means) else "taken"


def paid_of(scene: Scene) -> int:
    return Payment.objects.count()


RACES = [
    Race(
        lock="coin.billing.debits.mandates.resume_mandate",
        set_up=suspended_twice,
        first=lambda rows: mandates.resume_mandate(rows[0], actor=None),
        second=lambda rows: mandates.resume_mandate(rows[1], actor=None),
        answers=ONCE,
        leaves=lambda rows: Mandate.objects.filter(state="active").count(),
        expected=1,
    ),
    Race(
        lock="coin.billing.debits.mandates.lapse_mandates",
        set_up=unused,
        first=lambda _mandate: f"{mandates.lapse_mandates()} lapsed",
        answers=("1 lapsed", "0 lapsed"),
        leaves=lambda _mandate: acts("billing.mandate_lapsed"),
        expected=1,
    ),
    Race(
        lock="coin.billing.debits.mandates._create",
        set_up=member,
        first=record,
        leaves=lambda _member: [
            rum.rpartition("-")[2]
            for rum in Mandate.objects.order_by("pk").values_list("rum", flat=True)
        ],
        expected=["1", "2"],
    ),
    Race(
        lock="coin.billing.debits.services.leave_out",
        set_up=lambda: batch_of(3),
        first=lambda scene: leave_out(0, scene),
        second=lambda scene: leave_out(1, scene),
        leaves=lambda scene: DebitBatch.objects.get().count,
        expected=1,
    ),
    Race(
        lock="coin.billing.debits.services.announce",
        set_up=drafted,
        first=lambda scene: leave_out(0, scene),
        second=lambda scene: debits.announce(scene.batch, actor=None),
        answers=ONCE,
        leaves=lambda scene: DebitBatch.objects.get().state,
        expected="draft",
    ),
    Race(
        lock="coin.billing.debits.services.write_file",
        set_up=lambda: batch_of(1),
        first=lambda scene: leave_out(0, scene),
        second=lambda scene: debits.write_file(scene.batch, actor=None),
        answers=ONCE,
        leaves=lambda scene: DebitBatch.objects.get().state,
        expected="notified",
    ),
    Race(
        lock="coin.billing.debits.services._free",
        set_up=lambda: owing_by_debit()[0],
        first=lambda document: beginning._claim(document.member, [document.pk], None),
        second=lambda document: debits.draft_batch(collection_day(), actor=None),
        answers=ONCE,
        leaves=lambda document: Debit.objects.count(),
        expected=0,
    ),
    Race(
        lock="coin.billing.debits.services._still_due",
        set_up=lambda: batch_of(1),
        first=lambda scene: pay(scene.debits[0].mandate.member),
        second=lambda scene: debits.write_file(scene.batch, actor=None),
        answers=ONCE,
        leaves=lambda scene: DebitBatch.objects.get().state,
        expected="notified",
    ),
    Race(
        lock="coin.billing.debits.collecting.collect",
        set_up=written,
        first=collect,
        second=lambda scene: collect(scene, scene.line),
        leaves=paid_of,
        expected=1,
    ),
    Race(
        lock="coin.billing.debits.returns.return_debit",
        set_up=written,
        first=lambda scene: str(
            debit_returns.return_debit(scene.debits[0], code="AM04", on=None, actor=None)
        ),
        answers=("True", "False"),
        leaves=lambda scene: acts("billing.debit_returned"),
        expected=1,
    ),
    Race(
        lock="coin.billing.online.taking._write",
        set_up=begun,
        first=lambda scene: str(taking._write(scene.attempt, scene.said)),
        answers=("True", "False"),
        leaves=paid_of,
        expected=1,
    ),
    Race(
        lock="coin.billing.online.announcing.announce_charges",
        set_up=to_charge,
        first=lambda _document: announcing.announce_charges(
            Association.current(), charge_on=chargeable_on(), actor=None
        ),
        answers=ONCE,
        leaves=lambda _document: OnlinePayment.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.billing.online.announcing.withdraw_charge",
        set_up=charge,
        first=lambda attempt: announcing.withdraw_charge(attempt, actor=None),
        second=ask_before_charging,
        answers=("done", "not taken"),
        leaves=lambda attempt: OnlinePayment.objects.get().state,
        expected="expired",
    ),
    Race(
        lock="coin.billing.online.keeping.remove",
        set_up=lambda: kept_card(member()),
        first=lambda means: keeping.remove(means, actor=None),
        answers=ONCE,
        leaves=lambda means: acts("billing.means_removed"),
        expected=1,
    ),
    Race(
        lock="coin.billing.online.refunding.ask_refund",
        set_up=taken_on_line,
        first=lambda attempt: refunding.ask_refund(attempt, amount="5.00", actor=None),
        answers=ONCE,
        leaves=lambda attempt: str(OnlinePayment.objects.get().refund_asked),
        expected="5.00",
    ),
    Race(
        lock="coin.billing.online.beginning._claim",
        set_up=issued,
        first=lambda document: beginning._claim(document.member, [document.pk], None),
        answers=("done", "documents"),
        leaves=lambda document: OnlinePayment.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.billing.online.charging._why_not",
        set_up=due_charge,
        first=lambda attempt: pay(attempt.member),
        second=ask_before_charging,
        answers=("done", "not taken"),
        leaves=paid_of,
        expected=1,
    ),
]
