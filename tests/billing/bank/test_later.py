"""A large statement: a person waits for its first payments; a worker makes the others once, even if it is stopped."""

from decimal import Decimal

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from coin.billing.balance import queries
from coin.billing.bank import later as bank_later
from coin.billing.bank import match_lines
from coin.billing.bank import services as bank
from coin.billing.enums import BankLineState
from coin.billing.models import BankAccount, BankImport, BankLine, Payment
from coin.members.models import Member
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db
COUNT = 5


@pytest.fixture
def alice(db: None) -> Member:
    return MemberFactory.create(number=42, first_name="Alice", last_name="Durand")


@pytest.fixture
def source(alice: Member, monkeypatch: pytest.MonkeyPatch) -> BankImport:
    monkeypatch.setattr(bank_later, "TOGETHER", 2)
    bank.create_account(name="Courant", iban="FR7630006000011234567890189", actor=None)
    rows = "".join(f"10/11/2026;VIR ADH00042;;{n},00\n" for n in range(1, COUNT + 1))
    content = f"date;libelle;debit;credit\n{rows}".encode()
    return bank.take_in(content, name="releve.csv", actor=None, at_once=1)


def test_the_others_are_left_to_a_worker_which_pays_them_once(
    source: BankImport, alice: Member
) -> None:
    assert source.lines_certain == 1
    assert DBTaskResult.objects.get().args_kwargs["args"] == [source.pk]
    bank_later.match_others.func(source.pk)
    bank_later.match_others.func(source.pk)
    source.refresh_from_db()
    assert source.lines_certain == COUNT
    assert queries.balance(alice) == -Decimal(1 + 2 + 3 + 4 + 5)


def test_what_a_worker_left_is_ended_by_the_next(source: BankImport) -> None:
    with transaction.atomic():
        bank_later._match_some(source.pk)
    assert Payment.objects.count() == 3
    bank_later.finish()
    assert Payment.objects.count() == COUNT
    assert not BankLine.objects.filter(state=BankLineState.TO_MATCH).exists()


def test_what_a_person_undid_meanwhile_stays_undone(source: BankImport) -> None:
    first = BankLine.objects.get(state=BankLineState.MATCHED)
    match_lines.undo_line(first, actor=None)
    bank_later.finish()
    first.refresh_from_db()
    assert first.state == BankLineState.TO_MATCH


def test_the_associations_own_account_is_declared_once(alice: Member) -> None:
    home = BankAccount(name="Courant", iban="FR7630006000011234567890189")
    assert bank._declare(home, None) == bank._declare(home, None)
    assert BankAccount.objects.count() == 1
