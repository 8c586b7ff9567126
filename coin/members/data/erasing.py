"""How rows are erased: many at once, in the caller's transaction. Rows that others point to stay, emptied."""

from django.db.models import CharField, DateField, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat, Trunc
from django.utils import timezone

from coin.core import files
from coin.core.retention import delete_rows, write_each
from coin.members.data.clocks import NO_ADDRESS
from coin.members.enums import ExportState, ImportState
from coin.members.models import (
    Application,
    Attachment,
    Contact,
    DataExport,
    DistinctMembers,
    ErasureRequest,
    ImportBatch,
    Member,
    OrganisationAccount,
    PostalAddress,
    ReducedRate,
    Reminder,
    Representative,
    Seat,
    User,
)
from coin.members.sign_in.retired_logins import retired

# The texts that a member's row loses. It keeps its number and kind, and the days that statistics and clocks start from.
WORDS = (
    *("first_name", "last_name", "organisation_name", "pseudonym", "birth_place"),
    *("email", "phone", "street", "postal_code", "city", "country", "siren", "rna", "search_text"),
)
PART_OF_SIGN_IN = frozenset({"account", "mfa", "usersessions"})  # allauth's applications


def erase_members(rows: "QuerySet[Member]") -> int:
    """Erase the identity of members, and the rows that only say more about them; "n° 42" stays.

    These rows are contacts, addresses, reduced rates, reminders, representatives, copies, requests to join and pairs
    told apart. Returns the number of members.
    """
    pks, now = list(rows.values_list("pk", flat=True)), timezone.now()
    for model in (Contact, PostalAddress, ReducedRate, Reminder, Representative):
        delete_rows(model._default_manager.filter(member__in=pks))
    delete_rows(DistinctMembers.objects.filter(Q(first__in=pks) | Q(second__in=pks)))
    erase_exports(DataExport.objects.filter(member__in=pks))
    delete_rows(DataExport.objects.filter(member__in=pks))
    ErasureRequest.objects.filter(member__in=pks).update(words="", answer="")
    erase_applications(Application.objects.filter(member__in=pks))
    return Member.objects.filter(pk__in=pks).update(
        **dict.fromkeys(WORDS, ""),
        birth_on=None,
        language="fr",
        # The year alone stays, for statistics.
        joined_on=Trunc("joined_on", "year", output_field=DateField()),
        wants_reminders=False,
        reminders_paused_until=None,
        gift_each_renewal=0,
        archived_at=Coalesce("archived_at", Value(now)),
        erased_at=now,
    )


def close_accounts(rows: "QuerySet[User]") -> int:
    """Close accounts for good: login, passwords, second factors and sessions go; the name stays for now.

    The login stays as a digest, so that it is never given again. Returns the number of accounts.
    """
    logins = dict(rows.values_list("pk", "login"))
    pks = list(logins)
    write_each(User, "login", {pk: retired(login) for pk, login in logins.items()})
    for relation in User._meta.related_objects:
        if relation.related_model._meta.app_label in PART_OF_SIGN_IN:
            relation.related_model._default_manager.filter(
                **{f"{relation.field.name}__in": pks}
            ).delete()
    return User.objects.filter(pk__in=pks).update(
        password="!",  # noqa: S106 (no password is this: Django's mark of none)
        directory_password="",
        last_login=None,
        is_active=False,
    )


def forget_names(rows: "QuerySet[User]") -> int:
    """Erase the people behind closed accounts: names, addresses, and the reasons of their seats.

    The representatives' rows are deleted; the accounts stay, emptied. Returns their number.
    """
    pks = list(rows.values_list("pk", flat=True))
    delete_rows(Representative.objects.filter(user__in=pks))
    Seat.objects.filter(user__in=pks).update(reason="")
    # An e-mail is unique and never empty: each gets an address that leads nowhere.
    nobody = Concat(Cast("pk", CharField()), Value(NO_ADDRESS))
    return User.objects.filter(pk__in=pks).update(email=nobody, name="", language="fr")


def erase_organisation_accounts(rows: "QuerySet[OrganisationAccount]") -> int:
    """Erase the people of an organisation: the login stays as a digest, so that it is never given again.

    An account that was not removed yet is removed. Returns the number of accounts.
    """
    logins = dict(rows.values_list("pk", "login"))
    write_each(OrganisationAccount, "login", {pk: retired(login) for pk, login in logins.items()})
    return OrganisationAccount.objects.filter(pk__in=list(logins)).update(
        name="",
        email="",
        directory_password="",
        removed_at=Coalesce("removed_at", Value(timezone.now())),
    )


def erase_papers(rows: "QuerySet[Attachment]") -> int:
    """Delete papers and their files; returns the number of papers."""
    files.forget(rows.values_list("file", flat=True))
    return delete_rows(rows)


def erase_exports(rows: "QuerySet[DataExport]") -> int:
    """Delete the files of copies; the rows stay, and tell that the copies were made.

    They become expired, but for those that wait to be made. Returns the number of rows that became so.
    """
    files.forget(rows.exclude(file="").values_list("file", flat=True))
    return rows.exclude(state=ExportState.WAITING).update(
        state=ExportState.EXPIRED, file="", size=0
    )


def erase_applications(rows: "QuerySet[Application]") -> int:
    """Delete requests to join, with their messages and the mails that they caused; returns the number of requests."""
    from coin.members.joining.services import erase_application

    return erase_application(rows)


def abandon_imports(rows: "QuerySet[ImportBatch]") -> int:
    """Empty files of members: their lines go, and those that nobody confirmed become abandoned; returns how many."""
    rows.filter(state=ImportState.PREPARED).update(state=ImportState.ABANDONED)
    return rows.update(rows=[])
