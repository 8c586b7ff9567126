"""URLs of personal data: requests of members, members kept by duty, how long data is kept."""

from django.urls import URLPattern, path

from coin.office.data import views as personal_data

MEMBER = "membres/<int:number>"
patterns: list[URLPattern] = [
    path(f"{MEMBER}/donnees/", personal_data.MemberData.as_view(), name="member-data"),
    path(f"{MEMBER}/donnees/copie/", personal_data.ExportNew.as_view(), name="data-export-new"),
    path(f"{MEMBER}/donnees/effacer/", personal_data.MemberErase.as_view(), name="member-erase"),
    path("copies/<int:pk>/", personal_data.ExportFile.as_view(), name="data-export-file"),
    path(
        "effacements/<int:pk>/refuser/",
        personal_data.ErasureDecline.as_view(),
        name="erasure-decline",
    ),
    path("donnees/", personal_data.Kept.as_view(), name="kept"),
    path("donnees/durees/", personal_data.Retention.as_view(), name="retention"),
]
