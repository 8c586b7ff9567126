"""The association's settings: each change is checked, and journaled with the value before."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum import bic
from stdnum.eu import at_02
from stdnum.eu import vat as eu_vat

from coin.core import audit, retention, sensitive
from coin.core.errors import DomainError, InvalidInput
from coin.core.iban import read_iban
from coin.core.models import Association
from coin.core.validation import check_fields

CHANGED = audit.action("core.settings_changed", gettext_lazy("Settings changed"))
# Fields that a service of their own changes (done_alone, retention), and the one that nobody changes.
APART = {"id", "done_alone", "retention"}


@transaction.atomic
def change_settings(*, actor: Any, **fields: Any) -> Association:
    """Change some fields of the association, given by name, and save them.

    Raises InvalidInput on the field that is wrong, and TypeError for a name that is no setting: nothing is saved then.
    (`done_alone` and `retention` count as none: they have functions of their own.)
    """
    association = _locked()
    names = {field.name for field in association._meta.fields} - APART
    if unknown := set(fields) - names:
        raise TypeError(f"no such settings: {', '.join(sorted(unknown))}")
    values = {name: _clean(name, value) for name, value in fields.items()}
    changes = audit.differences(association, values)
    for name, value in values.items():
        setattr(association, name, value)
    check_fields(association, values)
    _check_together(association, values)
    if changes:
        association.save(update_fields=list(changes))
        audit.record(CHANGED, association, actor=actor, changes=changes)
    return association


@transaction.atomic
def set_retention(*, actor: Any, months: Mapping[str, int]) -> None:
    """Set how many months data is kept: `months` maps the slug of a retention rule to its months. Other rules stay.

    Raises InvalidInput(field=slug) for less than the law requires, and for a rule whose duration is no setting;
    InvalidInput without a field for an unknown rule.
    """
    association = _locked()
    changes = {}
    for slug, wanted in months.items():
        rule = _rule(slug)
        if not rule.is_setting:
            raise InvalidInput(_("This duration is no setting."), field=slug)
        if wanted < rule.least:
            words = _("The law wants at least %(months)s months.") % {"months": rule.least}
            raise InvalidInput(words, field=slug)
        before = int(association.retention.get(slug, rule.months))
        if wanted != before:
            changes[slug] = (before, wanted)
            association.retention[slug] = wanted
    if changes:
        association.save(update_fields=["retention"])
        audit.record(CHANGED, association, actor=actor, changes=changes)


@transaction.atomic
def set_done_alone(association: Association, *, actor: Any, acts: Collection[str]) -> None:
    """Let one person alone do exactly these acts (slugs). Two people decide on it: see members.sensitive.

    `association` is there as the subject of that act: the row is read anew, locked.
    Raises InvalidInput(field="acts") for an act that does not exist or that always takes two people.
    """
    association = _locked()
    labels = {act.slug: str(act.label) for act in sensitive.acts() if not act.always}
    if strange := [slug for slug in acts if slug not in labels]:
        words = {"acts": ", ".join(strange)}
        raise InvalidInput(_("These acts always take two people: %(acts)s.") % words, field="acts")
    before, after = set(association.done_alone) & set(labels), set(acts)
    if before == after:
        return
    association.done_alone = sorted(after)
    association.save(update_fields=["done_alone"])
    in_words = [", ".join(labels[slug] for slug in sorted(slugs)) for slugs in (before, after)]
    changes = {"done_alone": (in_words[0], in_words[1])}
    audit.record(CHANGED, association, actor=actor, changes=changes)


@transaction.atomic
def tighten_acts_of_two(*, actor: Any, acts: Collection[str]) -> None:
    """`set_done_alone` by one person, who may only make more acts wait for a second person.

    Raises DomainError when an act would no longer wait.
    """
    association = _locked()
    if set(acts) - set(association.done_alone):
        raise DomainError(_("Two people decide that one alone may do more."))
    set_done_alone(association, actor=actor, acts=acts)


def _locked() -> Association:
    """The association's row, locked: two people who save at once each see what the other changed."""
    Association.current()  # creates the row when there is none yet
    return Association.objects.select_for_update().get(pk=1)


def _rule(slug: str) -> retention.Rule:
    try:
        return retention.get(slug)
    except KeyError:
        raise InvalidInput(_("coin no longer knows this rule.")) from None


def _iban(value: str) -> str:
    account = read_iban(re.sub(r"[.-]", "", value))
    if account and not account.is_valid:
        raise InvalidInput(_("This is not an IBAN: one character or more is wrong."), field="iban")
    return account.compact


def _bic(value: str) -> str:
    code: str = bic.compact(value)
    if code and not bic.is_valid(code):
        raise InvalidInput(_("This is not a BIC: it has 8 or 11 characters."), field="bic")
    return code


def _creditor(value: str) -> str:
    number: str = at_02.compact(value)
    if number and not at_02.is_valid(number):
        words = _("This is not a creditor identifier: check its characters, such as FR12ZZZ123456.")
        raise InvalidInput(words, field="creditor_identifier")
    return number


def _vat_number(value: str) -> str:
    number: str = eu_vat.compact(value) if value else ""
    if number and not eu_vat.is_valid(number):
        words = _("This is not a VAT number: check its characters, such as FR83 404 833 048.")
        raise InvalidInput(words, field="vat_number")
    return number


def _chatrooms(rooms: list[str]) -> list[str]:
    addresses = list(dict.fromkeys(room.strip() for room in rooms if room.strip()))
    for room in addresses:
        if not urlsplit(room).scheme:
            words = _("“%(room)s” is not a whole address: ircs://host/#room, https://host/room.")
            raise InvalidInput(words % {"room": room}, field="chatrooms")
    return addresses


def _without_spaces(value: str) -> str:
    return "".join(value.split())


CLEAN: dict[str, Callable[[Any], Any]] = {
    "iban": _iban,
    "bic": _bic,
    "creditor_identifier": _creditor,
    "vat_number": _vat_number,
    "siren": _without_spaces,
    "rna": lambda value: _without_spaces(value).upper(),
    "chatrooms": _chatrooms,
}


def _clean(name: str, value: Any) -> Any:
    if isinstance(value, str):
        value = value.strip()
    return CLEAN[name](value) if name in CLEAN else value


def _check_together(association: Association, values: Mapping[str, Any]) -> None:
    """Check the rules that hold between two fields."""
    late, lapsed = association.late_after_days, association.lapsed_after_days
    if values.keys() & {"late_after_days", "lapsed_after_days"} and lapsed < late:
        words = _("Dues lapse a membership after they are late, not before.")
        raise InvalidInput(words, field="lapsed_after_days")
    if values.keys() & {"latitude", "longitude"}:
        _check_place(association.latitude, association.longitude)


def _check_place(latitude: float | None, longitude: float | None) -> None:
    for name, value, most in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if value is not None and not -most <= value <= most:
            words = _("It goes from -%(most)s to %(most)s.") % {"most": most}
            raise InvalidInput(words, field=name)
    if (latitude is None) != (longitude is None):
        field = "latitude" if latitude is None else "longitude"
        raise InvalidInput(_("Give both, or neither."), field=field)
