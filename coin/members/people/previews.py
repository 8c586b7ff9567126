"""What an act will do, in the same words in the office and in the portal."""

from django.utils.translation import gettext as _

from coin.core.views.confirm import Preview
from coin.members.models import OrganisationAccount, Representative


def account_removal(account: OrganisationAccount) -> Preview:
    """What the removal of an organisation's person's account will do, in words; removes nothing."""
    if account.removed_at:
        return Preview(_("This account is already removed."))
    return Preview(
        _("%(name)s loses their account in the services of %(member)s.")
        % {"name": account.name, "member": account.member.name},
        button=_("Remove the account"),
        facts=[(_("Login"), account.login), (_("E-mail"), account.email)],
        warnings=[
            _("They can no longer sign in to the services within a few minutes."),
            _(
                "The login %(login)s is never given again, so that nobody receives what was sent to it."
            )
            % {"login": account.login},
        ],
        style="danger",
    )


def password_link(account: OrganisationAccount) -> Preview:
    """What another link to choose a password will do, in words; sends nothing."""
    return Preview(
        _("A link to choose a new password is mailed to %(email)s.") % {"email": account.email},
        button=_("Send the link"),
        facts=[(_("Person"), account.name), (_("Login"), account.login)],
    )


def representation_end(representative: Representative) -> Preview:
    """What the end of a representation will do, in words; ends nothing."""
    return Preview(
        _("%(person)s no longer acts for %(member)s (%(role)s).")
        % {
            "person": representative.user,
            "member": representative.member.name,
            "role": representative.get_role_display(),
        },
        button=_("End it"),
        style="danger",
    )
