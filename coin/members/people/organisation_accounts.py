"""The people of an organisation who have accounts in its services."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit
from coin.core.errors import DomainError, InvalidInput
from coin.core.validation import check_fields
from coin.members import actions
from coin.members.enums import MemberKind
from coin.members.models import Member, OrganisationAccount, User
from coin.members.people.services import refresh_search_text
from coin.members.sign_in import directory_passwords, logins


@transaction.atomic
def add_organisation_account(
    member: Member, *, login: str, name: str, email: str, actor: User | None
) -> OrganisationAccount:
    """Give a person an account in the organisation's services, and mail them a link to set its password.

    Raises InvalidInput on `login` (wrong, or reserved or taken: then a free one is suggested), `name` or `email`;
    DomainError when the member is no organisation or has left.
    """
    _check_member(member)
    account = OrganisationAccount(
        member=member,
        login=logins.claim(login),
        name=" ".join(name.split()),
        email=email.strip().lower(),
    )
    check_fields(account, ["login", "name", "email"])
    account.save(force_insert=True)
    refresh_search_text(member)
    directory_passwords.send_link(account)
    directory_passwords.FOLLOWERS.all(actor=actor)
    audit.record(
        actions.ORGANISATION_ACCOUNT_ADDED, account, actor=actor, member_number=member.number
    )
    return account


@transaction.atomic
def change_organisation_account(
    account: OrganisationAccount, *, name: str, email: str, actor: User | None
) -> None:
    """Change the display name or the e-mail of an account; the login stays. Writes nothing when nothing differs.

    Raises InvalidInput on `name` or `email`, DomainError when the account is removed.
    """
    values = {"name": " ".join(name.split()), "email": email.strip().lower()}
    changes = audit.differences(account, values)
    if not changes:
        return
    check_fields(OrganisationAccount(**values), list(changes))
    present = OrganisationAccount.objects.filter(pk=account.pk, removed_at=None)
    if not present.update(**{field: after for field, (_before, after) in changes.items()}):
        raise DomainError(_("This account is removed."))
    account.refresh_from_db(fields=list(changes))
    directory_passwords.FOLLOWERS.all(actor=actor)
    audit.record(
        actions.ORGANISATION_ACCOUNT_CHANGED,
        account,
        actor=actor,
        changes=changes,
        member_number=account.member.number,
    )


@transaction.atomic
def remove_organisation_account(account: OrganisationAccount, *, actor: User | None) -> None:
    """Take an account out of the directory; its login is never given again.

    Raises DomainError when the account is removed already.
    """
    present = OrganisationAccount.objects.filter(pk=account.pk, removed_at=None)
    now = timezone.now()
    if not present.update(removed_at=now, directory_password=""):
        raise DomainError(_("This account is already removed."))
    account.removed_at, account.directory_password = now, ""
    directory_passwords.FOLLOWERS.all(actor=actor)
    audit.record(
        actions.ORGANISATION_ACCOUNT_REMOVED,
        account,
        actor=actor,
        member_number=account.member.number,
    )


@transaction.atomic
def send_password_link(account: OrganisationAccount, *, actor: User | None) -> None:
    """Mail the person another link to set the password of their services.

    Raises DomainError when the account is removed.
    """
    if account.removed_at:
        raise DomainError(_("This account is removed."))
    directory_passwords.send_link(account)
    audit.record(
        actions.PASSWORD_LINK_SENT, account, actor=actor, member_number=account.member.number
    )


@transaction.atomic
def set_directory_password(
    holder: User | OrganisationAccount,
    *,
    password: str,
    actor: User | None,
    member_number: int | None = None,
) -> None:
    """Set the password of the services of a user, or of an organisation's person.

    Only a hash of the password is kept; the journal holds neither. `member_number`: the member whom the journal's row
    is about, for a user; an organisation's person has the organisation's. Raises InvalidInput on `password` when it is
    too weak, DomainError when the account is removed.
    """
    try:
        validate_password(password, holder)  # type: ignore[arg-type]  # it reads login, name and e-mail
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages), field="password") from error
    value = directory_passwords.hashed(password)
    if isinstance(holder, User):
        updated_rows = User.objects.filter(pk=holder.pk).update(directory_password=value)
    else:
        present = OrganisationAccount.objects.filter(pk=holder.pk, removed_at=None)
        updated_rows = present.update(directory_password=value)
        member_number = holder.member.number
    if not updated_rows:
        raise DomainError(_("This account is removed."))
    holder.directory_password = value
    directory_passwords.FOLLOWERS.all(actor=actor)
    audit.record(actions.DIRECTORY_PASSWORD_SET, holder, actor=actor, member_number=member_number)


def _check_member(member: Member) -> None:
    if member.kind != MemberKind.ORGANISATION:
        raise DomainError(_("Only an organisation has people with accounts in its services."))
    departures = [day for day in (member.left_on, member.excluded_on) if day]
    if member.archived_at or (departures and min(departures) <= timezone.localdate()):
        raise DomainError(_("This organisation is no longer a member."))
