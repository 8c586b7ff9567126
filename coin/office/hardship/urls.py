"""URLs of members without money: plans, the fund, waivers, suspensions."""

from django.urls import URLPattern, path

from coin.office.hardship import fund
from coin.office.hardship import plans as payment_plans
from coin.office.hardship.suspensions import SuspensionPutOff, Suspensions

PLAN = "echeanciers/<int:pk>"
patterns: list[URLPattern] = [
    path("echeanciers/", payment_plans.PlanList.as_view(), name="payment-plans"),
    path(
        "membres/<int:number>/echeancier/",
        payment_plans.PlanNew.as_view(),
        name="payment-plan-new",
    ),
    path(
        "membres/<int:number>/echeancier/accord/",
        payment_plans.PlanConfirm.as_view(),
        name="payment-plan-confirm",
    ),
    path(f"{PLAN}/", payment_plans.PlanRecord.as_view(), name="payment-plan"),
    path(f"{PLAN}/abandonner/", payment_plans.PlanGiveUp.as_view(), name="payment-plan-give-up"),
    path(
        "echeanciers/demandes/<int:pk>/",
        payment_plans.RequestAnswer.as_view(),
        name="plan-request",
    ),
    path("fonds-de-solidarite/", fund.Fund.as_view(), name="fund"),
    path("membres/<int:number>/fonds/", fund.FundHelp.as_view(), name="fund-help"),
    path("documents/<int:pk>/remise/", fund.Waive.as_view(), name="document-waive"),
    path("suspensions/", Suspensions.as_view(), name="suspensions"),
    path(
        "membres/<int:number>/suspension/",
        SuspensionPutOff.as_view(),
        name="suspension-put-off",
    ),
]
