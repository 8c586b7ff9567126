import pytest

from coin.core.errors import InvalidInput
from coin.members.importing import reading
from coin.members.importing.reading import read

TEXT = "Numéro;Prénom;Ville\n1;Éloïse;Besançon\n2;Ada;Lyon\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-8-sig"), "UTF-8-BOM"),
        (TEXT.encode("latin-1"), "Latin-1"),
        (TEXT.replace("Ada", "Zoé’s Œuvre").encode("cp1252"), "CP1252"),
    ],
)
def test_the_encoding_is_found_and_told(data: bytes, encoding: str) -> None:
    sheet = read(data)
    assert sheet.encoding == encoding
    assert sheet.columns == ["Numéro", "Prénom", "Ville"]
    assert sheet.rows[0] == (2, ["1", "Éloïse", "Besançon"])


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_separator_is_found(separator: str) -> None:
    sheet = read(TEXT.replace(";", separator).encode())
    assert (sheet.separator, len(sheet.columns)) == (separator, 3)


def test_a_comma_inside_addresses_is_no_separator() -> None:
    sheet = read(b"nom;adresse\nDurand;3, rue des Lilas, 69001 Lyon\nPetit;4, place, Brest\n")
    assert sheet.rows[0][1] == ["Durand", "3, rue des Lilas, 69001 Lyon"]


def test_a_single_column_is_a_table_too() -> None:
    assert read(b"email\na@example.org\n").columns == ["email"]


def test_lines_are_numbered_as_in_the_file_even_after_a_cell_of_two_lines() -> None:
    sheet = read(b'nom;note\n"Durand";"un\ndeux"\n\nPetit;\n')
    assert [number for number, _cells in sheet.rows] == [2, 5]


def test_two_columns_of_one_name_and_one_without_are_told_apart() -> None:
    assert read(b"tel;tel;\n1;2;3\n").columns[:2] == ["tel", "tel (2)"]
    assert len(set(read(b"tel;tel;\n1;2;3\n").columns)) == 3


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"  \n ",
        b"PK\x03\x04 an xlsx",
        "nom;ville\nDurand;Lyon\n".encode("utf-16"),
        b"\x89PNG\r\n\x1a\n\x00\x00\x00",
        bytes(range(1, 256)) * 4,
        b"\xef\xbb\xbfnom;ville\nDurand;Besan\xe7on\n",
        b"nom;ville\n",
        b";;\n1;2;3\n",
        b'nom;ville\n"Durand;Lyon\n',
        b"nom\n" + b"a" * 200_000 + b"\n",
        b"nom\n" + b"a\n" * (reading.MOST_LINES + 1),
        b"a" * (reading.MOST_BYTES + 1),
        b";".join(b"c%d" % n for n in range(reading.MOST_COLUMNS + 1)) + b"\n1\n",
    ],
)
def test_what_is_no_table_is_refused_at_the_file(data: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(data)
    assert refused.value.field == "file"


def test_a_file_at_the_limits_is_read() -> None:
    assert len(read(b"nom\n" + b"a\n" * reading.MOST_LINES).rows) == reading.MOST_LINES


def test_letters_encoded_twice_are_noticed() -> None:
    assert read("nom\nÃ‰loÃ¯se\n".encode()).is_odd
    assert not read("nom\nÉloïse\n".encode()).is_odd
