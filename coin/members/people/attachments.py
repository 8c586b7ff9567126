"""Papers about a member: a row and a file, both there or neither."""

import secrets
import weakref
from collections.abc import Callable, Iterable
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from coin.core import audit, files
from coin.core.digests import sha256
from coin.core.errors import InvalidInput
from coin.core.validation import check_fields
from coin.members import actions
from coin.members.models import Attachment, Member, User
from coin.members.people import file_types

MOST_MEGABYTES = 10
FOLDER = "attachments"


@transaction.atomic
def add_attachment(
    member: Member, *, file: Any, kind: str, actor: User | None, name: str = ""
) -> Attachment:
    """Keep a file (anything with `name`, `size` and `read()`) about a member, under `name` or the file's own name.

    Raises InvalidInput on `kind` (none of AttachmentKind) or `file`: empty, over MOST_MEGABYTES, of no accepted type,
    or of another type than its name says.
    """
    file_name = file_types.clean_name(name or file.name)
    content = _content(file)
    file_type = file_types.check(file_name, content)
    paper = Attachment(
        member=member,
        kind=kind,
        name=file_name,
        content_type=file_type.content_type,
        size=len(content),
        sha256=sha256(content),
        added_by=actor,
    )
    check_fields(paper, ["kind", "name"])
    # The name on the disk is random: nobody can guess it, nor choose it.
    paper.file.save(
        f"{secrets.token_hex(16)}{file_type.endings[0]}", ContentFile(content), save=False
    )
    _forget_unless_committed(paper.file.name or "")
    paper.save(force_insert=True)
    audit.record(
        actions.PAPER_ADDED,
        paper,
        actor=actor,
        changes={"kind": (None, kind)},
        member_number=member.number,
    )
    return paper


@transaction.atomic
def remove_attachment(paper: Attachment, *, actor: User | None) -> None:
    """Delete a paper's row; its file goes when the transaction is committed."""
    audit.record(actions.PAPER_REMOVED, paper, actor=actor, member_number=paper.member.number)
    files.forget([paper.file.name or ""])
    paper.delete()


def sweep_attachments() -> int:
    """Remove files that no row names: their process died between the file and its row. Returns the number of files."""
    return files.sweep(FOLDER, _known)


def _known(names: list[str]) -> Iterable[str]:
    return Attachment.objects.filter(file__in=names).values_list("file", flat=True)


def _content(file: Any) -> bytes:
    if file.size > MOST_MEGABYTES * 2**20:
        raise InvalidInput(
            _("The file is over %(most)s MB: send a smaller one.") % {"most": MOST_MEGABYTES},
            field="file",
        )
    content: bytes = file.read()
    if not content:
        raise InvalidInput(_("The file is empty."), field="file")
    return content


class _Kept:
    """A callback that notes in `answer` that the transaction which stored a file was committed."""

    def __init__(self) -> None:
        # A list, so that the finalizer shares the answer without holding this object, which would then never go.
        self.answer = [False]

    def __call__(self) -> None:
        self.answer[0] = True


def _forget_unless_committed(stored: str) -> None:
    """Remove the file when the transaction around is rolled back.

    Django tells nobody of a rollback, but it drops the callbacks that waited for the commit: when this callback is
    dropped without having been called, the file goes.
    """
    callback = _Kept()
    weakref.finalize(callback, _remove_unless, callback.answer, default_storage.delete, stored)
    transaction.on_commit(callback)


def _remove_unless(is_committed: list[bool], remove: Callable[[str], None], stored: str) -> None:
    if not is_committed[0]:
        remove(stored)
