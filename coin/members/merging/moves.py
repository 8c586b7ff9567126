"""The rows of this room that follow when two members are merged."""

from collections.abc import Iterable

from django.db import DEFAULT_DB_ALIAS
from django.db.models import ProtectedError, Q, QuerySet
from django.db.models.deletion import Collector
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.members.enums import ErasureState, ReducedRateState
from coin.members.merging.dues import Arrangement, arrange
from coin.members.merging.registry import moves, refuses, stays, warns, without_twins
from coin.members.models import (
    Application,
    Attachment,
    Contact,
    DataExport,
    DistinctMembers,
    DuesPeriod,
    ErasureRequest,
    Member,
    OrganisationAccount,
    PostalAddress,
    Proxy,
    ReducedRate,
    Reminder,
    Representative,
    User,
)


def dues_of(merged: Member, survivor: Member) -> Arrangement:
    """How the dues of both records fit together: computed for the page and again for the merge; writes nothing."""
    own, others = list(survivor.dues.all()), list(merged.dues.all())
    called_pks = {
        period.pk for period in [*own, *others] if not period.paid_on and _is_held(period)
    }
    return arrange(own, others, called_pks)


def move_dues(merged: Member, survivor: Member, actor: User | None) -> None:
    """Write the arrangement of `dues_of`: drop, shift, and give all to the survivor.

    The last period goes first, so that no two ever begin on the same day.
    """
    arrangement = dues_of(merged, survivor)
    for period in arrangement.dropped:
        period.delete()
    for period, starts_on, ends_on in reversed(arrangement.shifted):
        rows = DuesPeriod.objects.filter(pk=period.pk)
        rows.update(starts_on=starts_on, ends_on=ends_on, member=survivor)
    DuesPeriod.objects.filter(member=merged).update(member=survivor)


def move_rates(merged: Member, survivor: Member, actor: User | None) -> None:
    """Move the reduced rates. A member has one open request at a time: the survivor's stays, the other goes."""
    open_request = {"state": ReducedRateState.REQUESTED}
    if survivor.reduced_rates.filter(**open_request).exists():
        merged.reduced_rates.filter(**open_request).delete()
    merged.reduced_rates.update(member=survivor)


def move_representatives(merged: Member, survivor: Member, actor: User | None) -> None:
    """Move the representations, without those that the survivor has too: a person acts once in each role.

    A representation that is over is history, and moves as it is.
    """
    for representative in merged.representatives.all():
        twins = survivor.representatives.filter(
            user=representative.user_id, role=representative.role
        )
        if (
            twins.filter(ends_on=None).exists()
            or twins.filter(starts_on=representative.starts_on).exists()
        ):
            representative.delete()
        else:
            Representative.objects.filter(pk=representative.pk).update(member=survivor)


def take_back_proxies(merged: Member, survivor: Member, actor: User | None) -> None:
    """Take back the proxies for assemblies to come: those of both records, together, could cross one another.

    The page of the merge asks for them to be given again (`about_accounts`).
    """
    _coming(merged).update(withdrawn_at=timezone.now())


def forget_pairs(merged: Member, survivor: Member, actor: User | None) -> None:
    """Delete what was said of the merged record beside other members: only the survivor is compared from now on."""
    DistinctMembers.objects.filter(first=merged).delete()
    DistinctMembers.objects.filter(second=merged).delete()


@refuses
def open_erasures(merged: Member, survivor: Member) -> Iterable[str]:
    for member in (merged, survivor):
        if member.erasures.filter(state=ErasureState.REQUESTED).exists():
            yield _("%(member)s asks to be erased: answer that first.") % {"member": member}


@warns
def about_dues(merged: Member, survivor: Member) -> Iterable[str]:
    arrangement = dues_of(merged, survivor)
    for period in arrangement.dropped:
        words = {"start": date_format(period.starts_on)}
        sentence = _("Unpaid dues from %(start)s are dropped: other dues cover these days.")
        yield sentence % words
    for period, starts_on, _end in arrangement.shifted:
        words = {"start": date_format(period.starts_on), "later": date_format(starts_on)}
        sentence = _("Dues from %(start)s begin on %(later)s: other dues cover the days before.")
        yield sentence % words


@warns
def about_accounts(merged: Member, survivor: Member) -> Iterable[str]:
    if merged.representatives.exists() and survivor.representatives.exists():
        yield _(
            "The accounts of both act for the member afterwards: close the one that is not used."
        )
    if _coming(merged).exists():
        yield _("Proxies for an assembly to come are taken back: they are to be given again.")


def _coming(member: Member) -> "QuerySet[Proxy]":
    """Proxies, not taken back, that the member gave or holds for assemblies to come."""
    involved = Q(giver=member) | Q(holder=member)
    return Proxy.objects.filter(involved, withdrawn_at=None, assembly__starts_at__gt=timezone.now())


def _is_held(period: DuesPeriod) -> bool:
    """Whether a row that stays (a document's line) points to these dues, so that they cannot be dropped.

    Django's own collector answers, as for a deletion: this room does not know the documents of the rooms above.
    """
    try:
        Collector(using=DEFAULT_DB_ALIAS).collect([period])
    except ProtectedError:
        return True
    return False


moves("members.dues", gettext_lazy("dues periods"), DuesPeriod, "member", move=move_dues, order=10)
moves(
    "members.reduced_rates", gettext_lazy("reduced rates"), ReducedRate, "member", move=move_rates
)
moves(
    "members.reminders",
    gettext_lazy("reminders sent"),
    Reminder,
    "member",
    move=without_twins(Reminder, "member", "step_id", "about"),
)
moves(
    "members.contacts",
    gettext_lazy("contacts"),
    Contact,
    "member",
    move=without_twins(Contact, "member", "kind", "value"),
)
moves("members.addresses", gettext_lazy("postal addresses"), PostalAddress, "member")
moves("members.attachments", gettext_lazy("papers"), Attachment, "member")
moves("members.applications", gettext_lazy("requests to join"), Application, "member")
moves("members.accounts", gettext_lazy("accounts of its people"), OrganisationAccount, "member")
moves(
    "members.representatives",
    gettext_lazy("representatives"),
    Representative,
    "member",
    move=move_representatives,
)
moves("members.erasures", gettext_lazy("answered requests to be erased"), ErasureRequest, "member")
moves("members.merged", gettext_lazy("records merged before"), Member, "merged_into")
moves(
    "members.proxies",
    gettext_lazy("proxies taken back"),
    Proxy,
    "giver",
    "holder",
    move=take_back_proxies,
    of=_coming,
)
moves("members.distinct", "", DistinctMembers, "first", "second", move=forget_pairs)
stays(DataExport, "member")
