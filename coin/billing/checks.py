"""The system checks of this room's settings, which `manage.py check` runs."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

NAMES = {
    "secret_key": "COIN_STRIPE_SECRET_KEY",
    "webhook_secret": "COIN_STRIPE_WEBHOOK_SECRET",
}


@checks.register
def stripe_pair(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """coin.E020: one key of Stripe without the other."""
    missing = [name for key, name in NAMES.items() if not settings.COIN_STRIPE[key]]
    if len(missing) != 1:
        return []
    given = next(name for name in NAMES.values() if name not in missing)
    text = _("%(given)s is set, but not %(missing)s: no payment is taken on line.")
    hint = _("Set both (docs/online-payments.md), or neither.")
    words = {"given": given, "missing": missing[0]}
    return [checks.Error(text % words, hint=hint, id="coin.E020")]


@checks.register
def stripe_is_real(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """coin.W020: payments of Stripe's test mode, on an address that members may reach.

    That address is COIN_URL, when it begins with https.
    """
    key = settings.COIN_STRIPE["secret_key"]
    # A key starts with sk_ or rk_, then says its mode: test_ or live_.
    if not key[3:].startswith("test_") or not settings.COIN_URL.startswith("https://"):
        return []
    text = _("COIN_STRIPE_SECRET_KEY is a key of the test mode: what members pay is no money.")
    return [checks.Warning(text, hint=_("Give the key that starts with sk_live_."), id="coin.W020")]


@checks.register(checks.Tags.database)
def mentions_are_there(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """coin.W310: an invoice would be refused, since the association's settings lack what the law requires on it.

    It runs only when checks are given a database, and says nothing before the association's settings exist.
    """
    from coin.billing.documents import mentions
    from coin.billing.enums import DocumentKind
    from coin.core.models import Association
    from coin.core.vat import regime_on

    if not databases:
        return []
    try:
        association = Association.objects.first()
        regime = regime_on(timezone.localdate())
    except DatabaseError:
        return []  # no database or no tables: coin.E002 and coin.E003 report it
    if association is None:
        return []  # a new installation, which nobody has set up yet
    missing = mentions.missing_of(association, [DocumentKind.INVOICE], regime)
    if not missing:
        return []
    text = _("No invoice can be issued: the association's settings lack %(missing)s.")
    hint = _("Fill them in on the settings' page of the office (docs/billing.md).")
    return [checks.Warning(text % {"missing": ", ".join(missing)}, hint=hint, id="coin.W310")]
