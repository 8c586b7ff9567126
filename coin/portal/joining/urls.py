"""Joining: the form, and the candidate's own pages under a secret link."""

from django.urls import URLPattern, path

from coin.portal.joining import follow as join_follow
from coin.portal.joining import views as join

urlpatterns: list[URLPattern] = [
    path("", join.Join.as_view(), name="join"),
    path("envoyee/", join.JoinSent.as_view(), name="join-sent"),
    path("suivi/<str:token>/", join_follow.Follow.as_view(), name="join-follow"),
    path("suivi/<str:token>/reponse/", join_follow.Answer.as_view(), name="join-answer"),
    path("suivi/<str:token>/retrait/", join_follow.Withdraw.as_view(), name="join-withdraw"),
]
