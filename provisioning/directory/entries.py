"""Entries of the directory, as plain values that compare fast."""

from collections.abc import Mapping

PEOPLE = "ou=people"
GROUPS = "ou=groups"
PERSON_CLASSES = (b"top", b"inetOrgPerson", b"coinAccount")
GROUP_CLASSES = (b"top", b"groupOfNames", b"coinAccount")
MEMBER = "member"
PASSWORD = "userPassword"  # noqa: S105 (the attribute’s name)
PERSON_ATTRIBUTES = ("cn", "sn", "mail", "coinMemberNumber", PASSWORD, "coinServiceState")
OWNED = (*PERSON_ATTRIBUTES, MEMBER)
OUR_ENTRIES = "(objectClass=coinAccount)"

# What an entry holds: attributes by name, each a list of values.
Attributes = Mapping[str, list[bytes]]
# What a person should hold: one value for each of PERSON_ATTRIBUTES, empty where coin leaves it as it is (a password
# that was not set through coin). A tuple of bytes costs the garbage collector nothing, which counts with ten thousand
# people.
Person = tuple[bytes, ...]


class Tree:
    """Names below the association's base. Names compare without case, as a directory does."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.people = f"{PEOPLE},{base}"
        self.groups = f"{GROUPS},{base}"
        self._people_end = f",{self.people}".lower()
        self._groups_end = f",{self.groups}".lower()

    def person(self, login: str) -> str:
        return f"uid={login},{self.people}"

    def group(self, name: str) -> str:
        return f"cn={name},{self.groups}"

    def is_person(self, name: str) -> bool:
        """Whether this lower-case name stands directly below the people."""
        return name.endswith(self._people_end) and name.count(",") == self._people_end.count(",")

    def is_group(self, name: str) -> bool:
        return name.endswith(self._groups_end) and name.count(",") == self._groups_end.count(",")
