"""Documents and money."""

from django.utils.translation import gettext_lazy as _

from coin.core import rooms


class BillingConfig(rooms.Room):
    name = "coin.billing"
    label = "billing"
    verbose_name = _("billing")

    def ready(self) -> None:
        # These modules import models, which Django has loaded by now.
        from coin.billing.accounts.writing import closed_until
        from coin.billing.due.dues_accounts import dues_accounts
        from coin.members.dues.accounts import ACCOUNTS
        from coin.subscriptions.closed_days import CLOSED

        # The rooms below never import this one: they ask it through these hooks.
        ACCOUNTS.register(dues_accounts)
        CLOSED.register(closed_until)
