"""How to pay by transfer: the reference, the account, and the QR code that banking applications read."""

from dataclasses import dataclass
from decimal import Decimal

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from segno import helpers

from coin.core.iban import read_iban
from coin.core.models import Association
from coin.members.models import Member


@dataclass(frozen=True)
class Transfer:
    """What the member types at their bank, and the same as a QR code (empty when none can be made)."""

    holder: str
    account: str
    bic: str
    reference: str
    qr_code: SafeString


def transfer(member: Member, amount: Decimal) -> Transfer | None:
    """How `member` pays the association `amount` euros by transfer; None while its settings hold no IBAN."""
    association = Association.current()
    if not association.iban:
        return None
    return Transfer(
        holder=association.name,
        account=read_iban(association.iban).formatted,
        bic=association.bic,
        reference=member.reference,
        qr_code=_qr_code(association, member.reference, amount),
    )


def _qr_code(association: Association, reference: str, amount: Decimal) -> SafeString:
    """An EPC QR code as SVG (EPC069-12, version 2, SEPA credit transfer); empty when none can be made."""
    try:
        code: segno.QRCode = helpers.make_epc_qr(
            name=association.name[:70],  # EPC069-12 takes 70 characters
            iban=association.iban,
            amount=amount,
            text=reference,
            bic=association.bic or None,
        )
    except ValueError:  # an amount out of the format's range, or an account that is no IBAN
        return SafeString("")
    return draw(code, _("QR code of this transfer"))


def draw(code: segno.QRCode, title: str) -> SafeString:
    """A QR code as SVG with `title` in it, without any inline style: the site's CSP would refuse one."""
    svg = code.svg_inline(border=2, light="#fff", omitsize=True, svgclass="qr", title=title)
    return mark_safe(svg)  # noqa: S308  # segno draws it, and escapes the title
