"""The chart of accounts of associations (ANC 2018-06, numbers in use since 2025), and the account of each use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coin.billing.account_enums import AccountUse
from coin.billing.models import Account, AccountChoice, BankAccount
from coin.core.models import Association

# The labels are words of French law: a chart is written in French, whatever the language of its readers.
CHART: Mapping[str, str] = {
    "102": "Fonds associatifs sans droit de reprise",
    "106": "Réserves",
    "110": "Report à nouveau (solde créditeur)",
    "119": "Report à nouveau (solde débiteur)",
    "120": "Résultat de l’exercice (excédent)",
    "129": "Résultat de l’exercice (déficit)",
    "164": "Emprunts auprès des établissements de crédit",
    "165": "Dépôts et cautionnements reçus",
    "218": "Autres immobilisations corporelles",
    "281": "Amortissements des immobilisations corporelles",
    "401": "Fournisseurs",
    "411": "Usagers",
    "416": "Usagers douteux ou litigieux",
    "418": "Usagers, produits à recevoir",
    "4191": "Usagers, avances reçues",
    "44571": "TVA collectée",
    "487": "Produits constatés d’avance",
    "5112": "Chèques à encaisser",
    "5115": "Cartes bancaires à encaisser",
    "5116": "HelloAsso, à recevoir",
    "5117": "Monnaie libre Ğ1",
    "512": "Banque",
    "530": "Caisse",
    "580": "Virements internes",
    "606": "Achats non stockés de matières et fournitures",
    "6135": "Locations mobilières",
    "6156": "Maintenance",
    "616": "Primes d’assurance",
    "626": "Frais postaux et de télécommunications",
    "627": "Services bancaires et assimilés",
    "654": "Pertes sur créances irrécouvrables",
    "6571": "Aides financières accordées",
    "706": "Prestations de services",
    "707": "Ventes de marchandises",
    "7542": "Mécénat",
    "75411": "Dons manuels",
    "75412": "Abandons de frais par les bénévoles",
    "7561": "Cotisations sans contrepartie",
    "7562": "Cotisations avec contrepartie",
    "7588": "Autres produits divers de gestion courante",
    "768": "Autres produits financiers",
    "864": "Personnel bénévole",
    "870": "Bénévolat",
}
# The account of each use, until the association chooses another one (AccountChoice).
DEFAULTS: Mapping[str, str] = {
    AccountUse.MEMBERS: "411",
    AccountUse.SERVICES: "706",
    AccountUse.SETUP: "706",
    AccountUse.DUES: "7561",
    AccountUse.ENTRY_FEE: "7561",
    AccountUse.GIFTS: "75411",
    AccountUse.BANK: "512",
    AccountUse.CHEQUES: "5112",
    AccountUse.CASH: "530",
    AccountUse.CARDS: "5115",
    AccountUse.HELLOASSO: "5116",
    AccountUse.G1: "5117",
    AccountUse.DEPOSITS: "165",
    AccountUse.VAT: "44571",
    AccountUse.FUND: "6571",
    AccountUse.FEES: "627",
    AccountUse.TRANSIT: "580",
}


@dataclass(frozen=True)
class Accounts:
    """The accounts that the association uses, by their numbers in the chart.

    `by_use` maps an AccountUse to its account, `by_bank` the primary key of a bank account to its account; what neither
    holds has coin's own account (DEFAULTS). `default_bank` is the primary key of the bank account that a payment typed
    by hand is assumed to have reached, None when none is declared.
    """

    by_use: Mapping[str, str]
    by_bank: Mapping[int, str]
    default_bank: int | None = None

    def of(self, use: str) -> str:
        return self.by_use.get(use, DEFAULTS[use])

    def of_bank(self, bank: int | None) -> str:
        # 0 is the key of no bank account: a payment without one goes to the account of all banks.
        return self.by_bank.get(bank or 0) or self.of(AccountUse.BANK)


def load() -> Accounts:
    """The accounts that the association chose, coin's own for other uses. Two queries, and that of the association."""
    choices = list(AccountChoice.objects.all())
    return Accounts(
        {choice.use: choice.account_id for choice in choices if choice.bank_id is None},
        {choice.bank_id: choice.account_id for choice in choices if choice.bank_id is not None},
        _default_bank(),
    )


def ensure(codes: Iterable[str]) -> None:
    """Add to the chart those accounts of `codes` that it lacks, each named after the nearest account above it.

    `codes` are account numbers; “above” is the longest known number that begins the new one. The new accounts are
    saved.
    """
    wanted = set(codes)
    known = dict(Account.objects.values_list("code", "label"))
    named = dict(CHART) | known
    lacking = sorted(wanted - known.keys())
    rows = [Account(code=code, label=label_of(code, named)) for code in lacking]
    # Another process may add the same account at the same moment: the first one wins.
    Account.objects.bulk_create(rows, ignore_conflicts=True)


def label_of(code: str, named: Mapping[str, str]) -> str:
    """The label of the account, or that of the account above it with the longest number.

    `named` maps numbers to labels; “Compte” and the number when it holds neither.
    """
    above = [named[code[:length]] for length in range(len(code), 0, -1) if code[:length] in named]
    return above[0] if above else f"Compte {code}"


def _default_bank() -> int | None:
    """The bank account whose IBAN is printed on documents, else the first one that was declared.

    Its primary key; None when no bank account is declared.
    """
    iban = "".join(Association.current().iban.split()).upper()
    banks = list(BankAccount.objects.order_by("pk").values_list("pk", "iban"))
    matching = [pk for pk, bank_iban in banks if iban and bank_iban == iban]
    return next(iter(matching or [pk for pk, _iban in banks]), None)
