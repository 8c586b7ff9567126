"""Documents and money."""

from django.utils.translation import gettext_lazy as _

from coin.core import rooms


class BillingConfig(rooms.Room):
    name = "coin.billing"
    label = "billing"
    verbose_name = _("billing")

    def ready(self) -> None:
        from coin.billing.accounts.writing import closed_until
        from coin.billing.due.dues_accounts import dues_accounts
        from coin.members.dues.accounts import tell_accounts
        from coin.subscriptions.closed_days import tell_closed

        tell_accounts(dues_accounts)
        tell_closed(closed_until)
