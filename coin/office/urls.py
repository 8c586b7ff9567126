"""The office, under /bureau/. Every page names the capability it needs; tests/test_access.py holds the table."""

from django.urls import URLPattern, path

from coin.office.accounts import urls as accounts_urls
from coin.office.addresses import views as network
from coin.office.assemblies import urls as gathering_urls
from coin.office.bank import lines as bank_line
from coin.office.bank import views as bank
from coin.office.body import urls as body_urls
from coin.office.data import urls as data_urls
from coin.office.debits import urls as debit_urls
from coin.office.documents import files as document_files
from coin.office.documents import views as documents
from coin.office.dues import urls as dues_urls
from coin.office.hardship import urls as hardship_urls
from coin.office.home import views as home
from coin.office.joining import urls as application_urls
from coin.office.members import record as member_record
from coin.office.members import urls as people_urls
from coin.office.members import views as members
from coin.office.online import urls as online_urls
from coin.office.payments import lists as money
from coin.office.payments import urls as payment_urls
from coin.office.receipts import urls as receipt_urls
from coin.office.runs import urls as billing_run_urls
from coin.office.servers import views as runs
from coin.office.settings import urls as house_urls
from coin.office.subscriptions import life as subscription_moves
from coin.office.subscriptions import urls as subscription_urls
from coin.office.subscriptions import views as subscriptions

app_name = "office"
PEOPLE = [
    path("membres/", members.MemberList.as_view(), name="members"),
    path("membres/nouveau/", members.MemberNew.as_view(), name="member-new"),
    path("membres/<int:number>/", member_record.MemberRecord.as_view(), name="member"),
    path("membres/<int:number>/modifier/", members.MemberEdit.as_view(), name="member-edit"),
    path("membres/<int:number>/depart/", members.Departure.as_view(), name="member-departure"),
    path("membres/<int:number>/retour/", members.ReturnOfMember.as_view(), name="member-return"),
    path("membres/<int:number>/paiement/", money.PaymentNew.as_view(), name="payment-new"),
    path("membres/<int:number>/offre/", subscriptions.OfferChoice.as_view(), name="offer-choice"),
    path(
        "membres/<int:number>/offre/<slug:slug>/",
        subscriptions.SubscriptionNew.as_view(),
        name="subscription-new",
    ),
]
MOVES = subscription_moves
SUBSCRIPTIONS = [
    path("abonnements/", subscriptions.SubscriptionList.as_view(), name="subscriptions"),
    path("abonnements/<int:pk>/", subscriptions.SubscriptionRecord.as_view(), name="subscription"),
    path("abonnements/<int:pk>/accepter/", MOVES.Accept.as_view(), name="subscription-accept"),
    path("abonnements/<int:pk>/refuser/", MOVES.Refuse.as_view(), name="subscription-refuse"),
    path("abonnements/<int:pk>/suspendre/", MOVES.Suspend.as_view(), name="subscription-suspend"),
    path("abonnements/<int:pk>/reprendre/", MOVES.Resume.as_view(), name="subscription-resume"),
    path("abonnements/<int:pk>/terminer/", MOVES.End.as_view(), name="subscription-end"),
    path("services/<int:pk>/fait/", MOVES.ServiceDone.as_view(), name="service-done"),
]
MONEY = [
    path("documents/", documents.DocumentList.as_view(), name="documents"),
    path("documents/<int:pk>/", documents.DocumentRecord.as_view(), name="document"),
    *document_files.patterns,
    path("documents/<int:pk>/pdf/", documents.DocumentPdf.as_view(), name="document-pdf"),
    path("documents/<int:pk>/emettre/", documents.DocumentIssue.as_view(), name="document-issue"),
    path("documents/<int:pk>/annuler/", documents.DocumentCancel.as_view(), name="document-cancel"),
    path("paiements/", money.PaymentList.as_view(), name="payments"),
    path("paiements/<int:pk>/rejeter/", money.PaymentReverse.as_view(), name="payment-reverse"),
]
BANK = [
    path("banque/", bank.BankLines.as_view(), name="bank-lines"),
    path("banque/releves/", bank.BankImports.as_view(), name="bank-imports"),
    path("banque/comptes/nouveau/", bank.BankAccountNew.as_view(), name="bank-account-new"),
    path("banque/releves/nouveau/", bank.BankUploadNew.as_view(), name="bank-upload"),
    path("banque/releves/<int:pk>/", bank.BankUploadLook.as_view(), name="bank-upload-look"),
    path(
        "banque/releves/<int:pk>/colonnes/",
        bank.BankUploadColumns.as_view(),
        name="bank-upload-columns",
    ),
    path("banque/<int:pk>/", bank_line.BankLineRecord.as_view(), name="bank-line"),
    path("banque/<int:pk>/accepter/", bank_line.BankLineAccept.as_view(), name="bank-line-accept"),
    path("banque/<int:pk>/attribuer/", bank_line.BankLineMatch.as_view(), name="bank-line-match"),
    path("banque/<int:pk>/classer/", bank_line.BankLineFile.as_view(), name="bank-line-file"),
    path("banque/<int:pk>/reprendre/", bank_line.BankLineUndo.as_view(), name="bank-line-undo"),
]
MACHINES = [
    path("plages/", network.PoolList.as_view(), name="pools"),
    path("plages/nouvelle/", network.PoolNew.as_view(), name="pool-new"),
    path("plages/<int:pk>/", network.PoolRecord.as_view(), name="pool"),
    path("deploiements/", runs.DeploymentList.as_view(), name="deployments"),
    path("deploiements/<slug:slug>/", runs.DeploymentRecord.as_view(), name="deployment"),
    path("deploiements/<slug:slug>/converge/", runs.RunByHand.as_view(), name="run-by-hand"),
    path("deploiements/<slug:slug>/<slug:kind>/", runs.RunNow.as_view(), name="run-now"),
    path("passages/", runs.RunList.as_view(), name="runs"),
    path("passages/<int:pk>/", runs.RunRecord.as_view(), name="run"),
    path("passages/<int:pk>/direct/", runs.RunLive.as_view(), name="run-live"),
    path("passages/<int:pk>/annuler/", runs.RunCancel.as_view(), name="run-cancel"),
]
urlpatterns: list[URLPattern] = [
    path("", home.Home.as_view(), name="home"),
    path("a-faire/", home.OnIt.as_view(), name="on-it"),
    *PEOPLE,
    *people_urls.patterns,
    *data_urls.patterns,
    *debit_urls.patterns,
    *online_urls.patterns,
    *application_urls.patterns,
    *dues_urls.patterns,
    *gathering_urls.patterns,
    *SUBSCRIPTIONS,
    *subscription_urls.patterns,
    *MONEY,
    *billing_run_urls.patterns,
    *receipt_urls.patterns,
    *hardship_urls.patterns,
    *BANK,
    *payment_urls.patterns,
    *accounts_urls.patterns,
    *MACHINES,
    *body_urls.patterns,
    *house_urls.patterns,
]
