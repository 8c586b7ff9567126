"""The office, under /bureau/."""

from django.urls import URLPattern, path

from coin.office.views import home

app_name = "office"
urlpatterns: list[URLPattern] = [path("", home.Home.as_view(), name="home")]
