"""The public page and signing in; then the member's own pages under /espace/."""

from django.urls import URLPattern, URLResolver, include, path

from coin.portal import data_urls, online_urls, people_urls
from coin.portal.views import (
    assemblies,
    debits,
    documents,
    history,
    home,
    join_follow,
    me,
    membership,
    pages,
    plans,
    public,
    receipts,
    services,
    services_password,
    subscribing,
)

member_pages: list[URLPattern] = [
    path("", home.Home.as_view(), name="home"),
    path("agir-pour/", pages.act_for, name="act-for"),
    path("services/", services.Services.as_view(), name="services"),
    path("services/<int:pk>/", services.OneService.as_view(), name="service"),
    path("services/<int:pk>/etat/", services.ServiceState.as_view(), name="service-state"),
    path("abonnements/nouveau/", subscribing.ChooseOffer.as_view(), name="choose-offer"),
    path("abonnements/nouveau/<slug:slug>/", subscribing.Subscribe.as_view(), name="subscribe"),
    path("documents/", documents.Documents.as_view(), name="documents"),
    path("documents/<slug:number>.pdf", documents.Pdf.as_view(), name="pdf"),
    path("recus/", receipts.Receipts.as_view(), name="receipts"),
    path("recus/<slug:number>.pdf", receipts.ReceiptPdf.as_view(), name="receipt-pdf"),
    path("adhesion/<int:pk>/recu/", receipts.DuesReceipt.as_view(), name="dues-receipt"),
    path("paiements/", documents.Payments.as_view(), name="payments"),
    path("echeancier/", plans.MyPlan.as_view(), name="plan"),
    path("echeancier/demander/", plans.AskPlan.as_view(), name="plan-ask"),
    path("prelevements/", debits.MyDebits.as_view(), name="debits"),
    path("prelevements/signer/", debits.SignMandate.as_view(), name="mandate-sign"),
    path("prelevements/<int:pk>/mandat.pdf", debits.MandatePdf.as_view(), name="mandate-pdf"),
    path("prelevements/<int:pk>/revoquer/", debits.RevokeMandate.as_view(), name="mandate-revoke"),
    path("adhesion/", membership.MyMembership.as_view(), name="membership"),
    path("adhesion/renouveler/", membership.Renew.as_view(), name="renew"),
    path("adhesion/relances/", membership.MyReminders.as_view(), name="reminders"),
    path("adhesion/tarif-reduit/", membership.AskReducedRate.as_view(), name="reduced-rate"),
    path("adhesion/partir/", membership.Resign.as_view(), name="resign"),
    path("assemblees/<int:pk>/", assemblies.AssemblyPage.as_view(), name="assembly"),
    path("assemblees/<int:pk>/procuration/", assemblies.ProxyNew.as_view(), name="proxy-new"),
    path(
        "assemblees/<int:pk>/procuration/reprendre/",
        assemblies.ProxyBack.as_view(),
        name="proxy-back",
    ),
    path("moi/", me.MyData.as_view(), name="me"),
    path("moi/modifier/", me.ChangeMyData.as_view(), name="change-me"),
    path("moi/historique/", history.History.as_view(), name="history"),
    *online_urls.patterns,
    *people_urls.patterns,
    *data_urls.patterns,
    path("bienvenue/<str:token>/", join_follow.Welcome.as_view(), name="welcome"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.Public.as_view(), name="public"),
    path("", include("coin.portal.account_urls")),
    path("adherer/", include("coin.portal.join_urls")),
    path(
        "mot-de-passe-des-services/<str:token>/",
        services_password.ServicesPassword.as_view(),
        name="services-password",
    ),
    path("espace/", include((member_pages, "portal"))),
]
