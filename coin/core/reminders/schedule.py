"""The schedule of one kind of reminders: the steps that volunteers add and change. A change calls no mail back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from coin.core import audit
from coin.core.errors import DomainError, InvalidInput
from coin.core.reminders.letters import unknown_placeholders
from coin.core.validation import check_fields

# A room's model, with the fields `days`, `subject`, `text` and `is_on`.
StepT = TypeVar("StepT", bound=Any)


def latest(steps: Sequence[StepT], days: int) -> StepT | None:
    """The last step whose own `days` are at most `days`; None when there is none. `steps` come in order of days."""
    return next((step for step in reversed(steps) if step.days <= days), None)


@dataclass(frozen=True)
class Schedule(Generic[StepT]):
    """The steps of one kind of reminders.

    `editable`: the fields that volunteers may set. `suggested`: gives unsaved steps that most associations can start
    from. `check`: applies the room's own rules, and raises InvalidInput. `added`, `changed`: the acts of the journal.
    """

    model: type[StepT]
    editable: frozenset[str]
    suggested: Callable[[], list[StepT]]
    check: Callable[[StepT], None]
    added: audit.Action
    changed: audit.Action

    @transaction.atomic
    def set_up(self, *, actor: Any) -> list[StepT]:
        """Save the suggested steps, and return them. Raises DomainError when there is a step already."""
        if self.model.objects.exists():
            raise DomainError(_("There is a schedule already: change its steps."))
        return [self._insert(step, actor) for step in self.suggested()]

    @transaction.atomic
    def add(self, *, actor: Any, **fields: Any) -> StepT:
        """Save a new step, and return it. `fields` gives values for fields of `editable`; any other raises TypeError.

        Raises InvalidInput, whose `field` names the wrong one: by the field's validators, `check`, or an unknown
        placeholder in the subject or the text.
        """
        self._known_only(fields)
        return self._insert(self.model(**fields), actor)

    @transaction.atomic
    def change(self, step: StepT, *, actor: Any, **fields: Any) -> None:
        """Change fields of `editable`, and save them; writes nothing when no value differs. Raises as `add` does."""
        self._known_only(fields)
        changes = audit.differences(step, fields)
        if not changes:
            return
        for name, (_before, after) in changes.items():
            setattr(step, name, after)
        self._check(step)
        step.save(update_fields=list(changes))
        audit.record(self.changed, step, actor=actor, changes=changes)

    def _insert(self, step: StepT, actor: Any) -> StepT:
        self._check(step)
        step.save(force_insert=True)
        audit.record(self.added, step, actor=actor, changes={"days": (None, step.days)})
        return step

    def _check(self, step: StepT) -> None:
        check_fields(step, self.editable)
        self.check(step)
        for name in ("subject", "text"):
            if unknown := unknown_placeholders(getattr(step, name)):
                sentence = _("{%(unknown)s} means nothing here.") % {"unknown": unknown[0]}
                raise InvalidInput(sentence, field=name)

    def _known_only(self, fields: dict[str, Any]) -> None:
        unknown = sorted(set(fields) - self.editable)
        if unknown:
            raise TypeError(f"not a field of a reminder that may be set: {', '.join(unknown)}")
