"""What the law wants on a document, frozen into it the day it is issued.

Sources: CGI, annexe II, article 242 nonies A (invoice), CGI 289-I-5 (credit note), Code de commerce
L441-9 and L441-10 (between professionals), décret 2022-1299 (nature of the operation).
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from coin.billing import wording
from coin.billing.enums import DocumentKind
from coin.billing.models import Document
from coin.core.errors import DomainError
from coin.core.models import Association
from coin.core.models.association import VatRegime
from coin.members.enums import MemberKind
from coin.members.models import Member

# The law's own words, in the law's own language.
VAT_EXEMPTIONS: dict[str, str] = {
    VatRegime.NOT_TAXABLE: "TVA non applicable – association non assujettie",
    VatRegime.EXEMPT_261: "Exonération de TVA, art. 261-7-1° b du CGI",
    VatRegime.FRANCHISE_293B: "TVA non applicable, art. 293 B du CGI",
}
RECOVERY_FEE = gettext_noop(
    "Fixed recovery fee for late payment: €40 (art. L441-10, Code de commerce)."
)
NO_DISCOUNT = gettext_noop("No discount for early payment.")
OPERATION = gettext_noop("Nature of the operation: supply of services.")
DUES = gettext_noop("Dues of an association: this is not an invoice.")

_ISSUER = "name shortname street postal_code city country siren rna iban bic email phone website"
_RECIPIENT = "number name reference street postal_code city country siren rna language"


class MentionsMissing(DomainError):
    """Something that a document must say is not known; `missing` names each thing."""

    def __init__(self, message: str, missing: list[str]) -> None:
        super().__init__(message)
        self.missing = missing


def check_issuer(association: Association, kinds: Iterable[str]) -> None:
    """Raise MentionsMissing, naming each, while the association lacks what documents of `kinds` must say.

    Raises DomainError for invoices under VAT, which coin does not charge.
    """
    missing = [
        name
        for name, held in {
            _("name"): association.name not in ("", _unnamed()),
            _("street"): association.street,
            _("postal code"): association.postal_code,
            _("town"): association.city,
            _("SIREN or RNA number"): association.siren or association.rna,
        }.items()
        if not held
    ]
    if missing:
        sentence = ngettext(
            "The association's settings lack what every document must say: %(missing)s. Fill it in first.",
            "The association's settings lack what every document must say: %(missing)s. Fill them in first.",
            len(missing),
        )
        raise MentionsMissing(sentence % {"missing": ", ".join(missing)}, missing)
    taxable = set(kinds) - {DocumentKind.DUES_CALL}
    if taxable and association.vat_regime not in VAT_EXEMPTIONS:
        raise DomainError(
            _(
                "coin cannot charge VAT: choose a VAT regime that exempts the association, or invoice elsewhere."
            )
        )


def _unnamed() -> str:
    """The name that a new installation gives itself before anybody said better."""
    return str(Association._meta.get_field("name").get_default())


def check_recipient(document: Document, member: Member) -> None:
    """An invoice names its customer and their address; a call for dues needs the name alone."""
    wanted = {_("name"): member.name}
    if document.kind == DocumentKind.INVOICE:
        wanted |= {_("postal code"): member.postal_code, _("town"): member.city}
    missing = [name for name, held in wanted.items() if not held]
    if missing:
        words = {"number": member.number, "missing": ", ".join(missing)}
        raise MentionsMissing(
            _("The record of member n°%(number)s lacks what the document must say: %(missing)s.")
            % words,
            missing,
        )


def vat_exemption(association: Association, kind: str) -> str:
    """The reason why a line bears no VAT; dues are no sale and need none."""
    return "" if kind == DocumentKind.DUES_CALL else VAT_EXEMPTIONS.get(association.vat_regime, "")


def issuer(association: Association, document: Document, member: Member) -> dict[str, Any]:
    """The frozen copy of who issues, with the sentences at the foot of the document."""
    copy = {name: getattr(association, name) for name in _ISSUER.split()}
    with wording.documents_language():
        sentences = [_(sentence) for sentence in _sentences(document, member)]
    return copy | {
        "accent": association.accent,
        "vat_regime": association.vat_regime,
        "mentions": sentences,
    }


def recipient(member: Member) -> dict[str, Any]:
    """The frozen copy of whom the document is for."""
    return {name: getattr(member, name) for name in _RECIPIENT.split()}


def _sentences(document: Document, member: Member) -> list[str]:
    if document.kind == DocumentKind.DUES_CALL:
        return [DUES]
    if document.kind == DocumentKind.INVOICE and member.kind == MemberKind.ORGANISATION:
        return [OPERATION, NO_DISCOUNT, RECOVERY_FEE]
    return [OPERATION]
