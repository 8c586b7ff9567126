"""Addresses, under /espace/, of the two requests about one's own data: a copy of it, and its erasure."""

from django.urls import URLPattern, path

from coin.portal.my_data import copy, erasure

patterns: list[URLPattern] = [
    path("moi/copie/", copy.MyCopy.as_view(), name="my-copy"),
    path("moi/copie/etat/", copy.MyCopyState.as_view(), name="my-copy-state"),
    path("moi/copie/<int:pk>/", copy.MyCopyFile.as_view(), name="my-copy-file"),
    path("moi/effacement/", erasure.MyErasure.as_view(), name="my-erasure"),
    path("moi/effacement/reprendre/", erasure.MyErasureBack.as_view(), name="my-erasure-back"),
]
