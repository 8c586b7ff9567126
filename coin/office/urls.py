"""The office, under /bureau/. Every page names the capability it needs; tests/test_access.py holds the table."""

from django.urls import URLPattern, path

from coin.office.views import (
    documents,
    groups,
    home,
    journal,
    member_record,
    members,
    money,
    network,
    proposals,
    runs,
    subscription_moves,
    subscriptions,
)

app_name = "office"
PEOPLE = [
    path("membres/", members.MemberList.as_view(), name="members"),
    path("membres/nouveau/", members.MemberNew.as_view(), name="member-new"),
    path("membres/<int:number>/", member_record.MemberRecord.as_view(), name="member"),
    path("membres/<int:number>/modifier/", members.MemberEdit.as_view(), name="member-edit"),
    path("membres/<int:number>/depart/", members.Departure.as_view(), name="member-departure"),
    path("membres/<int:number>/retour/", members.ReturnOfMember.as_view(), name="member-return"),
    path("membres/<int:number>/cotisation/", members.DuesOpen.as_view(), name="dues-open"),
    path("cotisations/<int:pk>/payee/", members.DuesPaid.as_view(), name="dues-paid"),
    path("membres/<int:number>/paiement/", money.PaymentNew.as_view(), name="payment-new"),
    path("membres/<int:number>/offre/", subscriptions.OfferChoice.as_view(), name="offer-choice"),
    path(
        "membres/<int:number>/offre/<slug:slug>/",
        subscriptions.SubscriptionNew.as_view(),
        name="subscription-new",
    ),
    path("groupes/", groups.Groups.as_view(), name="groups"),
    path("groupes/siege/", groups.SeatNew.as_view(), name="seat-new"),
    path("sieges/<int:pk>/rendre/", groups.SeatBack.as_view(), name="seat-back"),
]
MOVES = subscription_moves
SUBSCRIPTIONS = [
    path("offres/", subscriptions.OfferList.as_view(), name="offers"),
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
    path("documents/<int:pk>/pdf/", documents.DocumentPdf.as_view(), name="document-pdf"),
    path("documents/<int:pk>/emettre/", documents.DocumentIssue.as_view(), name="document-issue"),
    path("documents/<int:pk>/annuler/", documents.DocumentCancel.as_view(), name="document-cancel"),
    path("facturation/", money.BillingRun.as_view(), name="billing-run"),
    path("paiements/", money.PaymentList.as_view(), name="payments"),
    path("paiements/<int:pk>/rejeter/", money.PaymentReverse.as_view(), name="payment-reverse"),
]
MACHINES = [
    path("plages/", network.PoolList.as_view(), name="pools"),
    path("plages/nouvelle/", network.PoolNew.as_view(), name="pool-new"),
    path("plages/<int:pk>/", network.PoolRecord.as_view(), name="pool"),
    path("adresses/qui-avait/", network.WhoHad.as_view(), name="who-had"),
    path("deploiements/", runs.DeploymentList.as_view(), name="deployments"),
    path("deploiements/<slug:slug>/", runs.DeploymentRecord.as_view(), name="deployment"),
    path("deploiements/<slug:slug>/<slug:kind>/", runs.RunNow.as_view(), name="run-now"),
    path("passages/", runs.RunList.as_view(), name="runs"),
    path("passages/<int:pk>/", runs.RunRecord.as_view(), name="run"),
    path("passages/<int:pk>/direct/", runs.RunLive.as_view(), name="run-live"),
    path("passages/<int:pk>/annuler/", runs.RunCancel.as_view(), name="run-cancel"),
]
TWO = [
    path("a-deux/", proposals.ProposalList.as_view(), name="proposals"),
    path("a-deux/<int:pk>/", proposals.ProposalRecord.as_view(), name="proposal"),
    path(
        "a-deux/<int:pk>/confirmer/", proposals.ProposalConfirm.as_view(), name="proposal-confirm"
    ),
    path("a-deux/<int:pk>/refuser/", proposals.ProposalRefuse.as_view(), name="proposal-refuse"),
]
urlpatterns: list[URLPattern] = [
    path("", home.Home.as_view(), name="home"),
    path("a-faire/", home.OnIt.as_view(), name="on-it"),
    *PEOPLE,
    *SUBSCRIPTIONS,
    *MONEY,
    *MACHINES,
    *TWO,
    path("journal/", journal.JournalList.as_view(), name="journal"),
]
