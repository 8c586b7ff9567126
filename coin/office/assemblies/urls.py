"""URLs of assemblies, of imports of members and of duplicates."""

from django.urls import URLPattern, path

from coin.office.assemblies import lists as assembly_lists
from coin.office.assemblies import views as assemblies
from coin.office.members import duplicates, imports

patterns: list[URLPattern] = [
    path("membres/imports/", imports.ImportList.as_view(), name="imports"),
    path("membres/imports/nouveau/", imports.ImportNew.as_view(), name="import-new"),
    path("membres/imports/<int:pk>/", imports.ImportLook.as_view(), name="import"),
    path(
        "membres/imports/<int:pk>/colonnes/", imports.ImportColumns.as_view(), name="import-columns"
    ),
    path(
        "membres/imports/<int:pk>/refusees.csv",
        imports.ImportRefused.as_view(),
        name="import-refused",
    ),
    path(
        "membres/imports/<int:pk>/abandonner/",
        imports.ImportAbandon.as_view(),
        name="import-abandon",
    ),
    path("membres/doublons/", duplicates.Duplicates.as_view(), name="duplicates"),
    path(
        "membres/<int:number>/fusionner/", duplicates.MergeWith.as_view(), name="member-merge-with"
    ),
    path(
        "membres/<int:number>/fusionner/<int:other>/",
        duplicates.Merge.as_view(),
        name="member-merge",
    ),
    path(
        "membres/<int:number>/distinct/<int:other>/",
        duplicates.Distinct.as_view(),
        name="members-distinct",
    ),
    path("assemblees/", assemblies.AssemblyList.as_view(), name="assemblies"),
    path("assemblees/nouvelle/", assemblies.AssemblyNew.as_view(), name="assembly-new"),
    path("assemblees/<int:pk>/", assemblies.AssemblyRecord.as_view(), name="assembly"),
    path("assemblees/<int:pk>/modifier/", assemblies.AssemblyEdit.as_view(), name="assembly-edit"),
    path("assemblees/<int:pk>/convoquer/", assemblies.AssemblyCall.as_view(), name="assembly-call"),
    path(
        "assemblees/<int:pk>/annuler/", assemblies.AssemblyCancel.as_view(), name="assembly-cancel"
    ),
    path(
        "assemblees/<int:pk>/votants/",
        assembly_lists.AssemblyVoters.as_view(),
        name="assembly-voters",
    ),
    path(
        "assemblees/<int:pk>/procurations/",
        assembly_lists.AssemblyProxies.as_view(),
        name="assembly-proxies",
    ),
    path(
        "assemblees/<int:pk>/emargement.pdf",
        assembly_lists.AssemblySheet.as_view(),
        name="assembly-sheet",
    ),
]
