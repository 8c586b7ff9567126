"""How long mandates are kept, and the files of debits, which hold the accounts of many members."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coin.billing.models import DebitBatch, Mandate, ReturnFile, UnknownReturn
from coin.core.retention import Clock, Rule, rule
from coin.members.data import clocks
from coin.members.models import Member

CONTESTED = 13  # months for which a debit may be contested: CMF art. L133-24


def _of_gone(clock: Clock) -> "QuerySet[Mandate]":
    """The mandates of members who left by `clock.before`, of which data on a person is left."""
    over = Member.objects.filter(clocks.gone(clock.before)).values("pk")
    return _told().filter(member__in=over)


def _told() -> "QuerySet[Mandate]":
    """Mandates that still hold data on a person: an account or its holder."""
    return Mandate.objects.exclude(iban="", holder="")


def erase_mandates(rows: "QuerySet[Mandate]") -> int:
    """Erase the account, its holder and the proof, and mark the mandates as revoked; returns how many mandates.

    The reference and the days stay with the debits, as accounting.
    """
    pks = list(rows.values_list("pk", flat=True))
    emptied = {"iban": "", "iban_end": "", "bic": "", "holder": "", "proof": {}, "note": ""}
    # Without an account nothing can be taken: the mandate is over.
    return Mandate.objects.filter(pk__in=pks).update(state="revoked", **emptied)


def _old_returns(clock: Clock) -> "QuerySet[ReturnFile]":
    return ReturnFile.objects.filter(read_at__lt=clock.instant)


def erase_returns(rows: "QuerySet[ReturnFile]") -> int:
    """Erase the records of these files, and their returns of which coin knew no debit; returns how many files.

    Debits keep their own code and day.
    """
    pks = list(rows.values_list("pk", flat=True))
    UnknownReturn.objects.filter(source__in=pks).delete()
    return ReturnFile.objects.filter(pk__in=pks).delete()[0]


def _old_files(clock: Clock) -> "QuerySet[DebitBatch]":
    return DebitBatch.objects.filter(collection_on__lte=clock.before).exclude(file="")


rule(
    Rule(
        slug="billing.mandates",
        label=_("Direct-debit mandates: account, holder, proof"),
        source=_("SEPA rulebook: 13 months after the last debit"),
        months=CONTESTED + 1,
        least=CONTESTED,
        due=_of_gone,
        erase=erase_mandates,
        order=46,
        rows_of=lambda member: _told().filter(member=member),
        since=clocks.departure,
    )
)
rule(
    Rule(
        slug="billing.debit_files",
        label=_("Files of direct debits that went to the bank"),
        source=_("C. com. L123-22: ten years"),
        months=120,
        least=120,
        due=_old_files,
        erase=lambda rows: DebitBatch.objects.filter(
            pk__in=list(rows.values_list("pk", flat=True))
        ).update(file=""),
        order=47,
    )
)
rule(
    Rule(
        slug="billing.debit_returns",
        label=_("Files of debits sent back, and the returns of which coin knew no debit"),
        source=_("C. com. L123-22: ten years"),
        months=120,
        least=120,
        due=_old_returns,
        erase=erase_returns,
        order=47,
    )
)
