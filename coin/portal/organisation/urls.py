"""Addresses, under /espace/, of a member's further contacts and papers, and of the people around them."""

from django.urls import URLPattern, path

from coin.portal.organisation import views as people
from coin.portal.services import password

patterns: list[URLPattern] = [
    path("moi/contacts/nouveau/", people.ContactNew.as_view(), name="contact-new"),
    path("moi/contacts/<int:pk>/", people.ContactEdit.as_view(), name="contact-edit"),
    path("moi/contacts/<int:pk>/retirer/", people.ContactRemove.as_view(), name="contact-remove"),
    path("moi/adresses/nouvelle/", people.AddressNew.as_view(), name="address-new"),
    path("moi/adresses/<int:pk>/", people.AddressEdit.as_view(), name="address-edit"),
    path("moi/adresses/<int:pk>/retirer/", people.AddressRemove.as_view(), name="address-remove"),
    path("moi/pieces/<int:pk>/", people.Paper.as_view(), name="paper"),
    path(
        "moi/mot-de-passe-des-services/",
        password.MyServicesPassword.as_view(),
        name="my-services-password",
    ),
    path("qui-agit/", people.Representatives.as_view(), name="representatives"),
    path("qui-agit/nouveau/", people.RepresentativeNew.as_view(), name="representative-new"),
    path("qui-agit/<int:pk>/fin/", people.RepresentativeEnd.as_view(), name="representative-end"),
    path("personnes/", people.Accounts.as_view(), name="accounts"),
    path("personnes/nouvelle/", people.AccountNew.as_view(), name="account-new"),
    path("personnes/<int:pk>/", people.AccountEdit.as_view(), name="account-edit"),
    path("personnes/<int:pk>/retirer/", people.AccountRemove.as_view(), name="account-remove"),
    path("personnes/<int:pk>/lien/", people.AccountLink.as_view(), name="account-link"),
]
