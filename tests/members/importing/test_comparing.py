"""The outcome of each line of a file, compared with members that are in memory alone."""

from datetime import date
from decimal import Decimal
from typing import Any

from coin.members.importing.comparing import Line, Outcome, People, compare, fingerprint
from coin.members.importing.dues import Plans
from coin.members.importing.mapping import guess
from coin.members.models import DuesPlan, Member

TODAY = date(2026, 11, 22)
ADA = {"number": 12, "first_name": "Ada", "last_name": "Martin", "email": "Ada@example.org"}
PLAN = DuesPlan(pk=1, name="Standard", minimum=Decimal(1), advised=Decimal(15))


def member(pk: int = 1, **fields: Any) -> Member:
    return Member(pk=pk, **{**ADA, **fields})


def line_of(
    text: str, *members: Member, periods: dict[int, Any] | None = None, plan: DuesPlan | None = PLAN
) -> Line:
    return lines_of(text, *members, periods=periods, plan=plan)[0]


def lines_of(
    text: str, *members: Member, periods: dict[int, Any] | None = None, plan: DuesPlan | None = PLAN
) -> list[Line]:
    header, *rows = [line.split(";") for line in text.split("|")]
    people = People.of(members, periods or {})
    sheet = [(number, cells) for number, cells in enumerate(rows, start=2)]
    return compare(
        sheet, guess(header), people, Plans.of([PLAN], plan), width=len(header), today=TODAY
    )


def test_a_known_number_with_nothing_new_is_unchanged() -> None:
    line = line_of("numero;prenom;nom;email|12;Ada;Martin;ada@EXAMPLE.org", member())
    assert (line.outcome, line.changes, line.reasons) == (Outcome.UNCHANGED, {}, [])


def test_an_empty_cell_changes_nothing() -> None:
    assert line_of("numero;prenom;ville|12;;", member(city="Lyon")).outcome == Outcome.UNCHANGED


def test_a_change_says_before_and_after() -> None:
    line = line_of("numero;ville|12;Brest", member(city="Lyon"))
    assert line.outcome == Outcome.CHANGED
    assert line.changes == {"city": ("Lyon", "Brest")}


def test_without_a_number_e_mail_and_name_find_the_member_whatever_the_accents() -> None:
    line = line_of("nom complet;email;ville|ÁDA  martin;ada@example.org;Brest", member())
    assert line.member is not None and line.member.number == 12
    assert list(line.changes) == ["city"]


def test_the_same_e_mail_with_another_name_is_somebody_else_and_is_remarked() -> None:
    line = line_of("prenom;nom;email|Bob;Martin;ada@example.org", member())
    assert line.outcome == Outcome.NEW
    assert "n° 12" in line.notes[0]


def test_two_members_of_one_e_mail_and_name_are_not_guessed_between() -> None:
    line = line_of("prenom;nom;email|Ada;Martin;ada@example.org", member(), member(pk=2, number=13))
    assert line.outcome == Outcome.REFUSED


def test_a_new_number_is_a_new_member_under_that_number() -> None:
    line = line_of("numero;prenom;nom|40;Bob;Petit", member())
    assert (line.outcome, line.values["number"]) == (Outcome.NEW, 40)
    assert line.changes["last_name"] == (None, "Petit")


def test_a_changed_name_is_remarked() -> None:
    line = line_of("numero;prenom;nom|12;Zoé;Petit", member())
    assert line.outcome == Outcome.CHANGED and line.notes


def test_a_line_that_names_an_organisation_is_one() -> None:
    line = line_of("raison sociale;siren|Les Ondes;732829320")
    assert line.values["kind"] == "organisation"
    assert line.outcome == Outcome.NEW


def test_a_whole_name_goes_where_its_kind_holds_it() -> None:
    person, organisation = lines_of("type;nom|Personne;DURAND Zoé|Organisation;Les Ondes")
    assert (person.values["first_name"], person.values["last_name"]) == ("Zoé", "DURAND")
    assert organisation.values["organisation_name"] == "Les Ondes"


def test_every_reason_of_a_refused_line_is_told() -> None:
    line = line_of("numero;email;date d'adhesion|douze;rien;demain")
    assert line.outcome == Outcome.REFUSED
    assert len(line.reasons) == 3


def test_what_cannot_be_is_refused() -> None:
    gone = member(pk=3, number=14, merged_into_id=1)
    archived = member(pk=4, number=15, archived_at=TODAY)
    left = member(pk=5, number=16, left_on=date(2026, 1, 1))
    for text in (
        "numero;ville|14;Lyon",
        "numero;ville|15;Lyon",
        "numero;date de depart|16;2026-02-02",
        "numero;type|12;Organisation",
        "numero;ville|13;Lyon",  # a new member without a name
        "numero;nom;date d'adhesion;date de depart|13;Petit;2026-01-01;2025-01-01",
        "nom|Petit;et une cellule de trop",
    ):
        assert line_of(text, member(), gone, archived, left).outcome == Outcome.REFUSED, text


def test_the_same_member_twice_in_a_file_is_refused_the_second_time() -> None:
    lines = lines_of(
        "numero;nom;email|12;Ada Martin;|;Ada Martin;ada@example.org|20;A;|20;B;", member()
    )
    assert [line.outcome for line in lines] == ["unchanged", "refused", "new", "refused"]
    assert "2" in lines[1].reasons[0]


def test_dues_until_a_day_make_a_paid_period_as_long_as_the_plan() -> None:
    line = line_of("numero;cotisation jusqu'au;montant|12;31/12/2026;20", member(), periods={})
    assert line.dues is not None
    assert (line.dues.starts_on, line.dues.ends_on) == (date(2026, 1, 1), date(2027, 1, 1))
    assert (line.dues.amount, line.dues.paid_on) == (Decimal(20), date(2026, 1, 1))
    assert line.changes["dues_until"] == (None, date(2026, 12, 31))
    assert line.changes["joined_on"] == (None, date(2026, 1, 1))


def test_dues_follow_those_that_are_paid_and_never_overlap() -> None:
    paid = {1: [(date(2025, 6, 1), date(2026, 6, 1), True)]}
    line = line_of("numero;cotisation jusqu'au|12;2026-12-31", member(), periods=paid)
    assert line.dues is not None
    assert (line.dues.starts_on, line.dues.amount) == (date(2026, 6, 1), Decimal(15))


def test_dues_that_coin_has_change_nothing_and_longer_ones_stay() -> None:
    paid = {1: [(date(2026, 1, 1), date(2027, 1, 1), True)]}
    same = line_of("numero;cotisation jusqu'au|12;2026-12-31", member(), periods=paid)
    shorter = line_of("numero;cotisation jusqu'au|12;2026-06-30", member(), periods=paid)
    assert (same.outcome, same.notes) == (Outcome.UNCHANGED, [])
    assert shorter.outcome == Outcome.UNCHANGED and shorter.notes


def test_dues_of_no_known_plan_or_that_wait_to_be_paid_are_refused() -> None:
    waiting = {1: [(date(2026, 1, 1), date(2027, 1, 1), False)]}
    for text, periods, plan in (
        ("numero;cotisation jusqu'au|12;2026-12-31", waiting, PLAN),
        ("numero;cotisation jusqu'au;formule|12;2026-12-31;Licorne", {}, PLAN),
        ("numero;cotisation jusqu'au|12;2026-12-31", {}, None),
    ):
        assert line_of(text, member(), periods=periods, plan=plan).outcome == Outcome.REFUSED


def test_the_fingerprint_changes_with_what_would_be_written() -> None:
    text = "numero;ville|12;Brest"
    before = fingerprint(lines_of(text, member(city="Lyon")))
    assert before == fingerprint(lines_of(text, member(city="Lyon")))
    assert before != fingerprint(lines_of(text, member(city="Paris")))
