"""URLs of receipts and tax receipts."""

from django.urls import URLPattern, path

from coin.office.receipts import tax_receipts
from coin.office.receipts import views as receipts

RECEIPT, YEAR = "recus/<int:pk>", "recus/fiscaux/<int:year>"
patterns: list[URLPattern] = [
    path("recus/", receipts.ReceiptList.as_view(), name="receipts"),
    path(f"{RECEIPT}/", receipts.ReceiptRecord.as_view(), name="receipt"),
    path(f"{RECEIPT}/pdf/", receipts.ReceiptPdf.as_view(), name="receipt-pdf"),
    path(f"{RECEIPT}/redemande/", receipts.ReceiptAskedBack.as_view(), name="receipt-asked-back"),
    path("recus/fiscaux/", tax_receipts.LastYear.as_view(), name="tax-receipts-last"),
    path(f"{YEAR}/", tax_receipts.TaxReceipts.as_view(), name="tax-receipts"),
    path(f"{YEAR}/declaration/", tax_receipts.TaxReceiptsCsv.as_view(), name="tax-receipts-csv"),
    path("paiements/<int:pk>/recu/", receipts.PaymentReceipt.as_view(), name="payment-receipt"),
    path(
        "paiements/<int:pk>/recu-fiscal/",
        receipts.PaymentTaxReceipt.as_view(),
        name="payment-tax-receipt",
    ),
    path("documents/<int:pk>/recu/", receipts.DuesReceipt.as_view(), name="dues-receipt"),
]
