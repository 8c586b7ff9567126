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
    """The annotations of `voters`: the name of the user who votes for an organisation; empty without one."""

    represented_by: str | None


class Called(AsVoter):
    """The annotations of `concerned`: the member's Standing values of today and of the assembly's day."""

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
    """Members who may vote, by number: in good standing on the assembly's day, as far as coin knows now. One query.

    An organisation votes through `represented_by`, the person who has been the holder of its record for longest.
    """
    day = day_of(assembly)
    rows = Member.objects.filter(merged_into=None, erased_at=None).annotate(
        standing_then=standing_expression(day), represented_by=_holder(day)
    )
    return rows.filter(standing_then=Standing.GOOD).order_by("number")  # type: ignore[return-value]


def by_name(members: "Iterable[Voter]") -> "list[Voter]":
    """Voters in the order of a sheet where they look for themselves: by last name or organisation, accents ignored."""
    return sorted(members, key=lambda voter: (normalise(sheet_name(voter)), voter.number))


def sheet_name(member: Member) -> str:
    """`Martin Camille`: the last name comes first. An organisation's name, or a pseudonym where there is no name."""
    if member.kind == MemberKind.ORGANISATION:
        return member.organisation_name
    return f"{member.last_name} {member.first_name}".strip() or member.pseudonym


def may_vote(assembly: Assembly, member: Member) -> bool:
    return voters(assembly).filter(pk=member.pk).exists()


def proxies(assembly: Assembly) -> "QuerySet[Proxy]":
    """Every proxy of the assembly that was not taken back, with who gave and who holds it."""
    standing = assembly.proxies.filter(withdrawn_at=None)
    return standing.select_related("giver", "holder")


@dataclass(frozen=True)
class Votes:
    """Who votes at an assembly, and for whom. A proxy counts when both its giver and its holder may vote.

    `proxies` are all that were not taken back; `counting` keeps those of them that count. Nothing is written.
    """

    voters: "list[Voter]"
    proxies: list[Proxy]

    @classmethod
    def at(cls, assembly: Assembly) -> "Votes":
        """Everybody who may vote, by name, and every proxy that was not taken back. Three queries."""
        return cls(by_name(voters(assembly)), list(proxies(assembly)))

    @classmethod
    def among(cls, assembly: Assembly) -> "Votes":
        """Every proxy that was not taken back, but only the voters who gave or hold one: for a page of proxies."""
        proxies_in_force = list(proxies(assembly))
        concerned = {pk for proxy in proxies_in_force for pk in (proxy.giver_id, proxy.holder_id)}
        return cls(list(voters(assembly).filter(pk__in=concerned)), proxies_in_force)

    @cached_property
    def counting(self) -> list[Proxy]:
        may = {voter.pk for voter in self.voters}
        return [proxy for proxy in self.proxies if proxy.giver_id in may and proxy.holder_id in may]

    @cached_property
    def holder_of(self) -> dict[int, Member]:
        """The member who votes for each giver of a proxy that counts, by the giver's primary key."""
        return {proxy.giver_id: proxy.holder for proxy in self.counting}

    @cached_property
    def held_by(self) -> dict[int, list[Member]]:
        """Those for whom a member votes by a proxy that counts, by the holder's primary key."""
        givers: dict[int, list[Member]] = {}
        for proxy in self.counting:
            givers.setdefault(proxy.holder_id, []).append(proxy.giver)
        return givers

    def part(self, of: int) -> int:
        """The fewest voters that make at least one in `of` of all the voters: of 10 voters, `part(4)` is 3."""
        return -(-len(self.voters) // of)

    @property
    def majority(self) -> int:
        """The fewest voters that make more than half of all; 0 without a voter."""
        return len(self.voters) // 2 + 1 if self.voters else 0


@dataclass(frozen=True)
class Call:
    """The members still to be mailed about an assembly as it is planned now, and those who need a letter.

    `letters`: those without an e-mail address. `told`: how many were mailed about it as it is planned now.
    """

    to_mail: "list[CalledMember]"
    letters: "list[CalledMember]"
    told: int
    told_before: frozenset[
        int
    ]  # numbers of the members who were told of another moment, place or agenda

    @property
    def again(self) -> "list[CalledMember]":
        return [member for member in self.to_mail if member.number in self.told_before]


def call(assembly: Assembly) -> Call:
    """Who is called: members in good standing or late, and everybody who may vote on the day. Three queries.

    It computes who is to be mailed, and mails nobody (see `services.call_members`). Nobody is called twice to the same
    assembly: a mail's key holds a digest of the moment, the place and the agenda. Only a change of one of these calls
    everybody again.
    """
    numbers_by_version = _said(assembly)
    told_now = numbers_by_version.pop(version(assembly), set())
    members = list(concerned(assembly))
    return Call(
        to_mail=[member for member in members if member.email and member.number not in told_now],
        letters=[member for member in members if not member.email],
        told=sum(member.number in told_now for member in members),
        told_before=frozenset().union(*numbers_by_version.values()),
    )


def told(assembly: Assembly) -> list[Member]:
    """Members who were called, to whichever version of the assembly, and have an e-mail address."""
    numbers = set().union(*_said(assembly).values())
    return list(Member.objects.present().filter(number__in=numbers).exclude(email=""))


def _said(assembly: Assembly) -> dict[str, set[int]]:
    """The numbers of the members who were called, by version of the assembly."""
    prefix = f"assembly:{assembly.pk}:call:"
    numbers_by_version: dict[str, set[int]] = {}
    keys = Mail.objects.filter(key__startswith=prefix).values_list("key", flat=True)
    for key in keys:
        mark, number = str(key).removeprefix(prefix).split(":")
        numbers_by_version.setdefault(mark, set()).add(int(number))
    return numbers_by_version


def concerned(assembly: Assembly) -> "QuerySet[CalledMember]":
    """Members who are called, with their `standing` today, and `standing_then` on the day of the assembly.

    They are in good standing or late, today and on that day; or in good standing on that day, and so vote.
    """
    day = day_of(assembly)
    rows = Member.objects.present().filter(merged_into=None).with_standing()
    rows = rows.annotate(standing_then=standing_expression(day), represented_by=_holder(day))
    is_called = Q(standing__in=IN_FORCE, standing_then__in=IN_FORCE) | Q(
        standing_then=Standing.GOOD
    )
    return rows.filter(is_called).order_by("number")  # type: ignore[return-value]


def version(assembly: Assembly) -> str:
    """A short digest of what a call tells: the moment, the place and the agenda."""
    told_text = "\x1f".join((assembly.starts_at.isoformat(), assembly.place, assembly.agenda))
    return sha256(told_text)[:8]


def call_key(assembly: Assembly, member: Member) -> str:
    return f"assembly:{assembly.pk}:call:{version(assembly)}:{member.number}"


def announced() -> "QuerySet[Assembly]":
    """Assemblies that members know of, since they were called to them: past and cancelled ones too."""
    return Assembly.objects.filter(called_at__isnull=False)


def upcoming() -> "QuerySet[Assembly]":
    """Assemblies to come that members know of, soonest first."""
    rows = announced().filter(cancelled_at=None, starts_at__gt=timezone.now())
    return rows.order_by("starts_at")


def find_voter(assembly: Assembly, *, who: str, name: str) -> "Voter | None":
    """The one voter who has both this number or e-mail and this name. None does not tell which of the two was wrong.

    `who`: `12`, `n° 12`, `ADH00012` or an e-mail. `name`: words of the voter's names, in any order, accents ignored; a
    first name alone is not enough for a voter who has a last name.
    """
    wanted, typed = set(normalise(name).split()), who.strip()
    digits = typed.upper().removeprefix("N°").removeprefix("ADH").strip()
    if not wanted or not typed:
        return None
    if "@" in typed:
        voters_there = voters(assembly).filter(email__iexact=typed)
    # A number of nine digits or more is no member's: it is not looked up.
    elif digits.isascii() and digits.isdecimal() and len(digits) < 9:
        voters_there = voters(assembly).filter(number=int(digits))
    else:
        return None
    matches = [
        voter for voter in voters_there if wanted <= _words(voter) and _tells_apart(voter, wanted)
    ]
    return matches[0] if len(matches) == 1 else None


def _words(member: Member) -> set[str]:
    names = (member.first_name, member.last_name, member.organisation_name, member.pseudonym)
    return set(normalise(" ".join(names)).split())


def _tells_apart(member: Member, words: set[str]) -> bool:
    """Whether the words hold a last name, a pseudonym or a word of an organisation's name.

    A first name alone is too easily guessed; it counts only for a member who has no last name.
    """
    telling = (member.last_name or member.first_name, member.organisation_name, member.pseudonym)
    return bool(words & set(normalise(" ".join(telling)).split()))


def _holder(day: date) -> Coalesce:
    """An expression over Member: the name of the user who, on that day, has held its record for longest; else empty."""
    representations = Representative.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=day),
        member=OuterRef("pk"),
        starts_on__lte=day,
        role=RepresentativeRole.OWNER,
    ).order_by("starts_on", "pk")
    return Coalesce(
        Subquery(representations.annotate(it=F("user__name")).values("it")[:1]), Value("")
    )


def shown_name(member: Member) -> str:
    """How other members see a member named: by the pseudonym that they chose for this, or by their name."""
    return member.pseudonym or member.name


def room_left(assembly: Assembly, holder: Member) -> int:
    """How many more proxies a member may hold at this assembly; 0 at least."""
    proxies_held = assembly.proxies.filter(withdrawn_at=None, holder=holder).count()
    return max(0, Association.current().proxies_per_holder - proxies_held)
