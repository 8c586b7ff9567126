"""The answers given so far on the pages of the join form: the kind of member, and the plan."""

from functools import cached_property

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import get_language

from coin.core.models import Association
from coin.members.enums import MemberKind
from coin.members.joining import questions
from coin.members.models import DuesPlan


class Answers:
    """The answers as the browser sent them (`data`, not checked). They decide which questions a page asks.

    `kind` is a MemberKind or empty, `plans` the dues plans open to this kind.
    """

    def __init__(self, data: QueryDict, association: Association) -> None:
        self.data = data
        self.association = association
        self.language = get_language() or "fr"

    @cached_property
    def kind(self) -> str:
        kind = self.data.get("kind", "")
        return kind if kind in MemberKind.values else ""

    @cached_property
    def plans(self) -> "QuerySet[DuesPlan]":
        return questions.open_plans(self.kind) if self.kind else DuesPlan.objects.none()

    @cached_property
    def plan(self) -> DuesPlan | None:
        """The chosen plan, or the only one there is to choose; None before the choice."""
        plans = list(self.plans)
        if len(plans) == 1:
            return plans[0]
        return next((plan for plan in plans if str(plan.pk) == self.data.get("plan")), None)
