"""The columns of a list that a person chose: named in the address (`?columns=name,city`), remembered in a cookie.

Each list has its own cookie, which bears the number of the person: on a shared machine, nobody gets another's choice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from coin.core.tables import LinkColumn, Table

NAME = "columns"
A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Choice:
    """One column, as a box to tick."""

    name: str
    label: str
    is_on: bool


class Columns:
    """The columns that one person sees of one list. The columns that open the record are always shown.

    `hidden` names those that this person may not see.
    """

    def __init__(self, request: HttpRequest, table: type[Table], hidden: Sequence[str]) -> None:
        self.request = request
        self.every = {
            name: column for name, column in table.base_columns.items() if name not in hidden
        }
        self.hidden = list(hidden)
        self.at_first = [name for name in table.at_first if name in self.every] or list(self.every)
        self.may_choose = bool(table.at_first)
        self.asked = self._known(request.GET.getlist(NAME)) if self.may_choose else []
        self.shown = self.asked or self._remembered() or self.at_first

    def excluded(self) -> list[str]:
        """The names of the columns that the table must leave out: hidden, or not chosen."""
        shown = {*self.shown, *self._always()}
        return [*self.hidden, *(name for name in self.every if name not in shown)]

    def choices(self) -> list[Choice]:
        """The boxes to tick; none where the list leaves no choice."""
        if not self.may_choose:
            return []
        always = self._always()
        return [
            Choice(name, str(column.verbose_name), name in self.shown)
            for name, column in self.every.items()
            if name not in always
        ]

    def carried(self) -> list[tuple[str, str]]:
        """The other parameters of the address, which the form carries along: the filters and the order."""
        left_out = (NAME, "page", "format")
        lists: Iterable[tuple[str, Any]] = self.request.GET.lists()
        return [(name, value) for name, values in lists if name not in left_out for value in values]

    def remember(self, response: HttpResponseBase) -> None:
        """Store the columns that the address asks for in the cookie; an empty `?columns=` deletes it."""
        if not self.may_choose or NAME not in self.request.GET:
            return
        path = self.request.path
        if not self.asked:
            response.delete_cookie(NAME, path=path, samesite="Lax")
            return
        response.set_cookie(
            NAME,
            f"{self.request.user.pk}:{'.'.join(self.asked)}",  # no comma: cookies would quote it
            max_age=A_YEAR,
            path=path,
            samesite="Lax",
            secure=self.request.is_secure(),
            httponly=True,
        )

    def _remembered(self) -> list[str]:
        if not self.may_choose or NAME in self.request.GET:
            return []
        whose, _colon, names = self.request.COOKIES.get(NAME, "").partition(":")
        return self._known([names.replace(".", ",")]) if whose == str(self.request.user.pk) else []

    def _known(self, asked: Iterable[str]) -> list[str]:
        wanted = {name for value in asked for name in value.split(",")}
        return [name for name in self.every if name in wanted]

    def _always(self) -> set[str]:
        return {name for name, column in self.every.items() if isinstance(column, LinkColumn)}
