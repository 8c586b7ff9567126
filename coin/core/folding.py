"""Words without accents or capitals, in Python and in the database, for what is stored and what is typed alike."""

import unicodedata
from typing import Any

from django.db.backends.signals import connection_created
from django.db.models import CharField, TextField, Transform


def normalise(text: str) -> str:
    """`text` without accents or capitals, and with single spaces: “Éloïse  LŒB” gives “eloise loeb”."""
    spelled = text.casefold().replace("œ", "oe").replace("æ", "ae")
    decomposed = unicodedata.normalize("NFKD", spelled)
    return " ".join(
        "".join(letter for letter in decomposed if not unicodedata.combining(letter)).split()
    )


class Folded(Transform):
    """`name__folded__contains=word`: the column as `normalise` makes it; `word` comes from there too.

    SQLite calls `normalise` itself. PostgreSQL folds the Latin accents (U+0300 to U+036F), œ and æ; it leaves “ß”.
    """

    lookup_name = "folded"
    function = "COIN_FOLDED"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        spelled = "REPLACE(REPLACE(LOWER(%(expressions)s), 'œ', 'oe'), 'æ', 'ae')"
        template = (
            f"LOWER(REGEXP_REPLACE(NORMALIZE({spelled}, NFKD), '[\\u0300-\\u036f]', '', 'g'))"
        )
        return self.as_sql(compiler, connection, template=template, **context)


def teach_sqlite(*, connection: Any, **_signal: Any) -> None:
    """A new connection learns to fold."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("COIN_FOLDED", 1, _folded, deterministic=True)


def _folded(text: str | None) -> str | None:
    # Most of what is stored is plain: this runs once for each row that a search looks at.
    if text is None or text.isascii():
        return text and text.lower()
    return normalise(text)


def register() -> None:
    """Columns of text can be folded from now on. Called when Django starts."""
    CharField.register_lookup(Folded)
    TextField.register_lookup(Folded)
    connection_created.connect(teach_sqlite)
