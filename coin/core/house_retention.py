"""How long core keeps its own data: mails, acts of two people, sessions, the traces of tasks."""

from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from coin.core.models import Mail, MailState, Proposal, ProposalState
from coin.core.retention import Clock, Rule, delete_rows, rule

OVER = (MailState.SENT, MailState.FAILED)  # a mail that still has to leave is never erased


def _old_mails(clock: Clock) -> "QuerySet[Mail]":
    return Mail.objects.filter(state__in=OVER, created_at__lt=clock.instant)


def _mails_of(member: Any) -> "QuerySet[Mail]":
    return Mail.objects.filter(state__in=OVER, member_number=member.number)


def erase_mails(rows: "QuerySet[Mail]") -> int:
    """Delete mails, and return how many. Rows that point to a mail stay, and lose the link."""
    return rows.delete()[1].get("core.Mail", 0)


def _old_proposals(clock: Clock) -> "QuerySet[Proposal]":
    return _with_words().filter(decided_at__lt=clock.instant)


def _proposals_about(member: Any) -> "QuerySet[Proposal]":
    return _with_words().filter(subject_type=member._meta.label_lower, subject_id=member.pk)


def _with_words() -> "QuerySet[Proposal]":
    """Decided proposals whose words are not erased yet: a second run finds nothing."""
    decided = Proposal.objects.exclude(state=ProposalState.WAITING)
    return decided.exclude(sentence="", subject_label="")


def _erase_proposals(rows: "QuerySet[Proposal]") -> int:
    return rows.update(sentence="", subject_label="", reason="", answer="", arguments={})


def _old_results(clock: Clock) -> "QuerySet[DBTaskResult[Any, Any]]":
    return DBTaskResult.objects.finished().filter(finished_at__lt=clock.instant)


def _over_sessions(clock: Clock) -> "QuerySet[Session]":
    return Session.objects.filter(expire_date__lt=timezone.now())


rule(
    Rule(
        slug="core.mails",
        label=_("Mails that were sent: their text and the address they went to"),
        source=_("GDPR art. 5(1)(e): the association's own delay"),
        months=12,
        due=_old_mails,
        erase=erase_mails,
        order=60,
        rows_of=_mails_of,
        since=lambda member, today: today,
    )
)
rule(
    Rule(
        slug="core.proposals",
        label=_("Acts of two people: what was said of them (who decided, and when, stays)"),
        source=_("GDPR art. 5(1)(e): the association's own delay"),
        months=12,
        due=_old_proposals,
        erase=_erase_proposals,
        order=60,
        rows_of=_proposals_about,
        since=lambda member, today: today,
    )
)
rule(
    Rule(
        slug="core.tasks",
        label=_("What workers did: the traces of their tasks"),
        source=_("GDPR art. 5(1)(e): the association's own delay"),
        months=1,
        due=_old_results,
        erase=delete_rows,
        order=90,
    )
)
rule(
    Rule(
        slug="core.sessions",
        label=_("Sessions that are over"),
        source=_("GDPR art. 5(1)(e): no longer than they serve"),
        months=0,
        lasts=_("when they end"),
        due=_over_sessions,
        erase=delete_rows,
        order=90,
    )
)
