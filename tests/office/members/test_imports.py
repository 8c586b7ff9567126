"""A volunteer imports members from a CSV file."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from coin.core.models import Association
from coin.members.enums import ImportState
from coin.members.importing import comparing, people
from coin.members.models import ImportBatch, Member
from coin.members.people.services import update_member
from coin.office.members.import_words import LEFT_OUT
from coin.office.members.tables import MemberTable
from tests.factories import DuesPeriodFactory, DuesPlanFactory, MemberFactory

pytestmark = pytest.mark.django_db
FILE = (
    "numero;prenom;nom;email;ville\n7;Ada;Martin;ada@example.org;Lyon\n8;;;;\n9;Bob;Petit;rien;\n"
)


def upload(office: Client, data: bytes, name: str = "membres.csv") -> ImportBatch:
    """Send a file, and accept the columns that coin guesses."""
    file = SimpleUploadedFile(name, data)
    answer = office.post(reverse("office:import-new"), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    batch = ImportBatch.objects.latest("pk")
    guessed = people.chosen(batch)
    chosen = {f"column_{n}": guessed.get(n, LEFT_OUT) for n in range(len(batch.columns))}
    plan = DuesPlanFactory.create().pk
    columns = reverse("office:import-columns", args=[batch.pk])
    assert office.post(columns, {**chosen, "plan": plan}).status_code == 302
    return ImportBatch.objects.get(pk=batch.pk)


def press(office: Client, batch: ImportBatch) -> int:
    count = comparing.fingerprint(people.lines_of(batch))
    return office.post(reverse("office:import", args=[batch.pk]), {"count": count}).status_code


def test_from_the_file_to_the_members(office: Client) -> None:
    batch = upload(office, FILE.encode("cp1252"))
    url = reverse("office:import", args=[batch.pk])
    page = office.get(url).content.decode()
    assert "Ada Martin" in page and 'value="0"' not in page
    assert not Member.objects.exists()
    assert press(office, batch) == 302
    assert Member.objects.get().name == "Ada Martin"
    assert press(office, batch) == 409
    assert office.get(url).status_code == 200
    assert Member.objects.count() == 1


def test_the_columns_show_what_was_read_and_their_first_values(office: Client) -> None:
    file = SimpleUploadedFile("a.csv", "prenom;nom\nÉloïse;Petit\n".encode("latin-1"))
    columns = office.post(reverse("office:import-new"), {"file": file}).headers["Location"]
    page = office.get(columns).content.decode()
    assert "Latin-1" in page and "Éloïse" in page
    assert '<option value="first_name" selected' in page
    assert (
        office.get(reverse("office:import", args=[ImportBatch.objects.get().pk])).status_code == 302
    )


def test_what_is_no_csv_is_refused_at_the_file(office: Client) -> None:
    for data in (b"PK\x03\x04xlsx", b"\x89PNG\x00", b"nom\n"):
        answer = office.post(
            reverse("office:import-new"), {"file": SimpleUploadedFile("a.csv", data)}
        )
        assert answer.status_code == 422
        assert 'id="id_file_error"' in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_field_chosen_twice_is_refused_beside_its_column_and_nothing_typed_is_lost(
    office: Client,
) -> None:
    file = SimpleUploadedFile("a.csv", b"a;b\nAda;Martin\n")
    columns = office.post(reverse("office:import-new"), {"file": file}).headers["Location"]
    answer = office.post(columns, {"column_0": "last_name", "column_1": "last_name"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_column_1_error"' in page
    assert page.count('<option value="last_name" selected') == 2


def test_a_press_on_what_changed_meanwhile_shows_it_again(office: Client) -> None:
    member = MemberFactory.create(number=7, city="Paris")
    batch = upload(office, FILE.encode())
    seen = comparing.fingerprint(people.lines_of(batch))
    update_member(member, actor=None, city="Brest")
    answer = office.post(reverse("office:import", args=[batch.pk]), {"count": seen})
    assert answer.status_code == 409
    assert "Brest → Lyon" in answer.content.decode()
    member.refresh_from_db()
    assert member.city == "Brest"


def test_lines_are_filtered_and_the_refused_ones_are_given_with_their_reasons(
    office: Client,
) -> None:
    batch = upload(office, (FILE + "10;=cmd|calc;x;-;\n").encode())
    url = reverse("office:import", args=[batch.pk])
    page = office.get(url, {"outcome": "refused"}).content.decode()
    assert "Ada Martin" not in page
    answer = office.get(reverse("office:import-refused", args=[batch.pk]))
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    rows = text.splitlines()
    assert len(rows) == 4 and rows[1].split(";")[5] == "3"
    assert "'=cmd|calc" in text


def test_pages_of_lines(office: Client) -> None:
    lines = "".join(f"{n};Ada;Martin{n};;\n" for n in range(1, 121))
    batch = upload(office, f"numero;prenom;nom;email;ville\n{lines}".encode())
    url = reverse("office:import", args=[batch.pk])
    second = office.get(url, {"page": 2}).content.decode()
    assert "Martin51" in second and "Martin50<" not in second
    assert "120" in second


def test_an_import_is_abandoned(office: Client) -> None:
    batch = upload(office, FILE.encode())
    assert (
        office.post(reverse("office:import-abandon", args=[batch.pk]), {"count": 1}).status_code
        == 302
    )
    batch.refresh_from_db()
    assert (batch.state, batch.rows) == (ImportState.ABANDONED, [])
    assert office.get(reverse("office:import-refused", args=[batch.pk])).status_code == 404
    assert office.get(reverse("office:import-columns", args=[batch.pk])).status_code == 404


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_the_list_exports_comes_back_unchanged(office: Client, language: str) -> None:
    DuesPeriodFactory.create(
        member=MemberFactory.create(first_name="=Éloïse", phone="+33 6 12 34 56 78"),
        paid_on=date(2026, 1, 2),
    )
    MemberFactory.create(
        kind="organisation", first_name="", last_name="", organisation_name="Ondes"
    )
    MemberFactory.create(first_name="", last_name="", pseudonym="-plume")
    every = [name for name in MemberTable.base_columns if name != "logins"]
    asked = {"format": "csv", "columns": every}
    answer = office.get(reverse("office:members"), asked, headers={"accept-language": language})
    exported = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    batch = upload(office, exported)
    assert [line.outcome for line in people.lines_of(batch)] == ["unchanged"] * 3
    assert {"number", "name", "kind", "dues_until"} <= set(people.chosen(batch).values())


def test_the_list_of_imports_asks_as_much_for_three_files_as_for_one(
    office: Client, association: Association, django_assert_max_num_queries: Callable[..., object]
) -> None:
    counts = []
    for files in (1, 3):
        for _ in range(files):
            upload(office, FILE.encode())
        with django_assert_max_num_queries(12) as asked:  # type: ignore[attr-defined]
            office.get(reverse("office:imports"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
