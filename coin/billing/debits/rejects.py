"""Debits that a bank sent back: pain.002 (before the money moved), camt.054 and camt.053 (after), whatever version."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from coin.billing.bank.camt import PARSER
from coin.billing.bank.statement import StatementError

REJECTED = "RJCT"
ROOTS = {
    "CstmrPmtStsRpt": "pain.002",
    "BkToCstmrDbtCdtNtfctn": "camt.054",
    "BkToCstmrStmt": "camt.053",
}


@dataclass(frozen=True)
class Return:
    """One debit sent back; or all those of a file or of its part, when neither `end_to_end` nor `rum` names a debit.

    `code` is the bank's reason (coin.billing.debits.reasons); `end_to_end` the reference of the debit, `rum` that of
    its mandate; `message_id` and `payment_info_id` name the file that coin gave and its part. What the bank does not
    tell is empty or None.
    """

    code: str
    end_to_end: str = ""
    rum: str = ""
    amount: Decimal | None = None
    on: date | None = None
    message_id: str = ""
    payment_info_id: str = ""

    @property
    def is_of_a_whole_file(self) -> bool:
        return not (self.end_to_end or self.rum) and bool(self.message_id or self.payment_info_id)


@dataclass(frozen=True)
class Returns:
    """The name of a file's format, and the returns that the file tells of."""

    format: str
    returns: list[Return]


def read(content: bytes) -> Returns:
    """The returns that a file tells of; writes nothing.

    Raises StatementError (on `file`) for a file that is cut or of another kind.
    """
    try:
        root = etree.fromstring(content, etree.XMLParser(**PARSER))
    except etree.XMLSyntaxError as error:
        line = {"line": error.lineno or 1}
        raise StatementError(
            _("This XML file is cut or damaged, at line %(line)s.") % line
        ) from error
    for name, format_ in ROOTS.items():
        report = root.find(f"{{*}}{name}")
        if report is not None:
            return Returns(
                format_, list(_statuses(report) if format_ == "pain.002" else _entries(report))
            )
    raise StatementError(_("This file is no pain.002, camt.054 or camt.053."))


def _statuses(report: Any) -> Iterator[Return]:
    """The returns of a pain.002, which rejects the whole file, a part of it, or single debits."""
    group = report.find("{*}OrgnlGrpInfAndSts")
    message = _text(group, "OrgnlMsgId")
    on = _day(report, "GrpHdr/CreDtTm")
    parts = report.findall("{*}OrgnlPmtInfAndSts")
    single = list(_transactions(report, message, on))
    if _text(group, "GrpSts") == REJECTED and not single:
        yield Return(_code(group) or _code(parts[0] if parts else None), message_id=message, on=on)
        return
    for part in parts:
        yield from _transactions(part, message, on)
        if _text(part, "PmtInfSts") == REJECTED and part.find("{*}TxInfAndSts") is None:
            yield Return(_code(part), payment_info_id=_text(part, "OrgnlPmtInfId"), on=on)


def _transactions(report: Any, message: str, on: date | None) -> Iterator[Return]:
    for transaction in report.iterfind(".//{*}TxInfAndSts"):
        if _text(transaction, "TxSts") == REJECTED:
            yield Return(
                code=_code(transaction),
                end_to_end=_text(transaction, "OrgnlEndToEndId"),
                rum=_text(transaction, "OrgnlTxRef/MndtRltdInf/MndtId")
                or _text(transaction, "OrgnlTxRef/MndtRltdInf/DrctDbtMndt/MndtId"),
                amount=_amount(transaction, "OrgnlTxRef/Amt/InstdAmt"),
                on=on,
                message_id=message,
            )


def _entries(report: Any) -> Iterator[Return]:
    """The returns of a camt.053 or camt.054: each detail of an entry that says it is a return (RtrInf)."""
    for entry in report.iterfind(".//{*}Ntry"):
        details = entry.findall("{*}NtryDtls/{*}TxDtls")
        for detail in details:
            if detail.find("{*}RtrInf") is None:
                continue
            # The amount of an entry is that of one debit only where the entry has one.
            whole = _amount(entry, "Amt") if len(details) == 1 else None
            yield Return(
                code=_text(detail, "RtrInf/Rsn/Cd"),
                end_to_end=_known(_text(detail, "Refs/EndToEndId")),
                rum=_text(detail, "Refs/MndtId"),
                # A bank may add its fees to what it takes back: the original amount is that of the debit.
                amount=_amount(detail, "AmtDtls/InstdAmt/Amt") or _amount(detail, "Amt") or whole,
                on=_day(entry, "BookgDt/Dt") or _day(entry, "BookgDt/DtTm"),
            )


def _known(reference: str) -> str:
    """The reference, or nothing for the word that a bank writes where it has none."""
    return "" if reference == "NOTPROVIDED" else reference


def _code(element: Any) -> str:
    return _text(element, "StsRsnInf/Rsn/Cd")[:4]  # the length of a code in ISO 20022


def _amount(element: Any, path: str) -> Decimal | None:
    try:
        return Decimal(_text(element, path))
    except InvalidOperation:
        return None


def _day(element: Any, path: str) -> date | None:
    try:
        return date.fromisoformat(_text(element, path)[:10])
    except ValueError:
        return None


def _text(element: Any, path: str) -> str:
    if element is None:
        return ""
    # `{*}`: each version of a format has its own namespace.
    steps = "/".join(f"{{*}}{step}" for step in path.split("/"))
    return " ".join((element.findtext(steps) or "").split())
