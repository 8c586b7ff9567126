"""A run of the LDAP deployment."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import ldap
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from ldap.ldapobject import SimpleLDAPObject

from provisioning.directory.changes import Change, compare
from provisioning.directory.client import connect, paged_search
from provisioning.directory.entries import OUR_ENTRIES, OWNED, Tree
from provisioning.directory.errors import DirectoryError, explain, words_of
from provisioning.directory.pipeline import send
from provisioning.directory.wanted import Wanted, wanted
from provisioning.enums import RunState
from provisioning.outcome import Emit, Line, Outcome, Stopped


@dataclass
class Told:
    """The directory's answers: how many changes of each kind, the error that ended it all, whether a stop was asked.

    The kinds are added, modified, deleted and failed; `error` is None when all could be sent.
    """

    counts: "Counter[str]" = field(default_factory=Counter)
    error: Exception | None = None
    stopped: bool = False


class DirectoryJob:
    """The work of a run: a paged search of coin's entries, a comparison, and the differences written.

    `goal` is what the directory should hold; with `check` the differences are told and not written.
    """

    def __init__(self, goal: Wanted, *, check: bool = False) -> None:
        self.goal = goal
        self.check = check
        self.tree = Tree(settings.COIN_LDAP["base"])
        self.secrets = frozenset({settings.COIN_LDAP["password"]} - {""})
        # A run of the directory confirms no service.
        self.held: dict[int, int] = {}
        self.gone: dict[int, int] = {}

    @classmethod
    def prepare(cls, *, check: bool = False) -> "DirectoryJob":
        """The job that makes the directory as it should be now. It reads the database: call it in a snapshot."""
        return cls(wanted(), check=check)

    def work(self, emit: Emit, stopped: Stopped) -> Told:
        answers = Told()

        def done(change: Change, error: Exception | None) -> None:
            answers.counts["failed" if error else change.kind] += 1
            emit((change, error))

        try:
            connection = connect()
            try:
                self._converge(connection, done, stopped)
            finally:
                connection.unbind_s()
        except (ldap.LDAPError, DirectoryError) as error:
            answers.error = error
        answers.stopped = stopped()
        return answers

    def _converge(self, connection: SimpleLDAPObject, done: Any, stopped: Stopped) -> None:
        pages = paged_search(connection, self.tree.base, OUR_ENTRIES, OWNED)
        steps = compare(self.tree, self.goal, (entry for page in pages for entry in page))
        for step in steps:
            if self.check:
                for change in step:
                    done(change, None)
            else:
                send(connection, step, done=done, stopped=stopped)

    def line(self, event: tuple[Change, Exception | None]) -> Line:
        change, error = event
        if error is None:
            return Line("changed", change.what, task=f"{change.kind} {change.dn}")
        if isinstance(error, ldap.ALREADY_EXISTS):
            text = _(
                "An entry of this name is not coin’s: rename it, or give it the class coinAccount."
            )
        else:
            text = words_of(error)
        return Line("failed", text, task=f"{change.kind} {change.dn}")

    def outcome(self, answers: Told) -> Outcome:
        counts = {kind: answers.counts[kind] for kind in ("added", "modified", "deleted", "failed")}
        counts["changed"] = counts["added"] + counts["modified"] + counts["deleted"]
        if answers.error:
            known = isinstance(answers.error, DirectoryError)
            error = answers.error if known else explain(answers.error, settings.COIN_LDAP)
            return Outcome(RunState.FAILED, str(error), counts)
        if answers.stopped:
            return Outcome(RunState.CANCELLED, counts=counts)
        if counts["failed"]:
            text = ngettext(
                "The directory refused %(count)s change: its line says why.",
                "The directory refused %(count)s changes: their lines say why.",
                counts["failed"],
            )
            return Outcome(RunState.FAILED, text % {"count": counts["failed"]}, counts)
        return Outcome(RunState.SUCCEEDED, counts=counts)


def count_people() -> int:
    """How many of coin's people the directory holds now. Raises DirectoryError."""
    tree = Tree(settings.COIN_LDAP["base"])
    try:
        connection = connect()
        try:
            pages = paged_search(connection, tree.people, OUR_ENTRIES, ["uid"])
            return sum(tree.is_person(dn.lower()) for page in pages for dn, _attributes in page)
        finally:
            connection.unbind_s()
    except ldap.LDAPError as error:
        raise explain(error, settings.COIN_LDAP) from None
