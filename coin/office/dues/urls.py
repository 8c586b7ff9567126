"""URLs of dues: periods, plans, reduced rates, reminders."""

from django.urls import URLPattern, path

from coin.office.dues import plans, reduced_rates, reminders
from coin.office.dues import views as dues
from coin.office.reminders.pages import addresses

MEMBER = "membres/<int:number>"
PLAN = "formules/<int:pk>"
patterns: list[URLPattern] = [
    path(f"{MEMBER}/cotisation/", dues.DuesOpen.as_view(), name="dues-open"),
    path("cotisations/<int:pk>/payee/", dues.DuesPaid.as_view(), name="dues-paid"),
    path("cotisations/<int:pk>/montant/", dues.DuesChange.as_view(), name="dues-change"),
    path("formules/", plans.PlanList.as_view(), name="plans"),
    path("formules/nouvelle/", plans.PlanNew.as_view(), name="plan-new"),
    path(f"{PLAN}/", plans.PlanEdit.as_view(), name="plan-edit"),
    path(f"{PLAN}/ouverture/", plans.PlanMove.as_view(), name="plan-move"),
    path(f"{PLAN}/supprimer/", plans.PlanDelete.as_view(), name="plan-delete"),
    path(
        f"{MEMBER}/tarif-reduit/", reduced_rates.ReducedRateNew.as_view(), name="reduced-rate-new"
    ),
    path("tarifs-reduits/", reduced_rates.ReducedRateList.as_view(), name="reduced-rates"),
    path(
        "tarifs-reduits/<int:pk>/", reduced_rates.ReducedRateAnswer.as_view(), name="reduced-rate"
    ),
    path(
        "tarifs-reduits/<int:pk>/refuser/",
        reduced_rates.ReducedRateDecline.as_view(),
        name="reduced-rate-decline",
    ),
    *addresses(reminders.DUES, "relances/"),
]
