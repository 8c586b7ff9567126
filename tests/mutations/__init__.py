"""coin broken on purpose, one line at a time: `script/mutations` checks that the tests named here notice."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutation:
    """`old`, which stands once in `file`, becomes `new`; at least one of `tests` (files or nodes) must then fail."""

    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    database: str = "sqlite"

    @property
    def words(self) -> str:
        old, new = (" ".join(text.split()) for text in (self.old, self.new))
        return f"{old} → {new or '(rien)'}"


def mutations() -> list[Mutation]:
    from tests.mutations import days, journal, locks, money, rights, states

    rooms = (money, days, rights, states, journal, locks)
    return [Mutation(*row) for room in rooms for row in room.MUTATIONS]
