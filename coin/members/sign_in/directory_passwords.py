"""The password of the services: coin holds only a hash that the directory itself checks (OpenLDAP's argon2 module).

A room above that writes the directory registers what to call when something of it changed.
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
# One lane, which every build of the module can check; time and memory above OWASP's least for argon2id.
_hasher = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
# `changed(actor=...)` is called in the transaction of a change that the directory should hold at once; without it
# the directory would notice within a minute.
FOLLOWERS = Hook[..., None]()


def hashed(password: str) -> str:
    """As a directory holds it: `{ARGON2}$argon2id$v=19$...`."""
    return f"{SCHEME}{_hasher.hash(password)}"


def token_for(account: OrganisationAccount) -> str:
    """What the link holds by which a person of an organisation sets their own password, once, for seven days."""
    return signing.dumps([account.pk, _state(account)], salt=SALT)


def account_of(token: str) -> OrganisationAccount | None:
    """Whose link it is; None when it is forged, too old, used, or the account is removed."""
    try:
        pk, state = signing.loads(token, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    present = OrganisationAccount.objects.filter(pk=pk, removed_at=None).select_related("member")
    account = present.first()
    return account if account and constant_time_compare(state, _state(account)) else None


def send_link(account: OrganisationAccount) -> Mail | None:
    """Mail the link to the person, in the caller's transaction."""
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
    what = f"{account.directory_password}|{account.email}"
    return salted_hmac(SALT, what, algorithm="sha256").hexdigest()[:32]
