"""This room's parts of the copy of a member's data: identity, dues, accounts, papers, requests, journal, mails."""

from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core import audit
from coin.core.mail_sending import SECRET
from coin.core.models import AuditEntry, Mail
from coin.core.personal_data import Part, holds
from coin.members.models import Application, Attachment, Member, Representative, User

HIDDEN = "•••"
# Columns that tell nothing of a member: keys, secrets, digests, and texts for searches.
LEFT_OUT = frozenset(
    {"id", "member", "search_text", "token", "address_key", "directory_password", "file", "sha256"}
)


def plain(row: Model, *, without: frozenset[str] = LEFT_OUT) -> dict[str, Any]:
    """A row's own fields as plain values, by name; rows and files that it points to are given as text.

    `without`: names of the fields that are left out.
    """
    names = [field.name for field in row._meta.concrete_fields if field.name not in without]
    values = {name: getattr(row, name) for name in names}
    return {
        name: str(value) if isinstance(value, Model | FieldFile) else value
        for name, value in values.items()
    }


def all_plain(rows: "QuerySet[Any]") -> list[dict[str, Any]]:
    """Rows as plain values, in the order in which they were made."""
    return [plain(row) for row in rows.order_by("pk")]


@holds("members", gettext_lazy("Who you are, your membership, who acts for you"))
def _member(member: Member) -> Part:
    data = {
        "member": plain(member),
        "contacts": all_plain(member.contacts.all()),
        "addresses": all_plain(member.addresses.all()),
        "dues": all_plain(member.dues.select_related("plan")),
        "reduced_rates": all_plain(member.reduced_rates.select_related("decided_by")),
        "reminders_sent": all_plain(member.reminders.select_related("step", "mail")),
        "people_who_act": [
            _acting(representative)
            for representative in member.representatives.select_related("user")
        ],
        "people_of_the_organisation": all_plain(member.accounts.all()),
        "proxies_given": all_plain(member.proxies_given.select_related("assembly", "holder")),
        "proxies_held": all_plain(member.proxies_held.select_related("assembly", "giver")),
        "merged_numbers": list(member.merged.values_list("number", flat=True)),
    }
    return Part(data)


def _acting(representative: Representative) -> dict[str, Any]:
    return {
        "login": representative.user.login,
        "name": representative.user.name,
        "email": representative.user.email,
        "language": representative.user.language,
        "role": representative.get_role_display(),
        "starts_on": representative.starts_on,
        "ends_on": representative.ends_on,
    }


@holds("accounts", gettext_lazy("Your account: sign-ins that are open, second factors, seats"))
def _accounts(member: Member) -> Part:
    """The accounts of the people who act, or acted, for a member. Never the hash of a password."""
    users = User.objects.filter(representations__member=member).distinct().order_by("pk")
    return Part([_account(user) for user in users])


def _account(user: User) -> dict[str, Any]:
    seats = user.seats.select_related("group").order_by("starts_on")
    account: dict[str, Any] = {
        "login": user.login,
        "created_at": user.created_at,
        "last_login": user.last_login,
        "has_password": user.has_usable_password(),
        "has_password_of_the_services": bool(user.directory_password),
        "seats": [plain(seat, without=LEFT_OUT | {"user", "given_by"}) for seat in seats],
    }
    return account | {"sessions": _sessions(user), "second_factors": _factors(user)}


def _sessions(user: User) -> list[dict[str, Any]]:
    from allauth.usersessions.models import UserSession

    rows = UserSession.objects.filter(user=user).order_by("pk")
    return list(rows.values("created_at", "last_seen_at", "ip", "user_agent"))


def _factors(user: User) -> list[dict[str, Any]]:
    from allauth.mfa.models import Authenticator

    rows = Authenticator.objects.filter(user=user).order_by("pk")
    return list(rows.values("type", "created_at", "last_used_at"))


@holds("papers", gettext_lazy("Papers: what they are, and the files"))
def _papers(member: Member) -> Part:
    rows = list(member.attachments.order_by("pk"))
    return Part([plain(row) for row in rows], [(_named(row), row.file) for row in rows])


def _named(paper: Attachment) -> str:
    """The name of a paper in the zip: its own, with a number that tells two papers of the same name apart."""
    return f"{paper.pk}-{paper.name.replace('/', '-')}"


@holds("requests", gettext_lazy("What you asked: to join, for a copy of your data, to be erased"))
def _requests(member: Member) -> Part:
    joining = Application.objects.filter(member=member).select_related("plan", "decided_by")
    data = {
        "to_join": [_application(application) for application in joining],
        "copies": list(member.exports.order_by("pk").values("asked_at", "state", "ready_at")),
        "to_be_erased": all_plain(member.erasures.select_related("asked_by")),
    }
    return Part(data)


def _application(application: Application) -> dict[str, Any]:
    messages = application.messages.order_by("pk").values("by_candidate", "text", "at")
    return plain(application, without=LEFT_OUT | {"decided_by"}) | {"messages": list(messages)}


@holds("journal", gettext_lazy("What was done to your record, and by which group"))
def _journal(member: Member) -> Part:
    rows = AuditEntry.objects.filter(member_number__in=_numbers(member)).order_by("pk")
    return Part([_act(row) for row in rows.iterator()])


def _act(row: AuditEntry) -> dict[str, Any]:
    """One act of the journal. Volunteers act in the name of their group: the copy tells the group, not the person."""
    return {
        "at": row.at,
        "what": audit.label_of(row.action),
        "about": row.subject_label,
        "by": row.capacity or row.actor_name or _("automatic"),
        "changes": row.changes,
        "note": row.note,
    }


@holds("mails", gettext_lazy("Mails that were sent to you"))
def _mails(member: Member) -> Part:
    """The mails about a member, with the text of those to the member's own addresses.

    A mail to another person may hold a link that opens that person's account: its text is hidden.
    """
    rows = Mail.objects.filter(member_number__in=_numbers(member)).order_by("pk")
    own = {member.email, *member.contacts.values_list("value", flat=True)}
    return Part([_mail(row, shown=row.to in own) for row in rows.iterator()])


def _mail(row: Mail, *, shown: bool) -> dict[str, Any]:
    names = ("created_at", "sent_at", "state", "to", "subject")
    values = {name: getattr(row, name) for name in names}
    is_secret = row.kind.startswith(SECRET)
    return values | {"body": row.body if shown and not is_secret else HIDDEN}


def _numbers(member: Member) -> list[int]:
    """The member's number, and the numbers that were merged into it."""
    return [member.number, *member.merged.values_list("number", flat=True)]
