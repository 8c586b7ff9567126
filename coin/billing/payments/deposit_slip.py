"""The page of a deposit slip, printed and brought to the bank with the cheques."""

from pathlib import Path

from django.template.loader import render_to_string

from coin.billing import wording
from coin.billing.models import DepositSlip
from coin.core.iban import read_iban
from coin.core.models import Association

STYLE = Path(__file__).parent / "deposit_slip.css"


def to_html(slip: DepositSlip) -> str:
    """The page, in the language of documents."""
    rows = [
        {
            "drawer": cheque.drawer or cheque.payment.member.name,
            "bank_name": cheque.bank_name,
            "number": cheque.number,
            "amount": cheque.payment.amount,
        }
        for cheque in slip.cheques.select_related("payment__member")
    ]
    account = slip.account
    with wording.documents_language():
        words = {
            "title": str(slip),
            "language": wording.LANGUAGE,
            "holder": Association.current().name,
            "account": account.name,
            "iban": read_iban(account.iban).formatted,
            "made_on": slip.made_on,
            "rows": rows,
            "count": slip.count,
            "total": slip.total,
        }
        return render_to_string("billing/deposit_slip.html", words)


def to_pdf(slip: DepositSlip) -> bytes:
    """The bytes of the slip's PDF, which is kept nowhere."""
    # WeasyPrint is slow to load: only a process that prints a page pays for it.
    from coin.core import pdf

    return pdf.to_pdf(to_html(slip), STYLE)
