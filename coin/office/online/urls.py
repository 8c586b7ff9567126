"""URLs of online payments, charges, payouts and Stripe's messages."""

from django.urls import URLPattern, path

from coin.office.online import charges as online_charges
from coin.office.online import views as online

ONE = "en-ligne/<int:pk>"
patterns: list[URLPattern] = [
    path("en-ligne/", online.OnlineList.as_view(), name="online-payments"),
    path("en-ligne/prelever/", online_charges.OnlineCharges.as_view(), name="online-charges"),
    path("en-ligne/versements/", online.PayoutList.as_view(), name="online-payouts"),
    path("en-ligne/messages/", online.EventList.as_view(), name="online-events"),
    path("en-ligne/messages/reprendre/", online.EventsAgain.as_view(), name="online-events-again"),
    path(f"{ONE}/", online.OnlineRecord.as_view(), name="online-payment"),
    path(f"{ONE}/demander/", online.OnlineLook.as_view(), name="online-look"),
    path(f"{ONE}/vu/", online.OnlineSeen.as_view(), name="online-seen"),
    path(f"{ONE}/retirer/", online.OnlineWithdraw.as_view(), name="online-withdraw"),
    path(f"{ONE}/rembourser/", online.OnlineRefund.as_view(), name="online-refund"),
]
