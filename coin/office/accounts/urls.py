"""URLs of the accounts."""

from django.urls import URLPattern, path

from coin.office.accounts import acts as accounts_acts
from coin.office.accounts import history
from coin.office.accounts import views as accounts

patterns: list[URLPattern] = [
    path("comptes/", accounts.Accounts.as_view(), name="accounts"),
    path("comptes/ecritures/", accounts.Entries.as_view(), name="entries"),
    path("comptes/ecritures/passer/", accounts_acts.EntriesPost.as_view(), name="entries-post"),
    path("comptes/balance/", accounts.TrialBalance.as_view(), name="trial-balance"),
    path("comptes/balance/<slug:code>/", accounts.AccountLedger.as_view(), name="account-ledger"),
    path("comptes/balance-agee/", accounts.AgedBalance.as_view(), name="aged-balance"),
    path("comptes/verification/", accounts.AccountsCheck.as_view(), name="accounts-check"),
    path("comptes/plan/nouveau/", accounts_acts.AccountNew.as_view(), name="ledger-account-new"),
    path("comptes/plan/", accounts_acts.AccountChoices.as_view(), name="account-choices"),
    path("comptes/cloture/", accounts_acts.PeriodClose.as_view(), name="period-close"),
    path("comptes/reprise/", accounts_acts.OpeningBalances.as_view(), name="opening-balances"),
    path("comptes/historique/", history.HistoryNew.as_view(), name="history-new"),
    path("comptes/historique/<int:pk>/", history.HistoryLook.as_view(), name="history-look"),
    path("comptes/reprise/membres/", history.BringForward.as_view(), name="bring-forward"),
    path("comptes/<int:year>/<slug:form>/", accounts.YearFile.as_view(), name="accounts-year"),
]
