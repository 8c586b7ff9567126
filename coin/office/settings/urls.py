"""URLs of the association's settings."""

from django.urls import URLPattern, path

from coin.office.settings import pictures, vat
from coin.office.settings import views as settings

AREA = "reglages/zones/<int:place>"
patterns: list[URLPattern] = [
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
    # Last: a section is any word, and would hide the pages above.
    path("reglages/<slug:section>/", settings.SettingsEdit.as_view(), name="settings-edit"),
]
