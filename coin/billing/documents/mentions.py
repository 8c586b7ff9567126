"""The mentions that the law requires on a document, frozen into it on the day it is issued.

Sources: CGI, annexe II, article 242 nonies A (invoice), CGI 289-I-5 (credit note), Code de commerce
L441-9 and L441-10 (between professionals), décret 2022-1299 (nature of the operation).
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from coin.billing import countries, wording
from coin.billing.documents import letterhead
from coin.billing.enums import DocumentKind, LineItem
from coin.billing.models import Document, Line
from coin.core.errors import DomainError
from coin.core.models import Association
from coin.core.models.association import VatPeriod, VatRegime
from coin.members.enums import MemberKind
from coin.members.models import Member

# The words of the law, in French whatever the language of documents.
VAT_EXEMPTIONS: dict[str, str] = {
    VatRegime.NOT_TAXABLE: "TVA non applicable – association non assujettie",
    VatRegime.EXEMPT_261: "Exonération de TVA, art. 261-7-1° b du CGI",
    VatRegime.FRANCHISE_293B: "TVA non applicable, art. 293 B du CGI",
}
RECOVERY_FEE = gettext_noop(
    "Fixed recovery fee for late payment: €40 (art. L441-10, Code de commerce)."
)
LATE_PENALTY = gettext_noop("Late-payment penalties: %(rate)s.")
NO_DISCOUNT = gettext_noop("No discount for early payment.")
OPERATION = gettext_noop("Nature of the operation: supply of services.")
DUES = gettext_noop("Dues of an association: this is not an invoice.")
GIFT = gettext_noop(
    "A gift made freely to the association, for which nothing is given in return: neither an invoice nor dues."
)
OPENING = gettext_noop("What was owed before coin was in use: this is not an invoice.")
NATURES: dict[str, str] = {
    DocumentKind.DUES_CALL: DUES,
    DocumentKind.GIFT: GIFT,
    DocumentKind.OPENING: OPENING,
}
# Documents that are no sale: they bear no VAT, and need no reason for it.
NO_SALE = frozenset(NATURES)
# The reason why a line of a document with VAT bears none.
OUTSIDE: dict[str, str] = {
    LineItem.DEPOSIT: "Dépôt de garantie, hors du champ de la TVA",
    LineItem.GIFT: "Don, hors du champ de la TVA",
}
EXEMPT = "Opération exonérée de TVA"

_RECIPIENT = "number name kind reference email street postal_code city country siren rna language"


class MentionsMissing(DomainError):
    """Something that a document must say is not known; `missing` names each thing."""

    def __init__(self, message: str, missing: list[str]) -> None:
        super().__init__(message)
        self.missing = missing


def check_issuer(association: Association, kinds: Iterable[str], regime: VatPeriod) -> None:
    """Raise MentionsMissing, with each missing name, while the association lacks what documents of `kinds` must say."""
    missing = missing_of(association, kinds, regime)
    if missing:
        sentence = ngettext(
            "The association's settings lack what every document must say: %(missing)s. Fill it in first.",
            "The association's settings lack what every document must say: %(missing)s. Fill them in first.",
            len(missing),
        )
        raise MentionsMissing(sentence % {"missing": ", ".join(missing)}, missing)


def missing_of(association: Association, kinds: Iterable[str], regime: VatPeriod) -> list[str]:
    """The names of what the association lacks for documents of `kinds`; an invoice needs more than a call for dues.

    Empty when nothing is missing. `regime` is the VAT regime in force: only one that charges VAT needs a VAT number.
    """
    wanted = {
        _("name"): association.name not in ("", _unnamed()),
        _("street"): association.street,
        _("postal code"): association.postal_code,
        _("town"): association.city,
        _("SIREN or RNA number"): association.siren or association.rna,
    }
    if set(kinds) - NO_SALE:
        wanted[_("country")] = countries.code_of(association.country)
        wanted[_("rate of late-payment penalties")] = association.late_penalty.strip()
        wanted[_("VAT number")] = association.vat_number or regime.regime != VatRegime.LIABLE
    return [name for name, value in wanted.items() if not value]


def _unnamed() -> str:
    """The default name, which an association bears until somebody writes its own."""
    return str(Association._meta.get_field("name").get_default())


def check_recipient(document: Document, member: Member) -> None:
    """Raise MentionsMissing while the member's record lacks what the document must say.

    An invoice names its customer, their address and the number of an organisation; other documents the name alone.
    """
    wanted: dict[str, Any] = {_("name"): member.name}
    if document.kind == DocumentKind.INVOICE:
        wanted |= {
            _("postal code"): member.postal_code,
            _("town"): member.city,
            _("country"): countries.code_of(member.country),
        }
        if member.kind == MemberKind.ORGANISATION:
            wanted[_("SIREN or RNA number")] = member.siren or member.rna
    missing = [name for name, value in wanted.items() if not value]
    if missing:
        words = {"number": member.number, "missing": ", ".join(missing)}
        raise MentionsMissing(
            _("The record of member n°%(number)s lacks what the document must say: %(missing)s.")
            % words,
            missing,
        )


def vat_of(line: Line, kind: str, regime: VatPeriod) -> tuple[Any, str]:
    """The VAT rate of a line (per cent) and, when it is zero, the reason; `kind` is that of its document.

    Dues and gifts are no sale: they bear none and need no reason. Under a regime that charges VAT, the rate of the
    subscription's offer goes before that of the regime, and deposits and gifts bear none.
    """
    if kind in NO_SALE:
        return 0, ""
    if regime.regime != VatRegime.LIABLE:
        return 0, VAT_EXEMPTIONS[regime.regime]
    if line.item in OUTSIDE:
        return 0, OUTSIDE[line.item]
    own = line.subscription.offer.vat_rate if line.subscription else None
    rate = regime.rate if own is None else own
    return rate, "" if rate else EXEMPT


def issuer(
    association: Association, document: Document, member: Member, regime: VatPeriod
) -> dict[str, Any]:
    """The frozen copy of the issuer, with the sentences at the foot of the document.

    `notes` are the sentences that the electronic invoice bears under a code (UNTDID 4451). A credit note is under the
    VAT regime of the document that it corrects. Computes the copy, and saves nothing.
    """
    corrected = document.corrects.issuer if document.corrects else {}
    copy = letterhead.frozen(association)
    nature = document.corrects.kind if document.corrects else document.kind
    with wording.documents_language():
        sentences = [_(NATURES.get(nature, OPERATION))]
        notes = {} if nature in NO_SALE else _notes(association, member)
    if document.kind == DocumentKind.INVOICE and member.kind == MemberKind.ORGANISATION:
        sentences += notes.values()
    return copy | {
        "vat_number": copy["vat_number"] or corrected.get("vat_number", ""),
        "vat_regime": corrected.get("vat_regime", regime.regime),
        "mentions": sentences,
        "notes": notes,
    }


def recipient(member: Member) -> dict[str, Any]:
    """The frozen copy of the member who receives the document."""
    return {name: getattr(member, name) for name in _RECIPIENT.split()}


def _notes(association: Association, member: Member) -> dict[str, str]:
    """The sentences on discount, penalties and recovery fee, by code.

    They apply between professionals only, but every electronic invoice must have the three.
    """
    if member.kind != MemberKind.ORGANISATION:
        not_due = _("Not applicable to a private person.")
        return {"AAB": _(NO_DISCOUNT), "PMD": not_due, "PMT": not_due}
    return {
        "AAB": _(NO_DISCOUNT),
        "PMD": _(LATE_PENALTY) % {"rate": association.late_penalty.strip().rstrip(".")},
        "PMT": _(RECOVERY_FEE),
    }
