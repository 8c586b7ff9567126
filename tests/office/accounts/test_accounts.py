"""The accounts in the office: read, entries written by a button, periods closed, opening balances entered."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from coin.billing import capabilities
from coin.billing.accounts import services as accounts
from coin.billing.accounts.reports import Month
from coin.billing.documents.issuing import issue
from coin.billing.models import AccountingPeriod, BankAccount, Entry, EntryLine
from coin.billing.payments.services import record_payment
from coin.core.models import Association, AuditEntry
from coin.members.models import Member, User
from coin.office.accounts import money_plot
from tests.factories.billing import DocumentFactory

pytestmark = pytest.mark.django_db
OPENING = "compte;libellé;débit;crédit\n512;Banque;1 000,50;\n110;Report à nouveau;;1000.50\n"


@pytest.fixture
def treasury(volunteer: Callable[..., User], sign_in: Callable[[User], Client]) -> Client:
    return sign_in(volunteer(capabilities.ACCOUNTS.slug))


@pytest.fixture
def money(association: Association, alice: Member) -> Member:
    """Alice, who owed 8 € and paid 5 €; the accounts have no entry yet."""
    issue(DocumentFactory.create(member=alice), actor=None)
    paid(alice)
    return alice


def paid(member: Member) -> None:
    record_payment(
        member, amount=Decimal(5), received_on=date(2026, 11, 5), means="transfer", actor=None
    )


def text(client: Client, name: str, query: str = "", **kwargs: Any) -> str:
    page = client.get(reverse(f"office:{name}", kwargs=kwargs) + query)
    assert page.status_code == 200
    content = b"".join(page) if page.streaming else page.content
    return content.decode()


def test_entries_are_written_by_a_press(treasury: Client, money: Member) -> None:
    page = treasury.post(reverse("office:entries-post"), follow=True)
    assert page.status_code == 200
    assert Entry.objects.count() == 2
    assert AuditEntry.objects.filter(action="billing.entries_posted", actor__isnull=False).exists()
    assert f"411{money.number}" in text(treasury, "entries")
    assert "5,00" in text(treasury, "trial-balance")


def test_money_in_is_drawn_and_told(treasury: Client, money: Member) -> None:
    page = text(treasury, "accounts")
    assert "<polyline" in page
    assert "style=" not in page.split("<svg", 1)[1].split("</figure>")[0]
    assert "2026-11;5,00;0,00;0,00;5,00" in text(treasury, "accounts", "?format=csv")


def test_debts_by_age(treasury: Client, money: Member) -> None:
    assert "Alice Durand" in text(treasury, "aged-balance")
    assert f"{money.number};Alice Durand;3,00;0,00;0,00;0,00;3,00" in text(
        treasury, "aged-balance", "?format=csv"
    )


def test_a_ledger_adds_up_and_says_no_balance_of_some_lines(
    treasury: Client, money: Member
) -> None:
    paid(money)
    accounts.post()
    whole = text(treasury, "account-ledger", "?format=csv", code="512")
    assert whole.rstrip().endswith("10,00")
    some = text(treasury, "account-ledger", "?format=csv&q=P", code="512")
    assert "10,00" not in some
    assert treasury.get(reverse("office:account-ledger", args=["999"])).status_code == 404


def test_the_trial_balance_adds_up_the_days_asked_for(treasury: Client, money: Member) -> None:
    accounts.post()
    assert "706" not in text(treasury, "trial-balance", "?until=2026-11-10&format=csv")


@pytest.mark.parametrize("rows", [1, 3])
def test_entries_ask_as_much_for_three_as_for_one(
    treasury: Client,
    alice: Member,
    rows: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _row in range(rows):
        paid(alice)
    accounts.post()
    for name in ("entries", "trial-balance", "aged-balance", "accounts"):
        with django_assert_max_num_queries(14):
            text(treasury, name)


def test_a_year_as_a_file(treasury: Client, money: Member) -> None:
    accounts.post()
    answer = treasury.get(reverse("office:accounts-year", args=[2026, "fec"]))
    assert "732829320FEC20261231.txt" in answer["Content-Disposition"]
    assert answer.content.decode().startswith("JournalCode\t")
    assert "open Assets:512" in text(treasury, "accounts-year", year=2026, form="beancount")
    refused = treasury.get(reverse("office:accounts-year", args=[2020, "fec"]), follow=True)
    assert "2020" in refused.content.decode()


def test_a_period_is_closed(treasury: Client) -> None:
    page = reverse("office:period-close")
    assert treasury.get(page).status_code == 200
    late = treasury.post(page, {"count": 1, "ends_on": "2999-01-01"})
    assert late.status_code == 422
    assert treasury.post(page, {"count": 1, "ends_on": "2025-12-31"}).status_code == 302
    assert AccountingPeriod.objects.get().closed_by is not None


def test_opening_balances_are_looked_at_then_entered(treasury: Client) -> None:
    page = reverse("office:opening-balances")
    file = SimpleUploadedFile("soldes.csv", OPENING.encode())
    look = treasury.post(page, {"on": "2026-01-01", "file": file})
    assert look.status_code == 200
    assert not Entry.objects.exists()
    sent = {"on": "2026-01-01", "rows": OPENING, "looked_at": look.context["looked_at"]}
    changed = treasury.post(page, sent | {"rows": OPENING.replace("50", "60")})
    assert changed.status_code == 200
    assert not Entry.objects.exists()
    assert treasury.post(page, sent).status_code == 302
    assert EntryLine.objects.get(account="512").debit == Decimal("1000.50")


@pytest.mark.parametrize(
    "rows",
    [
        "",
        "512;Banque;1000",
        "512;Banque;dix;",
        "512;Banque;10;",
        "x1;Rien;1;\n512;B;;1",
        "512;B;NaN;\n110;R;;1",
    ],
)
def test_balances_that_do_not_hold_are_refused_and_kept(treasury: Client, rows: str) -> None:
    answer = treasury.post(reverse("office:opening-balances"), {"on": "2026-01-01", "rows": rows})
    assert answer.status_code == 422
    assert rows.split("\n", maxsplit=1)[0] in answer.content.decode()
    assert not Entry.objects.exists()


def test_accounts_are_named_and_chosen(treasury: Client) -> None:
    bank = BankAccount.objects.create(name="Courant")
    named = treasury.post(reverse("office:ledger-account-new"), {"code": "5121", "label": "Banque"})
    assert named.status_code == 302
    page = reverse("office:account-choices")
    fields = treasury.get(page).context["form"]
    data = {name: field.initial for name, field in fields.fields.items()}
    assert treasury.post(page, data | {f"bank_{bank.pk}": "5121"}).status_code == 302
    assert bank.account_choice.account_id == "5121"
    assert (
        treasury.post(reverse("office:ledger-account-new"), {"code": "a", "label": "x"}).status_code
        == 422
    )


def test_what_is_wrong_is_said(treasury: Client, money: Member) -> None:
    about = re.compile(rf"n°\s?{money.number}\b")
    assert about.search(text(treasury, "accounts-check"))
    accounts.post()
    assert not about.search(text(treasury, "accounts-check"))


def test_a_plot_starts_at_zero_and_names_do_not_cover_one_another() -> None:
    months = [Month(date(2026, 1, 1), {"a": Decimal(90), "b": Decimal(89)})]
    drawn = money_plot.plot(months, {"a": "A", "b": "B"})
    assert drawn.amounts[0].words.startswith("0")
    heights = [line.label_y for line in drawn.lines]
    assert abs(heights[0] - heights[1]) >= money_plot.LABEL_STEP
