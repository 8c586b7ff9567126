"""Races for a member's money: documents, payments, receipts, gifts, the fund, payment plans, accounts."""

from datetime import date

from coin.billing.accounts import services as accounts
from coin.billing.accounts import take_history
from coin.billing.accounts.take_history import BroughtForward
from coin.billing.bank import later as bank_later
from coin.billing.bank import services as bank
from coin.billing.documents import vat_periods
from coin.billing.documents.giving import give_credit
from coin.billing.documents.issuing import cancel, issue
from coin.billing.due.dues import call_dues, change_dues
from coin.billing.due.reconcile import reconcile
from coin.billing.hardship import fund_help, waivers
from coin.billing.hardship import plans as payment_plans
from coin.billing.models import (
    AccountChoice,
    AccountingPeriod,
    Allocation,
    BankAccount,
    BankImport,
    BankLine,
    Cheque,
    DepositSlip,
    Document,
    DocumentReminderStep,
    Entry,
    Payment,
    PaymentPlan,
    PlanRequest,
    Receipt,
)
from coin.billing.payments import cheques, moving
from coin.billing.payments.services import reverse_payment
from coin.billing.receipts import services as receipts
from coin.billing.reminders import find as reminders
from coin.billing.reminders.services import DOCUMENT_REMINDERS
from coin.billing.runs import mails as document_mails
from coin.core.models import Association, Mail
from coin.core.models.association import VatPeriod, VatRegime
from coin.core.money import total
from coin.members.merging.services import merge_members
from coin.members.models import DuesPeriod
from tests.factories import DuesPeriodFactory, SubscriptionFactory, VatPeriodFactory
from tests.races.race import ONCE, Race
from tests.races.scenes import (
    Scene,
    acts,
    association,
    bank_line,
    change,
    draft,
    euros,
    issued,
    member,
    paid,
    pay,
    today,
)

STATEMENT = "date;libelle;debit;credit\n{day:%d/%m/%Y};VIR ADH00042;;8,00\n"
HISTORY = (
    "date;compte;libellé;débit;crédit;pièce\n10/01/2020;411;Dû;15;;A\n10/01/2020;7561;Dû;;15;A\n"
)


def allocated(document: Document) -> str:
    rows = Allocation.objects.filter(document=document)
    return str(total(rows.values_list("amount", flat=True)))


def dues(called: bool = False) -> DuesPeriod:
    association()
    period: DuesPeriod = DuesPeriodFactory.create(starts_on=today(), ends_on=today(365))
    if called:
        call_dues(period, actor=None)
    return period


def paid_dues() -> Document:
    call = call_dues(dues(), actor=None)
    assert call is not None
    pay(call.member, "15.00")
    return call


def gift() -> Payment:
    association(
        donation_receipts=True, donation_object="Un accès libre", donation_signatory="Noé Petit"
    )
    period = DuesPeriodFactory.create(starts_on=today(), ends_on=today(365), gift=euros(20))
    call_dues(period, actor=None)
    return pay(period.member, "35.00")


def generous() -> object:
    """Two members who owe 8 € each, while the fund holds 10 €: it can help only one of them."""
    association(fund_open=True)
    document = draft(amount="18.00")
    document.lines.update(advised_price=euros(8))
    issue(document, actor=None)
    pay(document.member, "18.00")
    return [issued().member, issued().member]


def billed() -> Scene:
    """A subscription that nobody has billed yet."""
    association()
    return Scene(line=SubscriptionFactory.create(active_on=today(-400)))


def late() -> Scene:
    association()
    DOCUMENT_REMINDERS.schedule.set_up(actor=None)
    DocumentReminderStep.objects.update(is_on=True)
    document = issue(draft(), actor=None, on=today(-90))
    bank_line("1.00")
    round_ = reminders.find(today())
    return Scene(member=document.member, due=round_.due[0], association=Association.current())


def mailed(document: Document) -> Document:
    Document.objects.filter(pk=document.pk).update(pdf="documents/one.pdf")
    return document


def cheque() -> Cheque:
    BankAccount.objects.create(name="Courant")
    payment = paid(means="cheque")
    return Cheque.objects.get(payment=payment)


def make_slip(waiting: Cheque) -> DepositSlip:
    return cheques.make_slip(
        [waiting.pk], account=BankAccount.objects.get(), made_on=today(), actor=None
    )


def slip() -> DepositSlip:
    return make_slip(cheque())


def slip_and_lines() -> Scene:
    deposit_slip = slip()
    return Scene(
        slip=deposit_slip, lines=[bank_line("8.00", deposit_slip.account) for _line in range(2)]
    )


def planned() -> Scene:
    document = issued()
    return Scene(member=document.member, document=document)


def agree(scene: Scene) -> PaymentPlan:
    return payment_plans.agree_plan(
        scene.member, documents=[scene.document.pk], dated=[(today(30), euros(8))], actor=None
    )


def agreed() -> Scene:
    scene = planned()
    scene.plan = agree(scene)
    return scene


def statement(at_once: int | None = None) -> bytes:
    if not BankAccount.objects.exists():
        bank.create_account(name="Courant", iban="FR7630006000011234567890189", actor=None)
        member(number=42)
    return STATEMENT.format(day=today()).encode()


def waiting_import() -> BankImport:
    return bank.take_in(statement(), name="releve.csv", actor=None, at_once=0)


def move_to_merged() -> Scene:
    return Scene(payment=paid(), to=member(), survivor=member())


def vat_rows(*rows: tuple[date, str]) -> list[VatPeriod]:
    return [VatPeriodFactory.create(starts_on=day, regime=regime) for day, regime in rows]


def vat_stamped() -> list[VatPeriod]:
    """VAT periods and an invoice of today, which is liable to VAT.

    Two of the periods each make its day liable again after an exempt one: only one of the two may be changed.
    """
    liable, exempt = VatRegime.LIABLE, VatRegime.FRANCHISE_293B
    association(vat_number="FR40123456782")
    rows = vat_rows(
        (date(2020, 1, 1), liable),
        (date(2020, 2, 1), exempt),
        (date(2020, 3, 1), liable),
        (date(2020, 4, 1), liable),
    )
    issue(draft(), actor=None)
    return rows


def change_period(row: VatPeriod) -> object:
    return vat_periods.change_vat_period(
        row, starts_on=date(2021, 1, 1), regime=row.regime, rate=row.rate, actor=None
    )


def choose(code: str) -> None:
    accounts.choose_accounts(uses={"members": code}, banks={}, actor=None)


def opening() -> list[accounts.OpeningRow]:
    rows = [("512", "Banque", 10, 0), ("110", "Report", 0, 10)]
    return [accounts.OpeningRow(code, label, euros(a), euros(b)) for code, label, a, b in rows]


def close_after_posting(day: date) -> None:
    """Close a period as if its missing entries were written: only the closing itself races."""
    from unittest import mock

    with mock.patch.object(accounts, "post", return_value=accounts.Posted()):
        accounts.close_period(ends_on=day, actor=None)


RACES = [
    Race(
        lock="coin.billing.payments.services.record_payment",
        set_up=issued,
        first=lambda document: pay(document.member),
        leaves=lambda document: [allocated(document), Payment.objects.count()],
        expected=["8.00", 2],
    ),
    Race(
        lock="coin.billing.payments.services.reverse_payment",
        set_up=paid,
        first=lambda payment: reverse_payment(payment, actor=None),
        answers=ONCE,
        leaves=lambda payment: Payment.objects.filter(reverses=payment).count(),
        expected=1,
    ),
    Race(
        lock="coin.billing.documents.issuing._issue_in_one",
        set_up=draft,
        first=lambda document: pay(document.member),
        second=lambda document: issue(document, actor=None),
        leaves=allocated,
        expected="8.00",
    ),
    Race(
        lock="coin.billing.documents.issuing.cancel",
        set_up=issued,
        first=lambda document: cancel(document, actor=None),
        answers=ONCE,
        leaves=lambda document: Document.objects.filter(corrects=document).count(),
        expected=1,
    ),
    Race(
        lock="coin.billing.due.dues.call_dues",
        set_up=dues,
        first=lambda period: call_dues(period, actor=None),
        leaves=lambda period: Document.objects.issued().count(),
        expected=1,
    ),
    Race(
        lock="coin.billing.due.dues.change_dues",
        set_up=lambda: dues(called=True),
        first=lambda period: change_dues(period, amount=euros(20), gift=euros(0), actor=None),
        second=lambda period: change_dues(period, amount=euros(30), gift=euros(0), actor=None),
        leaves=lambda period: [str(row.total) for row in Document.objects.order_by("pk")],
        expected=["15.00", "-15.00", "20.00", "-20.00", "30.00"],
    ),
    Race(
        lock="coin.billing.documents.giving.give_credit",
        set_up=lambda: [association(), paid("30.00")][1],
        first=lambda payment: give_credit(payment.member, amount=euros(20), actor=None),
        answers=("done", "amount"),
        leaves=lambda payment: Document.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.billing.payments.moving.move_payment",
        set_up=move_to_merged,
        first=lambda scene: merge_members(scene.survivor, merged=scene.to.number, actor=None),
        second=lambda scene: moving.move_payment(scene.payment, to=scene.to, actor=None),
        answers=("done", "member"),
        leaves=lambda scene: Payment.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.core.reminders.sending.Reminders._send",
        case="of documents",
        set_up=late,
        first=lambda scene: pay(scene.member),
        second=lambda scene: DOCUMENT_REMINDERS._send(scene.due, scene.association, None),
        leaves=lambda scene: Mail.objects.count(),
        expected=0,
    ),
    Race(
        lock="coin.billing.hardship.waivers.waive",
        set_up=issued,
        first=lambda document: waivers.waive(
            document, amount=euros(5), reason="Hard times", actor=None
        ),
        answers=("done", "amount"),
        leaves=lambda document: Document.objects.filter(corrects=document).count(),
        expected=1,
    ),
    Race(
        lock="coin.billing.payments.cheques.make_slip",
        set_up=cheque,
        first=make_slip,
        answers=("done", "cheques"),
        leaves=lambda cheque: DepositSlip.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.billing.payments.cheques.undo_slip",
        set_up=slip,
        first=lambda slip: cheques.undo_slip(slip, actor=None),
        answers=ONCE,
        leaves=lambda slip: acts("billing.slip_undone"),
        expected=1,
    ),
    Race(
        lock="coin.billing.payments.cheques.pay_slip",
        set_up=slip_and_lines,
        first=lambda scene: cheques.pay_slip(scene.slip, scene.lines[0], actor=None),
        second=lambda scene: cheques.pay_slip(scene.slip, scene.lines[1], actor=None),
        answers=ONCE,
        leaves=lambda scene: BankLine.objects.filter(state="filed").count(),
        expected=1,
    ),
    Race(
        lock="coin.billing.hardship.plans.ask_plan",
        set_up=member,
        first=lambda member: payment_plans.ask_plan(member, words="10 € a month?", actor=None),
        answers=ONCE,
        leaves=lambda member: PlanRequest.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.billing.hardship.plans.agree_plan",
        set_up=planned,
        first=agree,
        answers=ONCE,
        leaves=lambda scene: PaymentPlan.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.billing.hardship.plans.give_up_plan",
        set_up=agreed,
        first=lambda scene: payment_plans.give_up_plan(scene.plan, reason="Moved", actor=None),
        second=agree,
        leaves=lambda scene: sorted(PaymentPlan.objects.values_list("state", flat=True)),
        expected=["agreed", "broken"],
    ),
    Race(
        lock="coin.billing.receipts.services.issue_dues_receipt",
        set_up=paid_dues,
        first=lambda document: receipts.issue_dues_receipt(document, actor=None),
        leaves=lambda document: Receipt.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.billing.receipts.services.issue_payment_receipt",
        set_up=lambda: [association(), paid()][1],
        first=lambda payment: receipts.issue_payment_receipt(payment, actor=None),
        leaves=lambda payment: Receipt.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.billing.receipts.services.issue_tax_receipt",
        set_up=gift,
        first=lambda payment: receipts.issue_tax_receipt(payment, actor=None),
        leaves=lambda payment: Receipt.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.billing.receipts.services.issue_yearly_tax_receipt",
        set_up=gift,
        first=lambda payment: receipts.issue_yearly_tax_receipt(
            payment.member, year=payment.received_on.year, actor=None
        ),
        leaves=lambda payment: Receipt.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.billing.hardship.fund_help.help_member",
        set_up=generous,
        first=lambda helped: fund_help.help_member(
            helped[0], amount=euros(8), reason="Hard times", actor=None
        ),
        second=lambda helped: fund_help.help_member(
            helped[1], amount=euros(8), reason="Hard times", actor=None
        ),
        answers=("done", "amount"),
        leaves=lambda helped: Payment.objects.filter(means="fund").count(),
        expected=1,
    ),
    Race(
        lock="coin.billing.due.reconcile.reconcile",
        set_up=billed,
        first=lambda scene: reconcile(today(), actor=None),
        leaves=lambda scene: [Document.objects.count(), acts("billing.drafted")],
        expected=[1, 1],
    ),
    Race(
        lock="coin.billing.documents.vat_periods.add_vat_period",
        set_up=association,
        first=lambda _row: vat_periods.add_vat_period(
            starts_on=date(2021, 1, 1), regime=VatRegime.LIABLE, rate=euros(20), actor=None
        ),
        answers=("done", "starts_on"),
        leaves=lambda _row: VatPeriod.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.billing.documents.vat_periods.change_vat_period",
        set_up=lambda: vat_rows(
            (date(2020, 1, 1), VatRegime.LIABLE), (date(2020, 2, 1), VatRegime.FRANCHISE_293B)
        ),
        first=lambda rows: change_period(rows[0]),
        second=lambda rows: change_period(rows[1]),
        answers=("done", "starts_on"),
        leaves=lambda rows: VatPeriod.objects.filter(starts_on=date(2021, 1, 1)).count(),
        expected=1,
    ),
    Race(
        lock="coin.billing.documents.vat_periods.remove_vat_period",
        set_up=vat_stamped,
        first=lambda rows: vat_periods.remove_vat_period(rows[2], actor=None),
        second=lambda rows: vat_periods.remove_vat_period(rows[3], actor=None),
        answers=("done", "starts_on"),
        leaves=lambda rows: VatPeriod.objects.count(),
        expected=3,
    ),
    Race(
        lock="coin.billing.accounts.services.choose_accounts",
        set_up=lambda: [
            accounts.name_account(code=code, label="Members", actor=None)
            for code in ("411100", "411200")
        ],
        first=lambda _rows: choose("411100"),
        second=lambda _rows: choose("411200"),
        leaves=lambda _rows: [
            AccountChoice.objects.get().account_id,
            change("billing.accounts_chosen", "members"),
        ],
        expected=["411200", ["411100", "411200"]],
    ),
    Race(
        lock="coin.billing.accounts.services.close_period",
        set_up=lambda: today(-10),
        first=close_after_posting,
        answers=("done", "ends_on"),
        leaves=lambda _day: AccountingPeriod.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.billing.accounts.services.open_balances",
        set_up=opening,
        first=lambda rows: accounts.open_balances(rows=rows, on=date(2020, 1, 1), actor=None),
        answers=("done", "on"),
        leaves=lambda rows: Entry.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.billing.accounts.services._in_one",
        set_up=issued,
        first=lambda _document: accounts.post(),
        leaves=lambda _document: Entry.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.billing.accounts.take_history.take_in",
        set_up=association,
        first=lambda _row: take_history.take_in(HISTORY.encode(), name="fec.txt", actor=None),
        answers=("done", "file"),
        leaves=lambda _row: Entry.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.billing.accounts.take_history.bring_forward",
        set_up=lambda: [association(), [BroughtForward(member(), euros(-5))]][1],
        first=lambda rows: take_history.bring_forward(rows, on=date(2020, 12, 31), actor=None),
        answers=("done", "rows"),
        leaves=lambda rows: Payment.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.billing.bank.services.take_in",
        set_up=statement,
        first=lambda content: bank.take_in(content, name="releve.csv", actor=None),
        leaves=lambda content: [BankLine.objects.count(), Payment.objects.count()],
        expected=[1, 1],
    ),
    Race(
        lock="coin.billing.bank.later._match_some",
        set_up=waiting_import,
        first=lambda source: f"{bank_later._match_some(source.pk)} lines",
        answers=("1 lines", "0 lines"),
        leaves=lambda source: [
            Payment.objects.count(),
            BankImport.objects.get(pk=source.pk).lines_certain,
        ],
        expected=[1, 1],
    ),
    Race(
        lock="coin.billing.runs.mails.mail_document",
        set_up=lambda: mailed(issued()),
        first=lambda document: document_mails.mail_document(document, actor=None),
        answers=ONCE,
        leaves=lambda document: Mail.objects.count(),
        expected=1,
    ),
    Race(
        lock="coin.billing.runs.mails.mail_documents",
        set_up=lambda: mailed(issued()),
        first=lambda document: document_mails.mail_documents(document.member_id, [document.pk]),
        leaves=lambda document: Mail.objects.count(),
        expected=1,
    ),
]
