"""Retention rules about all that surrounds members: screens, journal, mails, requests, imports, proxies, births."""

from django.utils.translation import gettext_lazy as _

from coin.core.house_retention import erase_mails
from coin.core.models import AuditEntry
from coin.core.retention import Rule, delete_rows, rule
from coin.members.data import clocks, erasing, overdue
from coin.members.models import Proxy

WITH_IDENTITY = _("GDPR art. 5(1)(e): with the identity")
OWN_DELAY = _("GDPR art. 5(1)(e): the association's own delay")
NO_LONGER = _("GDPR art. 5(1)(e): no longer than they serve")


def declare() -> None:
    """Declare the rules. Called once, by retention.py, which is found by its name when Django starts."""
    for each_rule in (*_people(), *_requests(), *_copies(), *_traces()):
        rule(each_rule)


def _people() -> list[Rule]:
    return [
        Rule(
            slug="members.archive",
            label=_("Members who left and owe nothing: they leave the everyday screens"),
            source=_("GDPR art. 5(1)(c): what is kept by duty alone is seen by whoever needs it"),
            months=1,
            due=overdue.departed,
            erase=overdue.archive,
            order=10,
        ),
        Rule(
            slug="members.lapsed",
            label=_("Members who pay no more: somebody decides whether they left"),
            source=OWN_DELAY,
            months=24,
            due=overdue.lapsed,
            erase=None,
            order=5,
        ),
        Rule(
            slug="members.birth",
            label=_("Birth dates and places, where the association asks them no more"),
            source=_("GDPR art. 5(1)(c): what is not needed is not kept"),
            months=1,
            due=overdue.unasked_births,
            erase=overdue.erase_births,
            order=35,
        ),
        Rule(
            slug="members.reduced_rates",
            label=_("Reduced rates: what the member said, and the answer"),
            source=OWN_DELAY,
            months=12,
            due=overdue.told_rates,
            erase=overdue.erase_what_was_said,
            order=30,
        ),
    ]


def _requests() -> list[Rule]:
    return [
        Rule(
            slug="members.applications",
            label=_("Requests to join that were declined, taken back, or left without an answer"),
            source=OWN_DELAY,
            months=6,
            due=overdue.old_applications,
            erase=erasing.erase_applications,
            order=30,
        ),
        Rule(
            slug="members.unconfirmed",
            label=_("Requests to join whose mail nobody confirmed"),
            source=NO_LONGER,
            months=0,
            lasts=_("7 days"),
            due=overdue.unconfirmed_applications,
            erase=erasing.erase_applications,
            order=30,
        ),
        Rule(
            slug="members.imports",
            label=_("Files of members that nobody confirmed"),
            source=NO_LONGER,
            months=0,
            lasts=_("7 days"),
            due=overdue.old_imports,
            erase=erasing.abandon_imports,
            order=30,
        ),
        Rule(
            slug="members.erasures",
            label=_(
                "Requests to be erased: what was said and answered (that they were made stays)"
            ),
            source=OWN_DELAY,
            months=12,
            due=overdue.answered_erasures,
            erase=overdue.erase_what_was_said,
            order=30,
        ),
    ]


def _copies() -> list[Rule]:
    return [
        Rule(
            slug="members.exports",
            label=_("Copies of one's data: the file"),
            source=NO_LONGER,
            months=0,
            lasts=_("24 hours"),
            due=overdue.ended_exports,
            erase=erasing.erase_exports,
            order=30,
        ),
        Rule(
            slug="members.exports_asked",
            label=_("Copies of one's data: who asked for one, and when"),
            source=OWN_DELAY,
            months=12,
            due=overdue.old_exports,
            erase=delete_rows,
            order=31,
        ),
    ]


def _traces() -> list[Rule]:
    return [
        Rule(
            slug="members.proxies",
            label=_("Who voted for whom at a general assembly"),
            source=_("Code civil art. 2224: five years to contest it"),
            months=60,
            due=lambda clock: Proxy.objects.filter(assembly__starts_at__lt=clock.instant),
            erase=delete_rows,
            order=30,
        ),
        Rule(
            slug="members.journal",
            label=_(
                "The journal's words about people who are erased (what was done, and when, stays)"
            ),
            source=WITH_IDENTITY,
            months=0,
            due=overdue.journal_of_erased,
            erase=overdue.erase_words,
            order=70,
            rows_of=lambda member: AuditEntry.objects.filter(
                member_number=member.number, erased_at=None
            ),
            since=clocks.identity_until,
        ),
        Rule(
            slug="members.journal_old",
            label=_("The journal's words about no member, or by people whose names are gone"),
            source=_("Code civil art. 2224: five years to ask for an account of an act"),
            months=60,
            due=overdue.old_journal,
            erase=overdue.erase_words,
            order=71,
        ),
        Rule(
            slug="members.mails",
            label=_("Mails to people who are erased"),
            source=WITH_IDENTITY,
            months=0,
            due=overdue.mails_of_erased,
            erase=erase_mails,
            order=61,
        ),
    ]
