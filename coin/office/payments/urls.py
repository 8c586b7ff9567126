"""URLs of one payment and its move to another member, of credits given, cheques, deposit slips and cash."""

from django.urls import path

from coin.office.payments import cash, cheques
from coin.office.payments import lists as money
from coin.office.payments import views as payments

SLIP = "paiements/bordereaux/<int:pk>"
patterns = [
    path("membres/<int:number>/paiement/", money.PaymentNew.as_view(), name="payment-new"),
    path("paiements/", money.PaymentList.as_view(), name="payments"),
    path("paiements/<int:pk>/rejeter/", money.PaymentReverse.as_view(), name="payment-reverse"),
    path("paiements/<int:pk>/", payments.PaymentRecord.as_view(), name="payment"),
    path("paiements/<int:pk>/deplacer/", payments.PaymentMove.as_view(), name="payment-move"),
    path(
        "paiements/<int:pk>/deplacer/<int:number>/",
        payments.PaymentMoveTo.as_view(),
        name="payment-move-to",
    ),
    path("membres/<int:number>/avance/", payments.CreditGive.as_view(), name="credit-give"),
    path("paiements/cheques/", cheques.ChequesToPayIn.as_view(), name="cheques"),
    path("paiements/bordereaux/", cheques.SlipList.as_view(), name="slips"),
    path(f"{SLIP}/", cheques.SlipRecord.as_view(), name="slip"),
    path(f"{SLIP}/pdf/", cheques.SlipPdf.as_view(), name="slip-pdf"),
    path(f"{SLIP}/defaire/", cheques.SlipUndo.as_view(), name="slip-undo"),
    path("banque/<int:pk>/bordereau/<int:slip>/", cheques.LineIsSlip.as_view(), name="line-slip"),
    path("banque/<int:pk>/arrivee/", cheques.LineArrival.as_view(), name="line-arrival"),
    path("paiements/caisse/", cash.CashBook.as_view(), name="cash-book"),
]
