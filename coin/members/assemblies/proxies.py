"""Proxies: a member lets another vote for them at an assembly; until it starts, they may take the proxy back."""

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

    `who` is the number or e-mail, `name` the name. The proxy is saved and journaled. The assembly's row is locked, so
    that two proxies given at once cannot pass the ceiling. Raises InvalidInput on `who` (no such voter, the giver
    themself, a voter who holds as many proxies as one may, or who gave their own), DomainError when the giver may not
    vote, gave a proxy already or holds one, or when the assembly has started or is cancelled.
    """
    locked_assembly = lock(assembly)
    holder = assemblies.find_voter(locked_assembly, who=who, name=name)
    _check_giver(locked_assembly, giver)
    _check_holder(locked_assembly, giver, holder)
    assert holder is not None  # for the type checker: _check_holder refuses None
    proxy = Proxy.objects.create(assembly=locked_assembly, giver=giver, holder=holder)
    _record(actions.PROXY_GIVEN, proxy, actor)
    _tell(proxy, giver, "proxy_given")
    _tell(proxy, holder, "proxy_received")
    return proxy


@transaction.atomic
def withdraw_proxy(assembly: Assembly, giver: Member, *, actor: User | None) -> None:
    """Take the giver's proxy back: they vote themself, or give another one. The former holder gets a mail.

    The row stays, with the moment at which it was taken back.
    Raises DomainError when there is no proxy to take back, or the assembly has started or is cancelled.
    """
    locked_assembly = lock(assembly)
    proxy = assemblies.proxies(locked_assembly).filter(giver=giver).first()
    if proxy is None:
        raise DomainError(_("There is no proxy to take back."))
    Proxy.objects.filter(pk=proxy.pk).update(withdrawn_at=timezone.now())
    _record(actions.PROXY_WITHDRAWN, proxy, actor)
    _tell(proxy, proxy.holder, "proxy_withdrawn")


def _check_giver(assembly: Assembly, giver: Member) -> None:
    proxies_in_force = assemblies.proxies(assembly)
    if not assemblies.may_vote(assembly, giver):
        raise DomainError(
            _("Only members who are up to date with their dues on that day vote, and give a proxy.")
        )
    if proxies_in_force.filter(giver=giver).exists():
        raise DomainError(_("A proxy is already given: take it back first."))
    if proxies_in_force.filter(holder=giver).exists():
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
    """Two rows of the journal: one that the giver may be shown, and one that the holder may."""
    for member in (proxy.giver, proxy.holder):
        audit.record(act, proxy, actor=actor, member_number=member.number)


def _tell(proxy: Proxy, member: Member, template: str) -> None:
    giver, holder = (assemblies.shown_name(voter) for voter in (proxy.giver, proxy.holder))
    mails.send(
        f"assembly.{template}",
        f"members/mail/{template}.txt",
        {"assembly": proxy.assembly, "member": member, "giver": giver, "holder": holder},
        to=member.email,
        language=member.language,
        member_number=member.number,
    )
