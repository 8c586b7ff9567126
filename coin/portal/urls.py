"""Addresses of the public page, of signing in and joining; then, under /espace/, of the member's own pages."""

from django.urls import URLPattern, URLResolver, include, path

from coin.portal.home import public
from coin.portal.home import views as home
from coin.portal.joining import follow as join_follow
from coin.portal.membership import assemblies
from coin.portal.membership import views as membership
from coin.portal.money import debits, documents, online_urls, plans, receipts
from coin.portal.money import views as money
from coin.portal.my_data import history
from coin.portal.my_data import urls as data_urls
from coin.portal.my_data import views as me
from coin.portal.organisation import urls as people_urls
from coin.portal.services import password, subscribing
from coin.portal.services import urls as subscription_urls
from coin.portal.services import views as services
from coin.portal.shared import pages

member_pages: list[URLPattern] = [
    path("", home.Home.as_view(), name="home"),
    path("agir-pour/", pages.act_for, name="act-for"),
    path("services/", services.Services.as_view(), name="services"),
    path("services/<int:pk>/", services.OneService.as_view(), name="service"),
    path("services/<int:pk>/etat/", services.ServiceState.as_view(), name="service-state"),
    path("abonnements/nouveau/", subscribing.ChooseOffer.as_view(), name="choose-offer"),
    path("abonnements/nouveau/<slug:slug>/", subscribing.Subscribe.as_view(), name="subscribe"),
    path("argent/", money.MyMoney.as_view(), name="money"),
    path("argent/avance/", money.GiveCredit.as_view(), name="give-credit"),
    path("documents/", documents.Documents.as_view(), name="documents"),
    path("documents/<slug:number>.pdf", documents.Pdf.as_view(), name="pdf"),
    path("documents/<slug:number>.xml", documents.Xml.as_view(), name="xml"),
    path(
        "demandes/<int:pk>/pro-forma.pdf",
        documents.RequestProForma.as_view(),
        name="request-pro-forma",
    ),
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
    *subscription_urls.patterns,
    path("bienvenue/<str:token>/", join_follow.Welcome.as_view(), name="welcome"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.Public.as_view(), name="public"),
    path("", include("coin.portal.security.urls")),
    path("adherer/", include("coin.portal.joining.urls")),
    path(
        "mot-de-passe-des-services/<str:token>/",
        password.ServicesPassword.as_view(),
        name="services-password",
    ),
    path("espace/", include((member_pages, "portal"))),
]
