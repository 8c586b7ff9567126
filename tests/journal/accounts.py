"""The accounts: their chart, their entries, the history of another tool, the VAT regimes."""

from copy import copy
from datetime import date
from decimal import Decimal

from coin.billing import actions
from coin.billing.account_enums import AccountUse
from coin.billing.accounts import services as accounts
from coin.billing.accounts import take_history
from coin.billing.documents import vat_periods
from coin.billing.models import Entry
from coin.core.models import Association
from coin.members.models import Member, User
from tests.billing.accounts.test_history import FEC
from tests.factories import PaymentFactory, VatPeriodFactory
from tests.journal.provoking import Row, provokes

TODAY, YEAR_END = date(2026, 11, 22), date(2025, 12, 31)


@provokes(actions.ENTRIES_POSTED)
def entries_are_written(alice: Member, by: User) -> Row:
    PaymentFactory.create(member=alice)
    accounts.post(actor=by)
    return Row(Entry.objects.get(), changes=("entries",))


@provokes(actions.ACCOUNT_CHANGED)
def an_account_is_named(by: User) -> Row:
    accounts.name_account(code="6061", label="Electricity", actor=by)
    return Row(Association.current(), changes=("code", "label"))


@provokes(actions.ACCOUNTS_CHOSEN)
def accounts_are_chosen(by: User) -> Row:
    account = accounts.name_account(code="7069", label="Services", actor=None)
    accounts.choose_accounts(uses={AccountUse.SERVICES: account.code}, banks={}, actor=by)
    return Row(Association.current(), changes=(AccountUse.SERVICES,))


@provokes(actions.PERIOD_CLOSED)
def a_period_is_closed(by: User) -> Row:
    return Row(accounts.close_period(ends_on=YEAR_END, actor=by), changes=("ends_on",))


@provokes(actions.BALANCES_OPENED)
def balances_are_entered(by: User) -> Row:
    rows = [
        accounts.OpeningRow("512", "Bank", Decimal(100), Decimal(0)),
        accounts.OpeningRow("110", "Carried", Decimal(0), Decimal(100)),
    ]
    return Row(accounts.open_balances(rows=rows, on=YEAR_END, actor=by), changes=("debit",))


@provokes(actions.HISTORY_TAKEN_IN)
def entries_of_another_tool_are_taken_in(by: User) -> Row:
    take_history.take_in(FEC.encode(), name="fec.txt", actor=by)
    return Row(Association.current(), changes=("entries", "file"))


@provokes(actions.BALANCES_BROUGHT)
def balances_of_members_are_brought_forward(alice: Member, by: User) -> Row:
    rows = [take_history.BroughtForward(alice, Decimal(-8))]
    take_history.bring_forward(rows, on=YEAR_END, actor=by)
    return Row(Association.current(), changes=("members", "on"))


@provokes(actions.VAT_CHANGED)
def a_vat_period_is_added(by: User) -> Row:
    period = vat_periods.add_vat_period(
        starts_on=TODAY, regime="liable", rate=Decimal(20), actor=by
    )
    return Row(period, changes=("starts_on", "regime", "rate"))


@provokes(actions.VAT_CHANGED)
def a_vat_period_is_removed(by: User) -> Row:
    period = VatPeriodFactory.create()
    vat_periods.remove_vat_period(copy(period), actor=by)
    return Row(period, changes=("starts_on", "regime", "rate"))
