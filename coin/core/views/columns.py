"""Which columns of a list a person wants to see: asked in the address (`?columns=name,city`), remembered in a cookie.

The cookie is the list's own and bears the number of the person, so that nobody finds another's choice on a machine
that several people use.
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
    """One column as a box to tick."""

    name: str
    label: str
    is_on: bool


class Columns:
    """The columns that one person sees of one list. Those that open the record are always there."""

    def __init__(self, request: HttpRequest, table: type[Table], hidden: Sequence[str]) -> None:
        self.request = request
        self.every = {name: one for name, one in table.base_columns.items() if name not in hidden}
        self.hidden = list(hidden)
        self.at_first = [name for name in table.at_first if name in self.every] or list(self.every)
        self.may_choose = bool(table.at_first)
        self.asked = self._known(request.GET.getlist(NAME)) if self.may_choose else []
        self.shown = self.asked or self._remembered() or self.at_first

    def excluded(self) -> list[str]:
        """What the table must leave out."""
        shown = {*self.shown, *self._always()}
        return [*self.hidden, *(name for name in self.every if name not in shown)]

    def choices(self) -> list[Choice]:
        """The boxes to tick; none where there is nothing to choose."""
        if not self.may_choose:
            return []
        always = self._always()
        return [
            Choice(name, str(column.verbose_name), name in self.shown)
            for name, column in self.every.items()
            if name not in always
        ]

    def carried(self) -> list[tuple[str, str]]:
        """What the rest of the address says: the filters and the order."""
        left_out = (NAME, "page", "format")
        lists: Iterable[tuple[str, Any]] = self.request.GET.lists()
        return [(name, value) for name, values in lists if name not in left_out for value in values]

    def remember(self, response: HttpResponseBase) -> None:
        """Keep what the address asks for; an empty `?columns=` forgets the choice."""
        if not self.may_choose or NAME not in self.request.GET:
            return
        path = self.request.path
        if not self.asked:
            response.delete_cookie(NAME, path=path, samesite="Lax")
            return
        response.set_cookie(
            NAME,
            f"{self.request.user.pk}:{'.'.join(self.asked)}",
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
