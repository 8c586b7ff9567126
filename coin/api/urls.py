from django.urls import URLPattern, path

from coin.api import stripe_events, views

urlpatterns: list[URLPattern] = [
    path("isp.json", views.isp_json, name="isp-json"),
    path("stripe/evenements", stripe_events.stripe_events, name="stripe-events"),
]
