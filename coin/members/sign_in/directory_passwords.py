"""The password of the services: coin holds only a hash that the directory itself checks (OpenLDAP's argon2 module).

The room above that writes the directory registers a function, which is called when the directory has to change.
"""

from datetime import timedelta

from argon2 import PasswordHasher
from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from coin.core import mails
from coin.core.hooks import Hook
from coin.core.models import Mail
from coin.members.models import OrganisationAccount

SCHEME = "{ARGON2}"
SALT = "coin.members.directory_passwords"
LASTS = timedelta(days=7)
# One lane (parallelism), which every build of the module can check; time and memory above OWASP's least for argon2id.
_hasher = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
# `changed(actor=...)` is called in the transaction of a change that the directory should hold at once; without this
# call, the directory would have the change within a minute.
FOLLOWERS = Hook[..., None]()


def hashed(password: str) -> str:
    """The hash of a password, as a directory holds it: `{ARGON2}$argon2id$v=19$...`."""
    return f"{SCHEME}{_hasher.hash(password)}"


def token_for(account: OrganisationAccount) -> str:
    """The token of the link by which a person of an organisation sets their own password, once, for seven days."""
    return signing.dumps([account.pk, _state(account)], salt=SALT)


def account_of(token: str) -> OrganisationAccount | None:
    """The account that a link is for; None when the link is forged, too old or used, or the account is removed."""
    try:
        pk, state = signing.loads(token, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    present = OrganisationAccount.objects.filter(pk=pk, removed_at=None).select_related("member")
    account = present.first()
    return account if account and constant_time_compare(state, _state(account)) else None


def send_link(account: OrganisationAccount) -> Mail | None:
    """Mail the person the link to set the password of the services, in the caller's transaction."""
    path = reverse("services-password", args=[token_for(account)])
    return mails.send(
        "secret.services_password",
        "members/mail/services_password.txt",
        {"account": account, "link": f"{settings.COIN_URL}{path}", "days": LASTS.days},
        to=account.email,
        language=account.member.language,
        member_number=account.member.number,
    )


def _state(account: OrganisationAccount) -> str:
    """A digest that changes with the password or the e-mail: a link then no longer works."""
    text = f"{account.directory_password}|{account.email}"
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()[:32]
