"""Addresses, under /espace/, of what a member may ask about their own data."""

from django.urls import URLPattern, path

from coin.portal.views import my_copy, my_erasure

patterns: list[URLPattern] = [
    path("moi/copie/", my_copy.MyCopy.as_view(), name="my-copy"),
    path("moi/copie/etat/", my_copy.MyCopyState.as_view(), name="my-copy-state"),
    path("moi/copie/<int:pk>/", my_copy.MyCopyFile.as_view(), name="my-copy-file"),
    path("moi/effacement/", my_erasure.MyErasure.as_view(), name="my-erasure"),
    path("moi/effacement/reprendre/", my_erasure.MyErasureBack.as_view(), name="my-erasure-back"),
]
