"""The personal data of this room: a member's documents with their PDF, payments, bank accounts, mandates and debits."""

from typing import Any

from django.utils.translation import gettext_lazy

from coin.billing.balance.queries import balance
from coin.billing.documents import pdf
from coin.billing.models import Debit, Document, KnownIban, Mandate, Payment
from coin.core.personal_data import Part, holds
from coin.members.models import Member

SHOWN = (
    "kind",
    "number",
    "issued_on",
    "due_on",
    "period_start",
    "period_end",
    "total",
    "recipient",
)
LINE = ("label", "quantity", "unit_price", "amount", "period_start", "period_end")

CHEQUE = ("cheque__drawer", "cheque__bank_name", "cheque__number")
MANDATE = ("rum", "iban", "bic", "holder", "signed_on", "last_used_on", "state", "proof")
DEBIT = (
    "batch__collection_on",
    "document__number",
    "amount",
    "state",
    "return_code",
    "returned_on",
)


@holds(
    "money",
    gettext_lazy("Your documents with their PDF, your payments, your mandates, your balance"),
)
def _money(member: Member) -> Part:
    """Collect the member's balance, issued documents, payments, known IBANs, mandates and debits.

    The PDF and XML files of the documents go along, and missing PDFs are made and saved. Drafts are left out: they are
    the volunteers' own until issued.
    """
    issued = Document.objects.issued().filter(member=member)
    pdf.render(issued.values_list("pk", flat=True), processes=1)
    documents = list(issued.prefetch_related("lines").order_by("issued_on", "pk"))
    payments = Payment.objects.filter(member=member).order_by("received_on", "pk")
    names = ("amount", "received_on", "means", "reference", "unit", "unit_amount", *CHEQUE)
    data = {
        "balance": balance(member),
        "documents": [_document(document) for document in documents],
        "payments": list(payments.values(*names)),
        "known_accounts": list(
            KnownIban.objects.filter(member=member).order_by("pk").values("iban", "learnt_at")
        ),
        "mandates": list(Mandate.objects.filter(member=member).order_by("pk").values(*MANDATE)),
        "debits": list(Debit.objects.filter(mandate__member=member).order_by("pk").values(*DEBIT)),
    }
    files = [(f"{document.number}.pdf", document.pdf) for document in documents if document.pdf]
    return Part(
        data,
        files
        + [(f"{document.number}.xml", document.xml) for document in documents if document.xml],
    )


def _document(document: Document) -> dict[str, Any]:
    lines = [{name: getattr(line, name) for name in LINE} for line in document.lines.all()]
    return {name: getattr(document, name) for name in SHOWN} | {"lines": lines}
