"""The retention rules of this room: `clocks` tells which rows are due, `erasing` how they are erased."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coin.core.retention import Clock, Rule, rule
from coin.members.data import clocks, erasing, other_clocks
from coin.members.enums import AttachmentKind
from coin.members.models import Attachment, Member, OrganisationAccount, User
from coin.members.sign_in.retired_logins import MARK
from coin.members.ties import contracts

OWN_DELAY = _(
    "GDPR art. 5(1)(e): no duty to keep it, the association's own delay after the departure"
)
WITH_IDENTITY = _("GDPR art. 5(1)(e): with the identity")
# Months after the last debit (SEPA rulebook).
MANDATE_LEAST = 13


def _plain_member(member: Member) -> "QuerySet[Member]":
    plain_members = Member.objects.filter(pk=member.pk, erased_at=None)
    return plain_members.exclude(contracts().ever("pk"))


def _accounts_of(member: Member) -> "QuerySet[User]":
    acting = User.objects.filter(representations__member=member).distinct()
    return acting.exclude(login__startswith=MARK)


def plain_accounts_of(member: Member) -> "QuerySet[User]":
    """The accounts, not closed yet, that act or acted for a member who never had a contract; none for another."""
    return _accounts_of(member) if _plain_member(member).exists() else User.objects.none()


def subscriber_accounts_of(member: Member) -> "QuerySet[User]":
    """The accounts, not closed yet, that act or acted for a member with a contract, past or present; else none."""
    return User.objects.none() if _plain_member(member).exists() else _accounts_of(member)


def _people_of(member: Member) -> "QuerySet[OrganisationAccount]":
    return member.accounts.exclude(login__startswith=MARK)


def _papers(member: Member, *kinds: str) -> "QuerySet[Attachment]":
    return Attachment.objects.filter(member=member, kind__in=kinds)


def _papers_of_gone(clock: Clock, *kinds: str) -> "QuerySet[Attachment]":
    # The time counts from the member's departure, not from the day the paper was added.
    over = Member.objects.filter(clocks.gone(clock.before)).values("pk")
    return Attachment.objects.filter(kind__in=kinds, member__in=over)


PAPERS = (AttachmentKind.JOINING, AttachmentKind.OTHER)
rule(
    Rule(
        slug=clocks.PLAIN_ACCOUNTS,
        label=_(
            "Logins, passwords, second factors and sessions of whoever acts for no member any more"
        ),
        source=OWN_DELAY,
        months=12,
        due=clocks.plain_accounts,
        erase=erasing.close_accounts,
        order=20,
        rows_of=plain_accounts_of,
        since=clocks.departure,
    )
)
rule(
    Rule(
        slug="members.account_names",
        label=_("Names and addresses of the people behind closed accounts"),
        source=WITH_IDENTITY,
        months=0,
        due=clocks.nameless_accounts,
        erase=erasing.forget_names,
        order=25,
        rows_of=lambda member: User.objects.filter(representations__member=member).distinct(),
        since=clocks.identity_until,
    )
)
rule(
    Rule(
        slug="members.organisation_accounts",
        label=_("Accounts of an organisation's people: logins, names, addresses, passwords"),
        source=_("CPCE R.10-13 II; décret 2021-1362 art. 3"),
        months=12,
        least=12,
        due=clocks.organisation_accounts,
        erase=erasing.erase_organisation_accounts,
        order=20,
        rows_of=_people_of,
        since=clocks.contract_or_departure,
    )
)
rule(
    Rule(
        slug=clocks.PLAIN,
        label=_(
            "Who a plain member was: names, birth, addresses, phones, further contacts, requests to join"
        ),
        source=OWN_DELAY,
        months=12,
        due=clocks.plain_identity,
        erase=erasing.erase_members,
        order=40,
        rows_of=_plain_member,
        since=clocks.departure,
    )
)
rule(
    Rule(
        slug="members.papers",
        label=_("Joining papers, and papers of no other kind"),
        source=OWN_DELAY,
        months=12,
        due=lambda clock: _papers_of_gone(clock, *PAPERS),
        erase=erasing.erase_papers,
        order=30,
        rows_of=lambda member: _papers(member, *PAPERS),
        since=clocks.departure,
    )
)
rule(
    Rule(
        slug="members.mandates",
        label=_("Direct-debit mandates on paper"),
        source=_("SEPA rulebook: 13 months after the last debit"),
        months=MANDATE_LEAST + 1,
        least=MANDATE_LEAST,
        due=lambda clock: _papers_of_gone(clock, AttachmentKind.MANDATE),
        erase=erasing.erase_papers,
        order=30,
        rows_of=lambda member: _papers(member, AttachmentKind.MANDATE),
        since=clocks.departure,
    )
)
rule(
    Rule(
        slug="members.proofs",
        label=_("Proofs, once they were looked at"),
        source=_("GDPR art. 5(1)(c): no longer than they serve"),
        months=3,
        due=lambda clock: Attachment.objects.filter(
            kind=AttachmentKind.PROOF, added_at__lt=clock.instant
        ),
        erase=erasing.erase_papers,
        order=30,
        rows_of=lambda member: _papers(member, AttachmentKind.PROOF),
        since=clocks.departure,
    )
)
other_clocks.declare()
