"""The public page and signing in; then the member's own pages under /espace/."""

from django.urls import URLPattern, URLResolver, include, path

from coin.portal.views import documents, home, join_follow, me, pages, public, services, subscribing

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
    path("paiements/", documents.Payments.as_view(), name="payments"),
    path("moi/", me.MyData.as_view(), name="me"),
    path("moi/modifier/", me.ChangeMyData.as_view(), name="change-me"),
    path("bienvenue/<str:token>/", join_follow.Welcome.as_view(), name="welcome"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.Public.as_view(), name="public"),
    path("", include("coin.portal.account_urls")),
    path("adherer/", include("coin.portal.join_urls")),
    path("espace/", include((member_pages, "portal"))),
]
