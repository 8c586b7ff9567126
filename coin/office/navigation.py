"""The office's menu: one entry for each list, shown to those who hold its capability."""

from django.utils.translation import gettext_lazy as _

from coin.billing import capabilities as billing
from coin.billing.online.stripe.gateway import is_on
from coin.core.navigation import Entry, entry
from coin.members import capabilities as members
from coin.network import capabilities as network
from coin.subscriptions import capabilities as subscriptions
from provisioning import capabilities as provisioning

PEOPLE, DUES, MACHINES = _("People"), _("Dues"), _("Network and servers")
# In the order of a treasurer's evening: first what members owe, then what came in.
OWED, MONEY = _("Billing"), _("Money in and accounts")
TRUST = _("Who does what")

for order, line in enumerate(
    [
        Entry(_("What waits"), "office:home", "home"),
        Entry(_("Members"), "office:members", "users", members.SEE.slug, PEOPLE),
        Entry(_("Requests to join"), "office:applications", "user-plus", members.JOIN.slug, PEOPLE),
        Entry(
            _("General assemblies"), "office:assemblies", "calendar", members.ASSEMBLY.slug, PEOPLE
        ),
        Entry(_("Imports of members"), "office:imports", "upload", members.IMPORT.slug, PEOPLE),
        Entry(_("Subscriptions"), "office:subscriptions", "plug", subscriptions.SEE.slug, PEOPLE),
        Entry(_("Offers"), "office:offers", "package", subscriptions.SEE.slug, PEOPLE),
        Entry(_("Dues plans"), "office:plans", "tags", members.SEE.slug, DUES),
        Entry(_("Reduced rates"), "office:reduced-rates", "tag", members.EDIT.slug, DUES),
        Entry(_("Dues reminders"), "office:reminders", "mail", members.REMIND.slug, DUES),
        Entry(_("Billing run"), "office:billing-run", "receipt-euro", billing.ISSUE.slug, OWED),
        Entry(_("Documents"), "office:documents", "file-invoice", billing.SEE.slug, OWED),
        Entry(
            _("Reminders of documents"),
            "office:document-reminders",
            "mail",
            billing.REMIND.slug,
            OWED,
        ),
        Entry(
            _("Payment plans"),
            "office:payment-plans",
            "heart-handshake",
            billing.HARDSHIP.slug,
            OWED,
        ),
        Entry(_("Bank"), "office:bank-lines", "building-bank", billing.BANK.slug, MONEY),
        Entry(_("Payments"), "office:payments", "coin-euro", billing.SEE.slug, MONEY),
        Entry(_("Direct debits"), "office:debit-batches", "receipt", billing.DEBITS.slug, MONEY),
        Entry(
            _("Online payments"),
            "office:online-payments",
            "credit-card",
            billing.ONLINE.slug,
            MONEY,
            shown=lambda user: is_on(),
        ),
        Entry(_("Receipts"), "office:receipts", "file-text", billing.SEE.slug, MONEY),
        Entry(_("Accounts"), "office:accounts", "chart-line", billing.ACCOUNTS.slug, MONEY),
        Entry(_("Address pools"), "office:pools", "sitemap", network.SEE.slug, MACHINES),
        Entry(_("Who had an address"), "office:who-had", "search", network.WHO_HAD.slug, MACHINES),
        Entry(
            _("Legal requests"),
            "office:legal-requests",
            "list-details",
            network.WHO_HAD.slug,
            MACHINES,
        ),
        Entry(_("Deployments"), "office:deployments", "server", provisioning.SEE.slug, MACHINES),
        Entry(_("Runs"), "office:runs", "activity", provisioning.SEE.slug, MACHINES),
        Entry(_("Working groups"), "office:groups", "users-group", "", TRUST),
        Entry(_("Acts of two people"), "office:proposals", "shield-check", "", TRUST),
        Entry(_("Settings"), "office:settings", "settings", members.SETTINGS.slug, TRUST),
        Entry(_("Journal"), "office:journal", "history", "", TRUST),
        Entry(_("Mails"), "office:mails", "mail", members.MAILS.slug, TRUST),
        Entry(_("Personal data"), "office:kept", "shield-lock", members.PERSONAL_DATA.slug, TRUST),
    ]
):
    # The menu sorts by `order`: the list above is written in the order that people see.
    entry("office", Entry(**{**line.__dict__, "order": order}))
