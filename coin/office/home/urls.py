"""URLs of the office's first page."""

from django.urls import URLPattern, path

from coin.office.home import views as home

patterns: list[URLPattern] = [
    path("", home.Home.as_view(), name="home"),
    path("a-faire/", home.OnIt.as_view(), name="on-it"),
]
