"""The file of direct debits for the bank: ISO 20022 pain.008.001.08, CORE, RCUR always (EPC132-17).

sepaxml writes the file. A second `export()` of the same object would write every debit twice, so one function builds
and exports the object. The written file is then checked against the schema that sepaxml brings, and its debits are
counted and added up again.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree
from sepaxml import SepaDD

from coin.core.digests import sha256
from coin.core.errors import DomainError
from coin.core.money import total

SCHEMA = "pain.008.001.08"
# Letters that NFKD does not take apart, and the apostrophe that SEPA does not know.
LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "’": "'"}
)
STRANGE = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")  # the characters of SEPA, EPC217-08


class FileRefused(DomainError):
    """The written file breaks the schema, or does not hold the debits that were asked: it is not kept."""


@dataclass(frozen=True)
class Creditor:
    """The association, as the bank knows it."""

    name: str
    iban: str
    bic: str
    identifier: str


@dataclass(frozen=True)
class Order:
    """One debit to write, of `amount` euros. `words` is what the debtor reads beside it.

    `holder`, `iban` and `bic` (which may be empty) are those of the debtor's account; `rum` and `signed_on` the
    mandate's reference and day; `end_to_end` is the reference of the debit, by which the bank names it.
    """

    holder: str
    iban: str
    bic: str
    amount: Decimal
    rum: str
    signed_on: date
    end_to_end: str
    words: str


@dataclass(frozen=True)
class Written:
    """The bytes for the bank, their digest, and the identifiers by which the bank will name the file and its part."""

    content: bytes
    sha256: str
    message_id: str
    payment_info_id: str


def write(creditor: Creditor, orders: Sequence[Order], *, collection_on: date) -> Written:
    """Compute the file of these debits, which nothing stores here; returns it with its digest and identifiers.

    `collection_on` is the day on which the bank takes the money. Raises FileRefused when the file breaks the schema, or
    does not hold exactly these debits.
    """
    content = _export(creditor, orders, collection_on)
    root = etree.fromstring(content)
    _check_schema(root)
    _check_figures(root, orders)
    return Written(
        content=content,
        sha256=sha256(content),
        message_id=root.findtext(".//{*}GrpHdr/{*}MsgId") or "",
        payment_info_id=root.findtext(".//{*}PmtInf/{*}PmtInfId") or "",
    )


def sepa_words(text: str, most: int) -> str:
    """The text in the characters that every bank of SEPA takes, `most` of them at most."""
    # NFKD parts an accent from its letter: without the accents, the letters are left.
    plain = unicodedata.normalize("NFKD", text.translate(LIGATURES))
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(STRANGE.sub(" ", letters).split())[:most].strip()


def _export(creditor: Creditor, orders: Sequence[Order], collection_on: date) -> bytes:
    config = {
        "name": sepa_words(creditor.name, 70),
        "IBAN": creditor.iban,
        "batch": True,
        "creditor_id": creditor.identifier,
        "currency": "EUR",
        # Without a BIC sepaxml writes NOTPROVIDED: the bank finds its own by the IBAN.
        **({"BIC": creditor.bic} if creditor.bic else {}),
    }
    file = SepaDD(config, schema=SCHEMA, clean=True)
    for order in orders:
        file.add_payment(_payment(order, collection_on))
    content: bytes = file.export(validate=False)  # once, see above; `write` checks the schema
    return content


def _payment(order: Order, collection_on: date) -> dict[str, Any]:
    """A debit as sepaxml takes it: the amount in cents."""
    return {
        "name": sepa_words(order.holder, 70),
        "IBAN": order.iban,
        "amount": int(order.amount * 100),
        "type": "RCUR",
        "collection_date": collection_on,
        "mandate_id": order.rum,
        "mandate_date": order.signed_on,
        "description": sepa_words(order.words, 140),
        "endtoend_id": order.end_to_end,
        **({"BIC": order.bic} if order.bic else {}),
    }


@lru_cache(maxsize=1)
def _schema() -> Any:
    """The schema that sepaxml brings. Compiled once a process."""
    with resources.files("sepaxml").joinpath(f"schemas/{SCHEMA}.xsd").open("rb") as file:
        return etree.XMLSchema(etree.parse(file))


def _check_schema(root: Any) -> None:
    schema = _schema()
    if not schema.validate(root):
        words = _("The bank would refuse this file: %(problem)s")
        raise FileRefused(words % {"problem": schema.error_log.last_error.message})


def _check_figures(root: Any, orders: Sequence[Order]) -> None:
    """Raise FileRefused unless each debit stands once with its amount, and both counts and both sums are theirs.

    The header and the part of the file each bear a count and a sum.
    """
    written = [
        (debit.findtext("{*}PmtId/{*}EndToEndId"), Decimal(debit.findtext("{*}InstdAmt") or "0"))
        for debit in root.iter("{*}DrctDbtTxInf")
    ]
    asked = [(order.end_to_end, order.amount) for order in orders]
    is_once = len({reference for reference, _amount in written}) == len(orders)
    counts = {int(count.text) for count in root.iter("{*}NbOfTxs")}
    sums = {Decimal(amount.text) for amount in root.iter("{*}CtrlSum")}
    wanted = ({len(orders)}, {total(order.amount for order in orders)})
    if written != asked or not is_once or (counts, sums) != wanted:
        raise FileRefused(_("The file does not hold exactly the debits that were asked."))
