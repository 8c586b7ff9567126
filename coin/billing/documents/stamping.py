"""What a document takes on the day it is issued: its issuer, the VAT regime, and the VAT of each line."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from coin.billing.documents import mentions, vat
from coin.billing.models import Document, Line
from coin.core.errors import DomainError
from coin.core.models import Association
from coin.core.models.association import VatPeriod, VatRegime
from coin.core.money import total
from coin.core.vat import regime_on

Stamp = tuple[Decimal, str]  # a VAT rate (per cent), and the reason when it is zero
Sums = tuple[Decimal, Decimal]  # the total, and the VAT in it


@dataclass(frozen=True)
class Seal:
    """The association that issues, the day of issue, and the VAT regime in force that day."""

    association: Association
    day: date
    regime: VatPeriod


def seal_for(kinds: Collection[str], on: date | None) -> Seal:
    """The seal of documents of `kinds`, dated `on` (today).

    Raises MentionsMissing while the association lacks something that these documents must say.
    """
    day = on or timezone.localdate()
    seal = Seal(Association.current(), day, regime_on(day))
    mentions.check_issuer(seal.association, kinds, seal.regime)
    return seal


def stamp_lines(documents: Iterable[Document], regime: VatPeriod) -> dict[int, Sums]:
    """Save on each line its VAT, or why it has none; returns the total of each document and the VAT in it, by its key.

    A credit note repeats the VAT of the document that it corrects, whatever the regime has become. Documents themselves
    are not changed. Raises DomainError for a document without a line.
    """
    sums: dict[int, Sums] = {}
    changed: dict[Stamp, list[int]] = defaultdict(list)
    for document, lines in _with_lines(documents, regime):
        line_stamps = stamps(document, lines, regime)
        for line, stamp in zip(lines, line_stamps, strict=True):
            if (line.vat_rate, line.vat_exemption) != stamp:
                changed[stamp].append(line.pk)
        taxed = [(rate, line.amount) for line, (rate, _why) in zip(lines, line_stamps, strict=True)]
        sums[document.pk] = (total(line.amount for line in lines), vat.vat_total(taxed))
    # One UPDATE per stamp, not per line: most lines of a run bear the same.
    for (rate, exemption), pks in changed.items():
        Line.objects.filter(pk__in=pks).update(vat_rate=rate, vat_exemption=exemption)
    return sums


def _with_lines(
    documents: Iterable[Document], regime: VatPeriod
) -> Iterator[tuple[Document, list[Line]]]:
    """Each document with its lines, read again in one query: lines that the instances have loaded may be old.

    Raises DomainError for a document without a line.
    """
    known = {document.pk: document for document in documents}
    rows = Line.objects.filter(document__in=known).order_by("position", "pk")
    if regime.regime == VatRegime.LIABLE:
        # Only then does the rate of the offer count.
        rows = rows.select_related("subscription__offer")
    lines: dict[int, list[Line]] = defaultdict(list)
    for line in rows:
        lines[line.document_id].append(line)
    if len(lines) < len(known):
        raise DomainError(_("A document without a line cannot be issued."))
    for pk, document in known.items():
        yield document, lines[pk]


def stamps(document: Document, lines: Iterable[Line], regime: VatPeriod) -> list[Stamp]:
    """The VAT of each line, or why it has none, by the regime or by the document that is corrected.

    In the order of `lines`. Writes nothing.
    """
    if document.corrects:
        known = _stamps_of(document.corrects)
        return [next(known[key] for key in _keys(line) if key in known) for line in lines]
    return [mentions.vat_of(line, document.kind, regime) for line in lines]


def _stamps_of(document: Document) -> dict[Any, Stamp]:
    """The stamps of a document's lines, by the keys of these lines. The first line with a key gives its stamp."""
    known: dict[Any, Stamp] = {}
    for line in document.lines.all():
        for key in _keys(line):
            known.setdefault(key, (line.vat_rate, line.vat_exemption))
    return known


def _keys(line: Line) -> list[Any]:
    """The keys of what a line bills, the most precise first. The last key, None, fits every line."""
    whole = (line.subscription_id, line.item, line.offer_item_id, line.share_id)
    return [whole, whole[:2], line.item, None]
