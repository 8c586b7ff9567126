"""The same two movements of one account in each format: 15.00 in from member n° 42, 36.50 out to a supplier."""

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>
<Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
 <Dt><Dt>2026-11-09</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">78.50</Amt><CdtDbtInd>CRDT</CdtDbtInd>
 <Dt><Dt>2026-11-11</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">15.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-10</Dt></BookgDt>
 <AcctSvcrRef>B1</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
 <RltdPties><Dbtr><Nm>Alice Durand</Nm></Dbtr><DbtrAcct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id></DbtrAcct>
 </RltdPties><RmtInf><Ustrd>cotisation ADH 00042</Ustrd></RmtInf></TxDtls></NtryDtls>
 <AddtlNtryInf>VIR SEPA RECU</AddtlNtryInf></Ntry>
<Ntry><Amt Ccy="EUR">36.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-10</Dt></BookgDt>
 <AcctSvcrRef>B2</AcctSvcrRef><AddtlNtryInf>PRLV OPERATEUR</AddtlNtryInf></Ntry>
</Stmt></BkToCstmrStmt></Document>
"""

OFX = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>0<STMTRS><CURDEF>EUR
<BANKACCTFROM><BANKID>30006<BRANCHID>00001<ACCTID>12345678901<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20261109<DTEND>20261111
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261110<TRNAMT>15.00<FITID>F1<NAME>VIR ALICE DURAND
<MEMO>cotisation ADH 00042</STMTTRN>
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20261110<TRNAMT>-36,50<FITID>F2<NAME>PRLV OPERATEUR</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>78.50<DTASOF>20261111</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""

MT940 = """:20:STARTUMS
:25:FR7630006000011234567890189
:28C:00001/001
:60F:C261109EUR100,00
:61:2611101110C15,00NTRFNONREF//B1
:86:VIR SEPA ALICE DURAND cotisation ADH 00042
:61:2611101110D36,50NDDTNONREF//B2
:86:PRLV OPERATEUR
:62F:C261111EUR78,50
"""

CSV = """Compte;FR76 3000 6000 0112 3456 7890 189;;
Période;du 09/11/2026 au 11/11/2026;;

Date opération;Libellé;Débit;Crédit
10/11/2026;VIR ALICE DURAND cotisation ADH 00042;;15,00
10/11/2026;PRLV OPERATEUR;-36,50;
"""


def cfonb() -> str:
    """Records of 120 characters; `{` stands for a last digit 0 of a positive amount, `}` of a negative one."""
    head = "30006" + " " * 4 + "00001" + "EUR2" + " " + "12345678901" + "  "
    opening = f"01{head}091126" + " " * 50 + "0000000001000{" + " " * 16
    income = f"04{head}101126" + "  101126" + f"{'VIR ALICE DURAND':<31}" + " " * 2
    income += "0000001" + "  " + "0000000000150{" + " " * 16
    words = f"05{head}101126" + " " * 5 + f"LCC{'cotisation ADH 00042':<70}" + "  "
    out = f"04{head}101126" + "  101126" + f"{'PRLV OPERATEUR':<31}" + " " * 2
    out += "0000002" + "  " + "0000000000365}" + " " * 16
    closing = f"07{head}111126" + " " * 50 + "0000000000785{" + " " * 16
    return "\n".join([opening, income, words, out, closing]) + "\n"
