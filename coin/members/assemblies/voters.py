"""Questions about general assemblies: who votes, who lets whom vote for them, who is called and how."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, TypedDict

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from coin.core.digests import sha256
from coin.core.folding import normalise
from coin.core.models import Association, Mail
from coin.members.enums import IN_FORCE, MemberKind, RepresentativeRole, Standing
from coin.members.models import Assembly, Member, Proxy, Representative
from coin.members.models.standing import standing_expression


class AsVoter(TypedDict):
    """What `voters` adds."""

    represented_by: str | None


class Called(AsVoter):
    """What `concerned` adds."""

    standing: str
    standing_then: str


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    Voter = WithAnnotations[Member, AsVoter]
    CalledMember = WithAnnotations[Member, Called]


def day_of(assembly: Assembly) -> date:
    return timezone.localdate(assembly.starts_at)


def has_started(assembly: Assembly) -> bool:
    return assembly.starts_at <= timezone.now()


def is_open(assembly: Assembly) -> bool:
    """Whether proxies may still be given and taken back."""
    return assembly.cancelled_at is None and not has_started(assembly)


def voters(assembly: Assembly) -> "QuerySet[Voter]":
    """Who may vote: members in good standing on the day it is held, as coin knows it now. One query.

    An organisation votes through `represented_by`, the holder of its record who has been so for longest.
    """
    day = day_of(assembly)
    rows = Member.objects.filter(merged_into=None, erased_at=None).annotate(
        standing_then=standing_expression(day), represented_by=_holder(day)
    )
    return rows.filter(standing_then=Standing.GOOD).order_by("number")  # type: ignore[return-value]


def by_name(members: "Iterable[Voter]") -> "list[Voter]":
    """As on a sheet that people look for themselves on: by last name or organisation, accents ignored."""
    return sorted(members, key=lambda one: (normalise(sheet_name(one)), one.number))


def sheet_name(member: Member) -> str:
    """`Martin Camille`: the name that people are looked for by comes first."""
    if member.kind == MemberKind.ORGANISATION:
        return member.organisation_name
    return f"{member.last_name} {member.first_name}".strip() or member.pseudonym


def may_vote(assembly: Assembly, member: Member) -> bool:
    return voters(assembly).filter(pk=member.pk).exists()


def proxies(assembly: Assembly) -> "QuerySet[Proxy]":
    """Every proxy that stands (not taken back), with who gave and who holds it."""
    standing = assembly.proxies.filter(withdrawn_at=None)
    return standing.select_related("giver", "holder")


@dataclass(frozen=True)
class Votes:
    """Who votes at an assembly, and for whom. A proxy counts when both its giver and its holder may vote."""

    voters: "list[Voter]"
    proxies: list[Proxy]

    @classmethod
    def at(cls, assembly: Assembly) -> "Votes":
        """Three queries."""
        return cls(by_name(voters(assembly)), list(proxies(assembly)))

    @classmethod
    def among(cls, assembly: Assembly) -> "Votes":
        """Only the voters that gave or hold a proxy: for a page of a list."""
        given = list(proxies(assembly))
        concerned = {pk for one in given for pk in (one.giver_id, one.holder_id)}
        return cls(list(voters(assembly).filter(pk__in=concerned)), given)

    @cached_property
    def counting(self) -> list[Proxy]:
        may = {voter.pk for voter in self.voters}
        return [one for one in self.proxies if one.giver_id in may and one.holder_id in may]

    @cached_property
    def holder_of(self) -> dict[int, Member]:
        """Who votes for whom, by the giver's key."""
        return {one.giver_id: one.holder for one in self.counting}

    @cached_property
    def held_by(self) -> dict[int, list[Member]]:
        """Those for whom a member votes, by the holder's key."""
        held: dict[int, list[Member]] = {}
        for one in self.counting:
            held.setdefault(one.holder_id, []).append(one.giver)
        return held

    def part(self, of: int) -> int:
        """The least number of voters that makes one in `of`: a quarter of 10 is 3."""
        return -(-len(self.voters) // of)

    @property
    def majority(self) -> int:
        """More than half of the voters."""
        return len(self.voters) // 2 + 1 if self.voters else 0


@dataclass(frozen=True)
class Call:
    """Who is still to be written to about an assembly as it is now planned, and who has to be sent a letter."""

    to_mail: "list[CalledMember]"
    letters: "list[CalledMember]"
    told: int
    told_before: frozenset[int]  # numbers of those who were told of other days, places or agendas

    @property
    def again(self) -> "list[CalledMember]":
        return [member for member in self.to_mail if member.number in self.told_before]


def call(assembly: Assembly) -> Call:
    """Who is called: members in good standing or late today, and whoever votes that day. Three queries.

    What is said once is never said twice: a mail's key holds the day, the place and the agenda, so that a change of
    those calls everybody again, and only that.
    """
    said = _said(assembly)
    now = said.pop(version(assembly), set())
    members = list(concerned(assembly))
    return Call(
        to_mail=[one for one in members if one.email and one.number not in now],
        letters=[one for one in members if not one.email],
        told=sum(one.number in now for one in members),
        told_before=frozenset().union(*said.values()),
    )


def told(assembly: Assembly) -> list[Member]:
    """Members who were called, whatever they were told, and can be written to."""
    numbers = set().union(*_said(assembly).values())
    return list(Member.objects.present().filter(number__in=numbers).exclude(email=""))


def _said(assembly: Assembly) -> dict[str, set[int]]:
    """The numbers of those who were called, by version of the assembly."""
    prefix = f"assembly:{assembly.pk}:call:"
    said: dict[str, set[int]] = {}
    keys = Mail.objects.filter(key__startswith=prefix).values_list("key", flat=True)
    for key in keys:
        mark, number = str(key).removeprefix(prefix).split(":")
        said.setdefault(mark, set()).add(int(number))
    return said


def concerned(assembly: Assembly) -> "QuerySet[CalledMember]":
    """Members who are called, with their `standing` today and `standing_then`, on the day it is held."""
    day = day_of(assembly)
    rows = Member.objects.present().filter(merged_into=None).with_standing()
    rows = rows.annotate(standing_then=standing_expression(day), represented_by=_holder(day))
    here = Q(standing__in=IN_FORCE, standing_then__in=IN_FORCE) | Q(standing_then=Standing.GOOD)
    return rows.filter(here).order_by("number")  # type: ignore[return-value]


def version(assembly: Assembly) -> str:
    """What an assembly is to those who are called to it, in a few letters."""
    said = "\x1f".join((assembly.starts_at.isoformat(), assembly.place, assembly.agenda))
    return sha256(said)[:8]


def call_key(assembly: Assembly, member: Member) -> str:
    return f"assembly:{assembly.pk}:call:{version(assembly)}:{member.number}"


def announced() -> "QuerySet[Assembly]":
    """Assemblies that members know of: they were called."""
    return Assembly.objects.filter(called_at__isnull=False)


def upcoming() -> "QuerySet[Assembly]":
    """Assemblies to come that members know of, soonest first."""
    rows = announced().filter(cancelled_at=None, starts_at__gt=timezone.now())
    return rows.order_by("starts_at")


def find_voter(assembly: Assembly, *, who: str, name: str) -> "Voter | None":
    """The one voter that has both this number or e-mail and this name; None tells nothing of which was wrong."""
    wanted, typed = set(normalise(name).split()), who.strip()
    digits = typed.upper().removeprefix("N°").removeprefix("ADH").strip()
    if not wanted or not typed:
        return None
    if "@" in typed:
        found = voters(assembly).filter(email__iexact=typed)
    elif digits.isascii() and digits.isdecimal() and len(digits) < 9:
        found = voters(assembly).filter(number=int(digits))
    else:
        return None
    same = [one for one in found if wanted <= _words(one) and _tells_apart(one, wanted)]
    return same[0] if len(same) == 1 else None


def _words(member: Member) -> set[str]:
    names = (member.first_name, member.last_name, member.organisation_name, member.pseudonym)
    return set(normalise(" ".join(names)).split())


def _tells_apart(member: Member, words: set[str]) -> bool:
    """A last name, a pseudonym or a word of an organisation's: a first name alone is too easily guessed."""
    telling = (member.last_name or member.first_name, member.organisation_name, member.pseudonym)
    return bool(words & set(normalise(" ".join(telling)).split()))


def _holder(day: date) -> Coalesce:
    """The name of the user who has held the member's record for longest, on that day."""
    held = Representative.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=day),
        member=OuterRef("pk"),
        starts_on__lte=day,
        role=RepresentativeRole.OWNER,
    ).order_by("starts_on", "pk")
    return Coalesce(Subquery(held.annotate(it=F("user__name")).values("it")[:1]), Value(""))


def shown_name(member: Member) -> str:
    """How a member is named to other members: the pseudonym that they chose for it, or their name."""
    return member.pseudonym or member.name


def room_left(assembly: Assembly, holder: Member) -> int:
    """How many more proxies a member may hold."""
    held = assembly.proxies.filter(withdrawn_at=None, holder=holder).count()
    return max(0, Association.current().proxies_per_holder - held)
