"""URLs of statements and of their lines."""

from django.urls import URLPattern, path

from coin.office.bank import lines as bank_line
from coin.office.bank import views as bank

patterns: list[URLPattern] = [
    path("banque/", bank.BankLines.as_view(), name="bank-lines"),
    path("banque/releves/", bank.BankImports.as_view(), name="bank-imports"),
    path("banque/comptes/nouveau/", bank.BankAccountNew.as_view(), name="bank-account-new"),
    path("banque/releves/nouveau/", bank.BankUploadNew.as_view(), name="bank-upload"),
    path("banque/releves/<int:pk>/", bank.BankUploadLook.as_view(), name="bank-upload-look"),
    path(
        "banque/releves/<int:pk>/colonnes/",
        bank.BankUploadColumns.as_view(),
        name="bank-upload-columns",
    ),
    path("banque/<int:pk>/", bank_line.BankLineRecord.as_view(), name="bank-line"),
    path("banque/<int:pk>/accepter/", bank_line.BankLineAccept.as_view(), name="bank-line-accept"),
    path("banque/<int:pk>/attribuer/", bank_line.BankLineMatch.as_view(), name="bank-line-match"),
    path("banque/<int:pk>/classer/", bank_line.BankLineFile.as_view(), name="bank-line-file"),
    path("banque/<int:pk>/reprendre/", bank_line.BankLineUndo.as_view(), name="bank-line-undo"),
]
