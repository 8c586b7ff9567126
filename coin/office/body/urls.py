"""Addresses of what holds the association together: working groups, seats, acts of two people, legal requests."""

from django.urls import URLPattern, path

from coin.office.addresses import legal_requests
from coin.office.body import groups, proposals, seats, second_factor
from coin.office.settings import pictures, vat
from coin.office.settings import views as settings

GROUP = "groupes/<int:pk>"
TWO = "a-deux/<int:pk>"
LEGAL = "requisitions/<int:pk>"
AREA = "reglages/zones/<int:place>"
patterns: list[URLPattern] = [
    path("groupes/", groups.Groups.as_view(), name="groups"),
    path("groupes/nouveau/", groups.GroupNew.as_view(), name="group-new"),
    path(f"{GROUP}/", groups.GroupRecord.as_view(), name="group"),
    path(f"{GROUP}/modifier/", groups.GroupEdit.as_view(), name="group-edit"),
    path(f"{GROUP}/droits/", groups.GroupRights.as_view(), name="group-rights"),
    path(
        "groupes/second-facteur/",
        second_factor.SecondFactorReset.as_view(),
        name="second-factor-reset",
    ),
    path("groupes/siege/", seats.SeatNew.as_view(), name="seat-new"),
    path("sieges/<int:pk>/rendre/", seats.SeatBack.as_view(), name="seat-back"),
    path("sieges/<int:pk>/retirer/", seats.SeatWithdraw.as_view(), name="seat-withdraw"),
    path("a-deux/", proposals.ProposalList.as_view(), name="proposals"),
    path(f"{TWO}/", proposals.ProposalRecord.as_view(), name="proposal"),
    path(f"{TWO}/confirmer/", proposals.ProposalConfirm.as_view(), name="proposal-confirm"),
    path(f"{TWO}/refuser/", proposals.ProposalRefuse.as_view(), name="proposal-refuse"),
    path("adresses/qui-avait/", legal_requests.WhoHad.as_view(), name="who-had"),
    path("requisitions/", legal_requests.LegalRequestList.as_view(), name="legal-requests"),
    path(
        "requisitions/nouvelle/",
        legal_requests.LegalRequestNew.as_view(),
        name="legal-request-new",
    ),
    path(f"{LEGAL}/", legal_requests.LegalRequestRecord.as_view(), name="legal-request"),
    path(f"{LEGAL}/lire/", legal_requests.LegalRequestRead.as_view(), name="legal-request-read"),
    path("reglages/", settings.Settings.as_view(), name="settings"),
    path("reglages/conservation/", settings.RetentionEdit.as_view(), name="settings-retention"),
    path("reglages/a-deux/", settings.ActsEdit.as_view(), name="settings-acts"),
    path("reglages/zones/nouvelle/", settings.AreaEdit.as_view(), name="area-new"),
    path(f"{AREA}/", settings.AreaEdit.as_view(), name="area-edit"),
    path(f"{AREA}/retirer/", settings.AreaRemove.as_view(), name="area-remove"),
    path(
        "reglages/image/<slug:which>/",
        pictures.SettingsPicture.as_view(),
        name="settings-picture",
    ),
    path("reglages/tva/nouveau/", vat.VatPeriodNew.as_view(), name="vat-period-new"),
    path("reglages/tva/<int:pk>/", vat.VatPeriodEdit.as_view(), name="vat-period-edit"),
    path("reglages/tva/<int:pk>/retirer/", vat.VatPeriodRemove.as_view(), name="vat-period-remove"),
    path("reglages/<slug:section>/", settings.SettingsEdit.as_view(), name="settings-edit"),
]
