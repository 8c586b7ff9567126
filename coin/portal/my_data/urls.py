"""Addresses, under /espace/, of what a member may ask about their own data."""

from django.urls import URLPattern, path

from coin.portal.my_data import copy, erasure

patterns: list[URLPattern] = [
    path("moi/copie/", copy.MyCopy.as_view(), name="my-copy"),
    path("moi/copie/etat/", copy.MyCopyState.as_view(), name="my-copy-state"),
    path("moi/copie/<int:pk>/", copy.MyCopyFile.as_view(), name="my-copy-file"),
    path("moi/effacement/", erasure.MyErasure.as_view(), name="my-erasure"),
    path("moi/effacement/reprendre/", erasure.MyErasureBack.as_view(), name="my-erasure-back"),
]
