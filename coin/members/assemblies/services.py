"""General assemblies: planned, called, changed, cancelled."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit, mails
from coin.core.errors import DomainError, InvalidInput
from coin.core.validation import check_fields
from coin.members import actions
from coin.members.assemblies import voters as assemblies
from coin.members.enums import Standing
from coin.members.models import Assembly, User

FIELDS = ("title", "starts_at", "place", "agenda")


@transaction.atomic
def plan_assembly(
    *, title: str, starts_at: datetime, place: str, agenda: str, actor: User
) -> Assembly:
    """Save an assembly to come; nobody is told yet.

    Raises InvalidInput on `starts_at` (in the past) or on a field left empty.
    """
    assembly = Assembly(title=title, starts_at=starts_at, place=place, agenda=agenda)
    _check(assembly)
    assembly.save(force_insert=True)
    changes = {name: (None, getattr(assembly, name)) for name in FIELDS}
    audit.record(actions.ASSEMBLY_PLANNED, assembly, actor=actor, changes=changes)
    return assembly


@transaction.atomic
def change_assembly(assembly: Assembly, *, actor: User, **fields: Any) -> None:
    """Change the title, moment, place or agenda of an assembly, until it starts.

    `fields` are among FIELDS; other names are ignored. Writes nothing when nothing differs. Members who were called
    already are told of a change only by another call (`call_members`). Raises DomainError when the assembly has started
    or is cancelled, InvalidInput as `plan_assembly` does.
    """
    locked_assembly = lock(assembly)
    changes = audit.differences(
        locked_assembly, {name: fields[name] for name in FIELDS if name in fields}
    )
    for name, (_before, after) in changes.items():
        setattr(locked_assembly, name, after)
    _check(locked_assembly)
    if not changes:
        return
    locked_assembly.save(update_fields=list(changes))
    audit.record(actions.ASSEMBLY_CHANGED, locked_assembly, actor=actor, changes=changes)


@transaction.atomic
def call_members(assembly: Assembly, *, actor: User) -> int:
    """Mail every member who is called and was not told of this moment, place and agenda; returns the number of mails.

    `voters.call` says who is called. With one mail at least, `called_at` becomes now: members then see the assembly.
    Raises DomainError when the assembly has started or is cancelled.
    """
    locked_assembly = lock(assembly)
    plan = assemblies.call(locked_assembly)
    for member in plan.to_mail:
        _mail_call(locked_assembly, member, is_change=member.number in plan.told_before)
    if plan.to_mail:
        Assembly.objects.filter(pk=locked_assembly.pk).update(called_at=timezone.now())
        changes = {"mails": (None, len(plan.to_mail))}
        audit.record(actions.ASSEMBLY_CALLED, locked_assembly, actor=actor, changes=changes)
    return len(plan.to_mail)


@transaction.atomic
def cancel_assembly(assembly: Assembly, *, reason: str, actor: User) -> int:
    """Cancel an assembly: the members who were called are told why. Returns the number of mails.

    Raises DomainError when the assembly has started or is cancelled already, InvalidInput on an empty `reason`.
    """
    locked_assembly = lock(assembly)
    if not reason.strip():
        raise InvalidInput(_("Say why: those who were called read it."), field="reason")
    Assembly.objects.filter(pk=locked_assembly.pk).update(cancelled_at=timezone.now())
    called = assemblies.told(locked_assembly)
    for member in called:
        mails.send(
            "assembly.cancelled",
            "members/mail/assembly_cancelled.txt",
            {"assembly": locked_assembly, "member": member, "reason": reason.strip()},
            to=member.email,
            language=member.language,
            key=f"assembly:{locked_assembly.pk}:cancelled:{member.number}",
            member_number=member.number,
        )
    audit.record(actions.ASSEMBLY_CANCELLED, locked_assembly, actor=actor, note=reason.strip())
    return len(called)


def call_context(assembly: Assembly, member: Any, *, is_change: bool) -> dict[str, Any]:
    """The variables of a call's template, for the mail and for its preview.

    `member` comes from `voters.concerned`. `is_change`: they were told of another moment, place or agenda before.
    """
    return {
        "assembly": assembly,
        "member": member,
        "votes": member.standing_then == Standing.GOOD,
        "is_change": is_change,
        "path": reverse("portal:assembly", args=[assembly.pk]),
    }


def lock(assembly: Assembly) -> Assembly:
    """The assembly as the database has it now, locked until the end of the transaction.

    Raises DomainError when nothing of the assembly may change: it has started, or is cancelled.
    """
    locked_assembly = Assembly.objects.select_for_update().get(pk=assembly.pk)
    if locked_assembly.cancelled_at:
        raise DomainError(_("This assembly is cancelled."))
    if assemblies.has_started(locked_assembly):
        raise DomainError(_("This assembly has started: nothing of it changes any more."))
    return locked_assembly


def _mail_call(assembly: Assembly, member: Any, *, is_change: bool) -> None:
    mails.send(
        "assembly.call",
        "members/mail/assembly_call.txt",
        call_context(assembly, member, is_change=is_change),
        to=member.email,
        language=member.language,
        key=assemblies.call_key(assembly, member),
        member_number=member.number,
    )


def _check(assembly: Assembly) -> None:
    for name in ("title", "place", "agenda"):
        setattr(assembly, name, getattr(assembly, name).strip())
    check_fields(assembly, FIELDS)
    if assemblies.has_started(assembly):
        raise InvalidInput(_("An assembly is planned for a moment to come."), field="starts_at")
