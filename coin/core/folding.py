"""Folding: text without accents or capitals. Python and the database fold alike, so a typed word finds stored text."""

import unicodedata
from typing import Any

from django.db.backends.signals import connection_created
from django.db.models import CharField, TextField, Transform


def normalise(text: str) -> str:
    """`text` without accents or capitals, and with single spaces: “Éloïse  LŒB” gives “eloise loeb”."""
    # Unicode does not decompose these two ligatures: NFKD would leave them.
    spelled = text.casefold().replace("œ", "oe").replace("æ", "ae")
    decomposed = unicodedata.normalize("NFKD", spelled)
    return " ".join(
        "".join(letter for letter in decomposed if not unicodedata.combining(letter)).split()
    )


class Folded(Transform):
    """`name__folded__contains=word`: the column as `normalise` folds it. Fold `word` with `normalise` too.

    SQLite calls `normalise` itself. PostgreSQL folds the Latin accents (U+0300 to U+036F), œ and æ; it leaves “ß”.
    """

    lookup_name = "folded"
    function = "COIN_FOLDED"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        spelled = "REPLACE(REPLACE(LOWER(%(expressions)s), 'œ', 'oe'), 'æ', 'ae')"
        letters = f"REGEXP_REPLACE(NORMALIZE({spelled}, NFKD), '[\\u0300-\\u036f]', '', 'g')"
        template = f"TRIM(LOWER(REGEXP_REPLACE({letters}, '[[:space:]]+', ' ', 'g')))"
        return self.as_sql(compiler, connection, template=template, **context)


def teach_sqlite(*, connection: Any, **_signal: Any) -> None:
    """Give a new connection to SQLite the function COIN_FOLDED."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("COIN_FOLDED", 1, _folded, deterministic=True)


def _folded(text: str | None) -> str | None:
    # SQLite calls this for each row that a search reads, and most texts are ASCII: they skip the work on accents.
    if text is None:
        return None
    return " ".join(text.lower().split()) if text.isascii() else normalise(text)


def register() -> None:
    """Teach columns of text the lookup `folded`. Called when Django starts."""
    CharField.register_lookup(Folded)
    TextField.register_lookup(Folded)
    connection_created.connect(teach_sqlite)
