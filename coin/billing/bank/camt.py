"""ISO 20022 camt.053 (bank to customer statement), versions 001.02 to 001.13: the same names in other namespaces."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from coin.billing.bank.statement import Statement, StatementError, StatementLine

# A statement comes from outside: the parser expands no entity, loads no DTD and fetches nothing.
PARSER = {"resolve_entities": False, "no_network": True, "huge_tree": False, "load_dtd": False}


def read(content: bytes) -> list[Statement]:
    """One Statement per account and period. Raises StatementError for a document that is cut or of another kind."""
    try:
        root = etree.fromstring(content, etree.XMLParser(**PARSER))
    except etree.XMLSyntaxError as error:
        raise StatementError(
            _("This XML file is cut or damaged, at line %(line)s.") % {"line": error.lineno or 1}
        ) from error
    statements = [_statement(stmt) for stmt in root.iterfind(".//{*}BkToCstmrStmt/{*}Stmt")]
    if not statements:
        raise StatementError(_("This XML file is not a bank statement (camt.053)."))
    return statements


def _statement(stmt: Any) -> Statement:
    # Codes of balances: OPBD opening, PRCD closing of the statement before, CLBD closing.
    balances = {_text(balance, "Tp/CdOrPrtry/Cd"): balance for balance in stmt.iterfind("{*}Bal")}
    opening = balances.get("OPBD", balances.get("PRCD"))
    closing = balances.get("CLBD")
    lines = [line for entry in stmt.iterfind("{*}Ntry") for line in _lines(entry)]
    return Statement(
        iban=_text(stmt, "Acct/Id/IBAN") or _text(stmt, "Acct/Id/Othr/Id"),
        lines=lines,
        opening=None if opening is None else _signed(opening),
        closing=None if closing is None else _signed(closing),
        closing_on=None if closing is None else _day(closing, "Dt"),
    )


def _lines(entry: Any) -> Iterator[StatementLine]:
    """Yield the entry as one line, or a line for each part of a batch when the bank gives their amounts.

    Nothing for an entry that is not booked yet. Raises StatementError for an entry without a date.
    """
    # A pending entry is not booked: a later statement brings it when it is.
    if (_text(entry, "Sts/Cd") or _text(entry, "Sts")) == "PDNG":
        return
    whole = _signed(entry)
    details = entry.findall("{*}NtryDtls/{*}TxDtls")
    parts = [
        _signed(detail, sign_of=entry) for detail in details if detail.find("{*}Amt") is not None
    ]
    # Parts are trusted only when each has an amount and together they make the entry.
    if len(parts) > 1 and len(parts) == len(details) and sum(parts) == whole:
        for part, detail in zip(parts, details, strict=True):
            yield _line(entry, detail, part)
    else:
        yield _line(entry, details[0] if len(details) == 1 else None, whole)


def _line(entry: Any, detail: Any, amount: Decimal) -> StatementLine:
    booked_on = _day(entry, "BookgDt") or _day(entry, "ValDt")
    if booked_on is None:
        raise StatementError(_("A line of this statement has no date."))
    # The other side pays (debtor) when money comes, and is paid (creditor) when money goes.
    other = "Dbtr" if amount > 0 else "Cdtr"
    unstructured = _texts(detail, "RmtInf/Ustrd")
    structured = _texts(detail, "RmtInf/Strd/CdtrRefInf/Ref")
    end_to_end = _text(detail, "Refs/EndToEndId")
    words = [*unstructured, *structured]
    # NOTPROVIDED is what banks write where the payer gave no reference.
    if end_to_end and end_to_end != "NOTPROVIDED":
        words.append(end_to_end)
    # The name stands one step deeper (Pty) in later versions of the format.
    return StatementLine(
        booked_on=booked_on,
        amount=amount,
        label=_text(entry, "AddtlNtryInf") or " ".join(unstructured),
        name=_text(detail, f"RltdPties/{other}/Nm") or _text(detail, f"RltdPties/{other}/Pty/Nm"),
        iban=_text(detail, f"RltdPties/{other}Acct/Id/IBAN"),
        reference=" ".join(words),
        bank_reference=_text(entry, "AcctSvcrRef") or _text(entry, "NtryRef"),
    )


def _signed(element: Any, *, sign_of: Any = None) -> Decimal:
    """The amount, negative for a debit. An element without its own mark takes the mark of `sign_of`."""
    amount = Decimal(_text(element, "Amt") or "0")
    own = _text(element, "CdtDbtInd")
    return -amount if (own or _text(sign_of, "CdtDbtInd")) == "DBIT" else amount


def _day(element: Any, name: str) -> date | None:
    text = _text(element, f"{name}/Dt") or _text(element, f"{name}/DtTm")
    return date.fromisoformat(text[:10]) if text else None


def _text(element: Any, path: str) -> str:
    return next(iter(_texts(element, path)), "")


def _texts(element: Any, path: str) -> list[str]:
    if element is None:
        return []
    # {*}: each version of the format has a namespace of its own.
    steps = "/".join(f"{{*}}{step}" for step in path.split("/"))
    return [" ".join((child.text or "").split()) for child in element.iterfind(steps)]
