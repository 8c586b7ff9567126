"""History of another tool: its entries are taken in once, before coin's own, and each member keeps their balance."""

from datetime import date
from decimal import Decimal

import pytest

from coin.billing.account_enums import EntrySource, Journal
from coin.billing.accounts import checking, fec, take_history
from coin.billing.accounts import services as accounts
from coin.billing.accounts.take_history import BroughtForward
from coin.billing.balance import queries
from coin.billing.documents.issuing import cancel
from coin.billing.enums import DocumentKind, PaymentMeans
from coin.billing.models import Account, Document, Entry, EntryLine, Payment
from coin.core.errors import InvalidInput
from coin.core.models import Association
from coin.members.models import Member
from tests.billing.accounts.test_posting import paid

pytestmark = pytest.mark.django_db
NAMES = (
    "JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum CompAuxLib PieceRef PieceDate "
    "EcritureLib Debit Credit EcritureLet DateLet ValidDate Montantdevise Idevise"
)
LINES = [
    "VE,Ventes,1,20250110,411000,Adhérents,42,Alice,F1,20250110,Cotisation,15:00,0:00,,,20250110,,",
    "VE,Ventes,1,20250110,756100,Cotisations,,,F1,20250110,Cotisation,0:00,15:00,,,20250110,,",
    "HA,Achats,1,20250201,606000,Électricité,,,EDF,20250201,Électricité,30:50,0:00,,,20250201,,",
    "HA,Achats,1,20250201,512000,Banque,,,EDF,20250201,Électricité,0:00,30:50,,,20250201,,",
]
FEC = "\n".join(
    [NAMES.replace(" ", "\t"), *(line.replace(",", "\t").replace(":", ",") for line in LINES), ""]
)
PLAIN = "date;compte;libellé;débit;crédit;pièce\n10/01/2025;411;Dû;15;;A\n10/01/2025;7561;Dû;;15,00 €;A\n"
FORWARD = date(2025, 12, 31)


@pytest.mark.parametrize("content", [FEC, FEC.replace("\t", "|"), PLAIN])
def test_entries_are_written_as_they_were(db: None, content: str) -> None:
    count = take_history.take_in(content.encode(), name="fec.txt", actor=None)
    entries = Entry.objects.filter(source=EntrySource.HISTORY)
    assert entries.count() == count
    first = entries.earliest("entry_on")
    assert (first.entry_on, first.year) == (date(2025, 1, 10), 2025)
    assert sorted(line.debit - line.credit for line in first.lines.all()) == [-15, 15]
    assert checking.problems() == []


def test_journals_accounts_and_figures_of_a_fec(db: None) -> None:
    assert take_history.take_in(FEC.encode("cp1252"), name="fec.txt", actor=None) == 2
    assert set(Entry.objects.values_list("journal", flat=True)) == {Journal.SALES, Journal.OTHER}
    assert Account.objects.get(code="606000").label == "Électricité"
    assert not EntryLine.objects.exclude(auxiliary="").exists()
    assert len(fec.text(2025).splitlines()) == 5


def test_the_same_file_is_taken_in_once(db: None) -> None:
    take_history.take_in(FEC.encode(), name="fec.txt", actor=None)
    with pytest.raises(InvalidInput) as refused:
        take_history.take_in(FEC.encode(), name="again.txt", actor=None)
    assert refused.value.field == "file"
    assert Entry.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (FEC.replace("30,50\t0,00", "30,00\t0,00"), "4"),
        (FEC.replace("20250201", "20250231"), "4"),
        (FEC.replace("606000", "6X"), "4"),
        (FEC.replace("15,00\t0,00", "quinze\t0,00"), "2"),
        (FEC.replace("CompteNum", "Numéro"), "compte"),
        ("date;compte;debit;credit\n10/01/2025;411;0;0\n", "aucune"),
        (FEC.replace("2025", "2099"), "venir"),
    ],
)
def test_a_wrong_file_is_refused_at_its_line_and_leaves_nothing(
    db: None, content: str, said: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        take_history.take_in(content.encode(), name="fec.txt", actor=None)
    assert refused.value.field == "file"
    assert said in str(refused.value)
    assert not Entry.objects.exists()
    assert not Account.objects.filter(label="Électricité").exists()


def test_it_ends_before_coins_own_entries(association: Association, alice: Member) -> None:
    own = paid(alice).received_on
    accounts.post()
    with pytest.raises(InvalidInput):
        take_history.look(FEC.replace("20250201", f"{own:%Y%m%d}").encode())
    assert take_history.look(FEC.encode()).entries


def test_each_member_owes_what_they_owed(
    association: Association, alice: Member, bob: Member
) -> None:
    rows = [BroughtForward(alice, Decimal("32.00")), BroughtForward(bob, Decimal("-12.50"))]
    assert take_history.bring_forward(rows, on=FORWARD, actor=None) == 2
    assert (queries.balance(alice), queries.balance(bob)) == (Decimal("32.00"), Decimal("-12.50"))
    document = Document.objects.get()
    assert (document.kind, document.issued_on) == (DocumentKind.OPENING, FORWARD)
    assert str(document).startswith("S2025-")
    assert Payment.objects.get().means == PaymentMeans.OPENING
    accounts.post()
    assert checking.problems() == []
    # One side is the collective account, the other each member's own: neither income nor bank is touched.
    assert {line.account_id for line in EntryLine.objects.all()} == {"411"}


@pytest.mark.parametrize("twice", ["debt", "credit"])
def test_nobody_is_brought_forward_twice(
    association: Association, alice: Member, twice: str
) -> None:
    row = BroughtForward(alice, Decimal("5.00") if twice == "debt" else Decimal("-5.00"))
    take_history.bring_forward([row], on=FORWARD, actor=None)
    for rows in ([row], [row, row]):
        with pytest.raises(InvalidInput) as refused:
            take_history.bring_forward(rows, on=FORWARD, actor=None)
        assert refused.value.field == "rows"
    assert abs(queries.balance(alice)) == Decimal("5.00")


def test_what_was_wrong_is_cancelled_and_brought_again(
    association: Association, alice: Member
) -> None:
    take_history.bring_forward([BroughtForward(alice, Decimal("5.00"))], on=FORWARD, actor=None)
    cancel(Document.objects.get(), actor=None)
    take_history.bring_forward([BroughtForward(alice, Decimal("7.00"))], on=FORWARD, actor=None)
    assert queries.balance(alice) == Decimal("7.00")


def test_one_wrong_member_leaves_nothing_written(
    association: Association, alice: Member, bob: Member
) -> None:
    Association.objects.update(street="")
    with pytest.raises(Exception, match="rue"):
        take_history.bring_forward(
            [BroughtForward(bob, Decimal(-1)), BroughtForward(alice, Decimal(1))],
            on=FORWARD,
            actor=None,
        )
    assert not Payment.objects.exists()
    assert not Document.objects.exists()
