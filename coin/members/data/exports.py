"""A copy of all that coin holds on a member (GDPR art. 15 and 20): asked for, made by a worker, kept for a day."""

import logging
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit, files, mails, tasks
from coin.core.errors import DomainError
from coin.core.transitions import TransitionRefused, move
from coin.members import actions
from coin.members.data import export_zip
from coin.members.enums import ExportState
from coin.members.models import DataExport, Member, User

logger = logging.getLogger(__name__)
LASTS = timedelta(hours=24)
ATTEMPTS = 3
LEASE = timedelta(minutes=10)  # after this time, the worker that makes a copy is taken for dead


@transaction.atomic
def ask_export(member: Member, *, actor: User) -> DataExport:
    """Ask for a copy: a worker makes it, and `actor` gets a mail when it is ready.

    Raises DomainError while another copy of this member is being made, or when nothing of the member is left.
    """
    if member.erased_at:
        raise DomainError(_("Nothing is left of this member but the number."))
    # The constraint decides between two requests at once. Its error undoes the inner transaction alone.
    try:
        with transaction.atomic():
            export = DataExport.objects.create(member=member, asked_by=actor)
    except IntegrityError as error:
        raise DomainError(_("A copy is being made already: it is ready in a moment.")) from error
    audit.record(actions.EXPORT_ASKED, member, actor=actor, member_number=member.number)
    _wake(export)
    return export


def make_export(pk: int) -> None:
    """Make one copy (`pk`: its DataExport), and mail whoever asked, unless another worker makes it or it is made.

    An error is noted on the row, never raised. The copy fails for good after ATTEMPTS tries.
    """
    export = _claim(pk)
    if export is None:
        return
    try:
        name = export_zip.write(export.member)
    except Exception as error:  # whichever room failed, the copy is tried again or marked as failed
        logger.exception("copy of data %s failed", pk)
        _note_failure(export, error)
        return
    _finish(export, name)


@transaction.atomic
def record_taken(export: DataExport, *, actor: User) -> None:
    """Record a download in the journal. Raises DomainError when the file is gone."""
    if not is_there(export):
        raise DomainError(_("This copy is gone: ask for another one."))
    member = export.member
    audit.record(actions.EXPORT_TAKEN, member, actor=actor, member_number=member.number)


def is_there(export: DataExport) -> bool:
    """Whether the file can be downloaded now."""
    return (
        export.state == ExportState.READY
        and export.expires_at is not None
        and export.expires_at > timezone.now()
    )


def last_export(member: Member) -> DataExport | None:
    """The copy that was asked for last, whatever its state; None when none was."""
    return member.exports.order_by("-asked_at", "-pk").first()


def look_at_exports() -> int:
    """Wake workers for copies that a dead worker left, remove copies that ran out, and files that no row names.

    Returns the number of copies that ran out.
    """
    from coin.members.data import erasing

    for export in DataExport.objects.filter(state=ExportState.WAITING):
        if _is_free(export):
            _wake(export)
    with transaction.atomic():
        over = DataExport.objects.filter(state=ExportState.READY, expires_at__lte=timezone.now())
        count = erasing.erase_exports(over)
    files.sweep(
        export_zip.FOLDER,
        lambda names: DataExport.objects.filter(file__in=names).values_list("file", flat=True),
    )
    return count


def _claim(pk: int) -> DataExport | None:
    """The copy, for this worker alone, or None. Each try is counted; the next try waits for LEASE."""
    export = DataExport.objects.select_related("member", "asked_by").filter(pk=pk).first()
    if export is None or export.state != ExportState.WAITING or not _is_free(export):
        return None
    # A conditional UPDATE on the number of tries: of two workers that read the same row, one gets it.
    unclaimed = DataExport.objects.filter(
        pk=pk, state=ExportState.WAITING, attempts=export.attempts
    )
    values = {"attempts": export.attempts + 1, "tried_at": timezone.now()}
    if unclaimed.update(**values) != 1:
        return None
    export.attempts += 1
    return export


def _is_free(export: DataExport) -> bool:
    return export.tried_at is None or export.tried_at <= timezone.now() - LEASE


@transaction.atomic
def _finish(export: DataExport, name: str) -> None:
    now = timezone.now()
    try:
        move(
            export,
            to=ExportState.READY,
            allowed=[ExportState.WAITING],
            file=name,
            size=export_zip.size_of(name),
            ready_at=now,
            expires_at=now + LASTS,
            error="",
        )
    except TransitionRefused:  # another worker finished first: this file has no row
        files.forget([name])
        return
    _tell(export)


def _tell(export: DataExport) -> None:
    asker, member = export.asked_by, export.member
    own = member.representatives.filter(user=asker).exists()
    mails.send(
        "data_export",
        "members/mail/data_export.txt",
        {"member": member, "export": export, "own": own},
        to=asker.email,
        language=asker.language,
        key=f"data-export:{export.pk}",
        member_number=member.number,
    )


def _note_failure(export: DataExport, error: Exception) -> None:
    """Note the error's class (its text could hold personal data). The next try waits a minute for each try so far."""
    is_last = export.attempts >= ATTEMPTS
    DataExport.objects.filter(pk=export.pk, state=ExportState.WAITING).update(
        state=ExportState.FAILED if is_last else ExportState.WAITING,
        error=type(error).__name__,
        tried_at=timezone.now() - LEASE + timedelta(minutes=export.attempts),
    )


@tasks.task
def make_data_export(export_pk: int) -> None:
    """The worker's job: make the copy of a member's data that was asked for (its DataExport's primary key)."""
    make_export(export_pk)


def _wake(export: DataExport) -> None:
    tasks.wake(make_data_export, export.pk)
