"""Proxies: a member lets another vote for them at an assembly, and takes it back, until it starts."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit, mails
from coin.core.errors import DomainError, InvalidInput
from coin.members import actions
from coin.members.assemblies import voters as assemblies
from coin.members.assemblies.services import lock
from coin.members.models import Assembly, Member, Proxy, User


@transaction.atomic
def give_proxy(
    assembly: Assembly, giver: Member, *, who: str, name: str, actor: User | None
) -> Proxy:
    """Let the voter with this number or e-mail, and this name, vote for `giver`. Both get a mail.

    The assembly's row is locked, so that two proxies given at once cannot pass the ceiling. Raises InvalidInput on
    `who` (not found, full, or away), DomainError when the giver may not give one, or the assembly has started.
    """
    held = lock(assembly)
    holder = assemblies.find_voter(held, who=who, name=name)
    _check_giver(held, giver)
    _check_holder(held, giver, holder)
    assert holder is not None
    proxy = Proxy.objects.create(assembly=held, giver=giver, holder=holder)
    _record(actions.PROXY_GIVEN, proxy, actor)
    _tell(proxy, giver, "proxy_given")
    _tell(proxy, holder, "proxy_received")
    return proxy


@transaction.atomic
def withdraw_proxy(assembly: Assembly, giver: Member, *, actor: User | None) -> None:
    """Take it back: the giver votes themself, or gives it to somebody else. DomainError without one to take back."""
    held = lock(assembly)
    proxy = assemblies.proxies(held).filter(giver=giver).first()
    if proxy is None:
        raise DomainError(_("There is no proxy to take back."))
    Proxy.objects.filter(pk=proxy.pk).update(withdrawn_at=timezone.now())
    _record(actions.PROXY_WITHDRAWN, proxy, actor)
    _tell(proxy, proxy.holder, "proxy_withdrawn")


def _check_giver(assembly: Assembly, giver: Member) -> None:
    standing = assemblies.proxies(assembly)
    if not assemblies.may_vote(assembly, giver):
        raise DomainError(
            _("Only members who are up to date with their dues on that day vote, and give a proxy.")
        )
    if standing.filter(giver=giver).exists():
        raise DomainError(_("A proxy is already given: take it back first."))
    if standing.filter(holder=giver).exists():
        raise DomainError(
            _("Other members gave you their proxy: they must take it back before you give yours.")
        )


def _check_holder(assembly: Assembly, giver: Member, holder: Member | None) -> None:
    if holder is None:
        words = _("No member who votes at this assembly has this number or address, and this name.")
        raise InvalidInput(words, field="who")
    if holder.pk == giver.pk:
        raise InvalidInput(_("Give it to somebody else than yourself."), field="who")
    if assemblies.proxies(assembly).filter(giver=holder).exists():
        words = _("This person gave their own proxy, and votes for nobody: choose somebody else.")
        raise InvalidInput(words, field="who")
    if not assemblies.room_left(assembly, holder):
        words = _("This person already holds as many proxies as one may: choose somebody else.")
        raise InvalidInput(words, field="who")


def _record(act: audit.Action, proxy: Proxy, actor: User | None) -> None:
    """One row that the giver can be shown, and one that the holder can."""
    for member in (proxy.giver, proxy.holder):
        audit.record(act, proxy, actor=actor, member_number=member.number)


def _tell(proxy: Proxy, member: Member, template: str) -> None:
    giver, holder = (assemblies.shown_name(one) for one in (proxy.giver, proxy.holder))
    mails.send(
        f"assembly.{template}",
        f"members/mail/{template}.txt",
        {"assembly": proxy.assembly, "member": member, "giver": giver, "holder": holder},
        to=member.email,
        language=member.language,
        member_number=member.number,
    )
