"""Erases the words written on a cheque together with those of its payment. Deposit slips hold only sums: they stay."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coin.billing.models import Cheque
from coin.core.retention import Clock, Rule, rule
from coin.members import ties
from coin.members.data import clocks
from coin.members.models import Member

YEARS = 120  # months: ten years, for which accounting is kept


def told() -> "QuerySet[Cheque]":
    """Cheques that still say something of a person."""
    return Cheque.objects.exclude(drawer="", bank_name="", number="")


def due(clock: Clock) -> "QuerySet[Cheque]":
    """Cheques of members who left and whose contracts ended long enough ago, or as old as accounting is kept."""
    departed = Member.objects.filter(clocks.gone(clock.before))
    over = departed.filter(~ties.contracts().after(clock.before, "pk")).values("pk")
    old = Q(payment__received_on__lte=Clock(clock.today, YEARS).before)
    return told().filter(Q(payment__member__in=over) | old)


def erase(rows: "QuerySet[Cheque]") -> int:
    pks = list(rows.values_list("pk", flat=True))
    return Cheque.objects.filter(pk__in=pks).update(drawer="", bank_name="", number="")


rule(
    Rule(
        slug="billing.cheques",
        label=_("Cheques: drawer, bank and number (amount and day are accounting)"),
        source=_("CPCE R.10-13 III; décret 2021-1362 art. 4: one year after the contract"),
        months=12,
        least=12,
        due=due,
        erase=erase,
        order=48,
        rows_of=lambda member: told().filter(payment__member=member),
        since=clocks.contract_or_departure,
    )
)
