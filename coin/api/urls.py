from django.urls import URLPattern, path

from coin.api import views

urlpatterns: list[URLPattern] = [path("isp.json", views.isp_json, name="isp-json")]
