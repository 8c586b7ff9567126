"""The rows due by the rules of `other_clocks` (screens, journal, mails, requests, imports, births); their erasing."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from coin.core import chain
from coin.core.actions import WORDS_ERASED
from coin.core.house_retention import OVER
from coin.core.models import Association, AuditEntry, Mail, Proposal
from coin.core.retention import DATA_ERASED, Clock
from coin.members.data import clocks
from coin.members.enums import ApplicationState, ExportState, ImportState
from coin.members.models import (
    Application,
    DataExport,
    DuesPeriod,
    ErasureRequest,
    ImportBatch,
    Member,
    ReducedRate,
    User,
)
from coin.members.ties import contracts, unsettled

# Acts whose rows of the journal hold counts and numbers of rows alone: there are no words to erase.
ABOUT_NOBODY = (WORDS_ERASED.slug, DATA_ERASED.slug)
# Requests to join that came to nothing: declined, taken back, or asked a question that was never answered.
REFUSED = (ApplicationState.DECLINED, ApplicationState.WITHDRAWN, ApplicationState.QUESTIONED)


def departed(clock: Clock) -> "QuerySet[Member]":
    """Members who left, have no contract that runs, and whose account is settled: they leave the everyday screens."""
    leaving = Member.objects.filter(clocks.gone(clock.before), archived_at=None)
    return leaving.filter(~contracts().after(clock.today, "pk")).exclude(unsettled(clock.today))


def archive(rows: "QuerySet[Member]") -> int:
    return rows.update(archived_at=timezone.now())


def lapsed(clock: Clock) -> "QuerySet[Member]":
    """Members who have not left, but pay no more: their last paid dues ended long ago, or they came long ago and never
    paid. A member with a contract is none of them."""
    paid = DuesPeriod.objects.filter(member=OuterRef("pk"), paid_on__isnull=False)
    remaining = Member.objects.filter(left_on=None, excluded_on=None, archived_at=None)
    silent = remaining.filter(~Exists(paid.filter(ends_on__gt=clock.before)))
    return silent.filter(~contracts().after(clock.before, "pk"), created_at__lt=clock.instant)


def journal_of_erased(clock: Clock) -> "QuerySet[AuditEntry]":
    """Rows of the journal that still have their words, and name a person of whom nothing else is left."""
    return _told().filter(about_erased(clock))


def old_journal(clock: Clock) -> "QuerySet[AuditEntry]":
    """Old rows of the journal about no member, or by a person whose name is gone.

    The time in which somebody may ask for an account of an act is over. Rows about erased members are the other rule's.
    """
    nameless = User.objects.filter(_nameless(clock)).values("pk")
    nobody = Q(member_number=None) | Q(actor__in=nameless)
    old = _told().filter(nobody, at__lt=clock.instant)
    return old.exclude(about_erased(clock.of("members.journal")))


def _told() -> "QuerySet[AuditEntry]":
    """Rows of the journal that still have their words."""
    return AuditEntry.objects.filter(erased_at=None).exclude(action__in=ABOUT_NOBODY)


def about_erased(clock: Clock) -> Q:
    """Rows of the journal about an erased member or person, or about a proposal that concerned an erased member.

    An expression over AuditEntry. Members and people who are due to be erased today count as erased.
    """
    erased = Member.objects.filter(clocks.erased_or_due(clock)).values("pk")
    about = Proposal.objects.filter(
        subject_type=Member._meta.label_lower, subject_id__in=erased
    ).values("pk")
    members = Q(member_number__in=clocks.erased_numbers(clock))
    proposals = Q(subject_type=Proposal._meta.label_lower, subject_id__in=about)
    nameless = User.objects.filter(_nameless(clock)).values("pk")
    people = Q(subject_type=User._meta.label_lower, subject_id__in=nameless)
    return members | proposals | people


def _nameless(clock: Clock) -> Q:
    """Users whose names are gone, or go today.

    The users of today are read first: one query with all the clocks would be nested deeper than SQLite accepts.
    """
    today = list(clocks.nameless_accounts(clock).values_list("pk", flat=True))
    return Q(email__endswith=clocks.NO_ADDRESS) | Q(pk__in=today)


def erase_words(rows: "QuerySet[AuditEntry]") -> int:
    """Erase the words and names of rows. The act, its time and its author's number stay, and the seals still hold.

    Rows that lost their words before are passed over. Returns the number of rows.
    """
    return chain.erase_words(rows, with_names=True)


def mails_of_erased(clock: Clock) -> "QuerySet[Mail]":
    numbers = clocks.erased_numbers(clock)
    mails = Mail.objects.filter(state__in=OVER, member_number__in=numbers)
    return mails.filter(created_at__gte=clock.of("core.mails").instant)


def unasked_births(clock: Clock) -> "QuerySet[Member]":
    """Members with birth data who never had a contract and are not erased, where the association asks it no more.

    Nobody while it asks, or when the setting changed since the limit of `clock`.
    """
    association = Association.current()
    # The journal tells when the setting changed: a change by mistake erases nothing before the delay is over.
    changed = AuditEntry.objects.filter(
        subject_type=Association._meta.label_lower, changes__has_key="asks_birth"
    )
    if association.asks_birth or changed.filter(at__gte=clock.instant).exists():
        return Member.objects.none()
    with_birth = Member.objects.exclude(birth_on=None, birth_place="")
    return with_birth.filter(~clocks.erased_or_due(clock), ~contracts().ever("pk"))


def erase_births(rows: "QuerySet[Member]") -> int:
    return rows.update(birth_on=None, birth_place="")


def told_rates(clock: Clock) -> "QuerySet[ReducedRate]":
    """Reduced rates that ended, or were declined, long ago, and still have their words."""
    over = Q(ends_on__lte=clock.before) | Q(
        ends_on=None, state="declined", asked_at__lt=clock.instant
    )
    return ReducedRate.objects.filter(over).exclude(words="", answer="")


def answered_erasures(clock: Clock) -> "QuerySet[ErasureRequest]":
    answered = ErasureRequest.objects.filter(decided_at__lt=clock.instant)
    return answered.exclude(words="", answer="")


def erase_what_was_said(rows: "QuerySet[ReducedRate] | QuerySet[ErasureRequest]") -> int:
    return rows.update(words="", answer="")


def ended_exports(clock: Clock) -> "QuerySet[DataExport]":
    return DataExport.objects.filter(state=ExportState.READY, expires_at__lte=timezone.now())


def old_exports(clock: Clock) -> "QuerySet[DataExport]":
    over = DataExport.objects.filter(state__in=[ExportState.EXPIRED, ExportState.FAILED])
    return over.filter(asked_at__lt=clock.instant)


def old_applications(clock: Clock) -> "QuerySet[Application]":
    return Application.objects.filter(state__in=REFUSED, moved_at__lt=clock.instant)


def old_imports(clock: Clock) -> "QuerySet[ImportBatch]":
    """Files sent over 7 days ago that nobody confirmed, or that still have lines though imported or abandoned."""
    from coin.members.importing.services import KEPT

    waiting = ImportBatch.objects.filter(created_at__lte=timezone.now() - KEPT)
    return waiting.filter(Q(state=ImportState.PREPARED) | ~Q(rows=[]))


def unconfirmed_applications(clock: Clock) -> "QuerySet[Application]":
    from coin.members.joining.services import UNCONFIRMED_FOR

    waiting = Application.objects.filter(state=ApplicationState.UNCONFIRMED)
    return waiting.filter(created_at__lte=timezone.now() - UNCONFIRMED_FOR)
