"""URLs of deployments and runs."""

from django.urls import URLPattern, path

from coin.office.servers import views as runs

patterns: list[URLPattern] = [
    path("deploiements/", runs.DeploymentList.as_view(), name="deployments"),
    path("deploiements/<slug:slug>/", runs.DeploymentRecord.as_view(), name="deployment"),
    path("deploiements/<slug:slug>/converge/", runs.RunByHand.as_view(), name="run-by-hand"),
    path("deploiements/<slug:slug>/<slug:kind>/", runs.RunNow.as_view(), name="run-now"),
    path("passages/", runs.RunList.as_view(), name="runs"),
    path("passages/<int:pk>/", runs.RunRecord.as_view(), name="run"),
    path("passages/<int:pk>/direct/", runs.RunLive.as_view(), name="run-live"),
    path("passages/<int:pk>/annuler/", runs.RunCancel.as_view(), name="run-cancel"),
]
