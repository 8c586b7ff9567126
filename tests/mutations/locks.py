"""Locks: of two processes that act at the same instant, one waits. Each lock is a row of tests/races/."""


def _race(name: str) -> tuple[str, ...]:
    return (f"tests/races/test_races.py::test_two_at_once[{name}]",)


MUTATIONS = [
    (
        "coin/billing/payments/services.py",
        "    member = lock_member(payment.member_id)\n",
        "    member = payment.member\n",
        _race("billing.payments.reverse_payment"),
        "postgresql",
    ),
    (
        "coin/billing/due/dues.py",
        "    lock_member(period.member_id)\n    called",
        "    called",
        _race("billing.due.dues.change_dues"),
        "postgresql",
    ),
    (
        "coin/billing/documents/giving.py",
        "    member = lock_member(member.pk)\n",
        "",
        _race("billing.documents.giving.give_credit"),
        "postgresql",
    ),
    (
        "coin/billing/balance/locks.py",
        'select_for_update(no_key=True, of=("self",)).filter',
        "filter",
        _race("billing.payments.record_payment"),
        "postgresql",
    ),
    (
        "coin/billing/online/beginning.py",
        "    lock_member(member.pk)\n    chosen",
        "    chosen",
        _race("billing.online.beginning._claim"),
        "postgresql",
    ),
    (
        "coin/billing/debits/services.py",
        "DebitBatch.objects.select_for_update().get",
        "DebitBatch.objects.get",
        _race("billing.debits.leave_out"),
        "postgresql",
    ),
    (
        "coin/members/body/seats.py",
        "WorkingGroup.objects.select_for_update().get(pk=seat.group_id)",
        "WorkingGroup.objects.get(pk=seat.group_id)",
        _race("members.body.seats._end"),
        "postgresql",
    ),
    (
        "coin/members/assemblies/services.py",
        "Assembly.objects.select_for_update().get",
        "Assembly.objects.get",
        _race("members.assemblies.proxies.give_proxy"),
        "postgresql",
    ),
    (
        "coin/subscriptions/prices/services.py",
        'Subscription.objects.select_for_update(of=("self",)).select_related',
        "Subscription.objects.select_related",
        _race("subscriptions.prices.agreed.give_deposit_back"),
        "postgresql",
    ),
    (
        "coin/network/pools/intervals.py",
        "        cursor.execute(_LOCK, (pool.pk,))\n",
        "        pass\n",
        _race("network.assignments.assigning.assign"),
        "postgresql",
    ),
]
