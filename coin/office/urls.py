"""The office, under /bureau/. Every page names the capability it needs; tests/test_access.py holds the table."""

from django.urls import URLPattern

from coin.office.accounts import urls as accounts
from coin.office.addresses import urls as addresses
from coin.office.assemblies import urls as assemblies
from coin.office.bank import urls as bank
from coin.office.body import urls as body
from coin.office.data import urls as data
from coin.office.debits import urls as debits
from coin.office.documents import urls as documents
from coin.office.dues import urls as dues
from coin.office.hardship import urls as hardship
from coin.office.home import urls as home
from coin.office.joining import urls as joining
from coin.office.journal import urls as journal
from coin.office.mails import urls as mails
from coin.office.members import urls as members
from coin.office.online import urls as online
from coin.office.payments import urls as payments
from coin.office.receipts import urls as receipts
from coin.office.reminders import urls as reminders
from coin.office.runs import urls as runs
from coin.office.servers import urls as servers
from coin.office.settings import urls as settings
from coin.office.subscriptions import urls as subscriptions

app_name = "office"
urlpatterns: list[URLPattern] = [
    *home.patterns,
    *members.patterns,
    *data.patterns,
    *debits.patterns,
    *online.patterns,
    *joining.patterns,
    *dues.patterns,
    *assemblies.patterns,
    *subscriptions.patterns,
    *documents.patterns,
    *runs.patterns,
    *receipts.patterns,
    *hardship.patterns,
    *reminders.patterns,
    *bank.patterns,
    *payments.patterns,
    *accounts.patterns,
    *addresses.patterns,
    *servers.patterns,
    *body.patterns,
    *settings.patterns,
    *journal.patterns,
    *mails.patterns,
]
