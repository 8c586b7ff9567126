"""The mandate as a page: to sign on paper, or with the text that was accepted on line.

The page must bear the title, the reference, the creditor's name, address and identifier, the debtor's name, address
and account, the kind of payment, the words of the authorisation, place, day and signature (European Payments Council,
EPC016-06, SEPA direct debit core rulebook, DS-01).
"""

from datetime import datetime
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import timezone

from coin.billing import wording
from coin.billing.debits.mandates import mandate_text
from coin.billing.models import Mandate
from coin.core.iban import read_iban
from coin.core.models import Association

STYLE = Path(__file__).parent / "mandate_sheet.css"
TEMPLATE = "billing/mandate_sheet.html"


def to_html(mandate: Mandate) -> str:
    """The page in HTML, in the language of documents. The IBAN is missing once the time to keep it is over."""
    association = Association.current()
    signed_at = mandate.proof.get("at", "")
    with wording.documents_language():
        return render_to_string(
            TEMPLATE,
            {
                "association": association,
                "mandate": mandate,
                "member": mandate.member,
                "iban": read_iban(mandate.iban).formatted,
                # The text that was accepted on line stays as it was; a paper bears the text of today.
                "text": mandate.proof.get("text") or mandate_text(association),
                "signed_at": timezone.localtime(datetime.fromisoformat(signed_at))
                if signed_at
                else None,
                "login": mandate.proof.get("login", ""),
                "language": wording.LANGUAGE,
            },
        )


def to_pdf(mandate: Mandate) -> bytes:
    """The page as an A4 PDF. The same mandate gives the same bytes."""
    # Imported here: WeasyPrint, which it loads, takes a while.
    from coin.core import pdf

    return pdf.to_pdf(to_html(mandate), STYLE)
