"""Working groups: what they look after, and the rights that their seats give."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from coin.core import audit
from coin.core.capabilities import known
from coin.core.errors import DomainError, InvalidInput
from coin.core.validation import check_fields
from coin.members import actions
from coin.members.body.holders import people_with
from coin.members.capabilities import SEATS
from coin.members.models import User, WorkingGroup

FIELDS = ("name", "purpose", "email")


@transaction.atomic
def create_group(
    *, name: str, actor: User | None, purpose: str = "", email: str = ""
) -> WorkingGroup:
    """Save a new group, without any right yet: see `set_capabilities`.

    Raises InvalidInput on `name` (empty, too long, or of another group), `purpose` or `email`.
    """
    group = WorkingGroup(name=name.strip(), purpose=purpose.strip(), email=email.strip())
    group.slug = _free_slug(group.name)
    _check(group)
    group.save(force_insert=True)
    audit.record(actions.GROUP_CREATED, group, actor=actor)
    return group


@transaction.atomic
def edit_group(group: WorkingGroup, *, actor: User | None, **fields: str) -> None:
    """Change a group's `name`, `purpose` or `email` (the keys of `fields`); saved and journaled, unless nothing
    differs.

    Raises InvalidInput on `name` (empty, too long, or of another group), `purpose` or `email`; TypeError for any other
    key.
    """
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"a group has no such field to edit: {', '.join(sorted(unknown))}")
    values = {name: value.strip() for name, value in fields.items()}
    changes = audit.differences(group, values)
    if not changes:
        return
    for name, value in values.items():
        setattr(group, name, value)
    _check(group)
    group.save(update_fields=list(values))
    audit.record(actions.GROUP_CHANGED, group, actor=actor, changes=changes)


@transaction.atomic
def set_capabilities(
    group: WorkingGroup, *, actor: User | None, capabilities: Iterable[str]
) -> None:
    """Give a group exactly these rights (slugs). Two people decide on it: see coin.members.body.sensitive.

    Saved and journaled, unless nothing differs; the caller's `group` keeps its former list. Raises InvalidInput on
    `capabilities` for a slug that coin does not know, DomainError when nobody who may give seats would be left.
    """
    group = WorkingGroup.objects.select_for_update().get(pk=group.pk)
    wanted = sorted(set(capabilities))
    strange = [slug for slug in wanted if slug not in known()]
    if strange:
        words = {"slugs": ", ".join(strange)}
        raise InvalidInput(_("coin knows no such right: %(slugs)s.") % words, field="capabilities")
    added = set(wanted) - set(group.capabilities)
    removed = set(group.capabilities) - set(wanted)
    if not added and not removed:
        return
    group.capabilities = wanted
    group.save(update_fields=["capabilities"])
    # Asked after the save, so that the answer counts the new rights; the error undoes the save.
    if SEATS.slug in removed and not people_with(SEATS.slug):
        raise DomainError(
            _("Nobody would be left to give seats: give that right to another group first.")
        )
    changes: dict[str, Any] = {}
    if added:
        changes["rights_added"] = (None, _labels(added))
    if removed:
        changes["rights_removed"] = (_labels(removed), None)
    audit.record(actions.GROUP_RIGHTS_CHANGED, group, actor=actor, changes=changes)


def _labels(slugs: set[str]) -> str:
    named = known()
    return ", ".join(str(named[slug].label) if slug in named else slug for slug in sorted(slugs))


def _check(group: WorkingGroup) -> None:
    check_fields(group, FIELDS)
    namesakes = WorkingGroup.objects.filter(name__iexact=group.name).exclude(pk=group.pk)
    if namesakes.exists():
        raise InvalidInput(_("Another working group has this name."), field="name")


def _free_slug(name: str) -> str:
    # 45 of the 50 characters of a slug: the rest is for a number. With one number more than groups, one is free.
    base = slugify(name)[:45] or "group"
    taken = set(WorkingGroup.objects.values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(slug for slug in numbered if slug not in taken)
