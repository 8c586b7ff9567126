"""URLs of contacts, papers, representatives and accounts of an organisation."""

from django.urls import URLPattern, path

from coin.office.members import people
from coin.office.members import record as member_record
from coin.office.members import views as members

MEMBER = "membres/<int:number>"
patterns: list[URLPattern] = [
    path("membres/", members.MemberList.as_view(), name="members"),
    path("membres/nouveau/", members.MemberNew.as_view(), name="member-new"),
    path("membres/<int:number>/", member_record.MemberRecord.as_view(), name="member"),
    path("membres/<int:number>/modifier/", members.MemberEdit.as_view(), name="member-edit"),
    path("membres/<int:number>/depart/", members.Departure.as_view(), name="member-departure"),
    path("membres/<int:number>/retour/", members.ReturnOfMember.as_view(), name="member-return"),
    path(f"{MEMBER}/contacts/nouveau/", people.ContactNew.as_view(), name="contact-new"),
    path("contacts/<int:pk>/modifier/", people.ContactEdit.as_view(), name="contact-edit"),
    path("contacts/<int:pk>/retirer/", people.ContactRemove.as_view(), name="contact-remove"),
    path(f"{MEMBER}/adresses/nouvelle/", people.AddressNew.as_view(), name="address-new"),
    path("adresses-postales/<int:pk>/modifier/", people.AddressEdit.as_view(), name="address-edit"),
    path(
        "adresses-postales/<int:pk>/retirer/", people.AddressRemove.as_view(), name="address-remove"
    ),
    path(f"{MEMBER}/pieces/nouvelle/", people.PaperNew.as_view(), name="paper-new"),
    path("pieces/<int:pk>/", people.PaperFile.as_view(), name="paper"),
    path("pieces/<int:pk>/retirer/", people.PaperRemove.as_view(), name="paper-remove"),
    path(
        f"{MEMBER}/representants/nouveau/",
        people.RepresentativeNew.as_view(),
        name="representative-new",
    ),
    path(
        "representants/<int:pk>/terminer/",
        people.RepresentativeEnd.as_view(),
        name="representative-end",
    ),
    path(f"{MEMBER}/comptes/nouveau/", people.AccountNew.as_view(), name="account-new"),
    path("comptes/<int:pk>/modifier/", people.AccountEdit.as_view(), name="account-edit"),
    path("comptes/<int:pk>/retirer/", people.AccountRemove.as_view(), name="account-remove"),
    path("comptes/<int:pk>/lien/", people.AccountLink.as_view(), name="account-link"),
]
