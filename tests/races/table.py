"""The table of races: each function that takes a lock, and the acts of two processes at the same instant."""

from tests.races import collecting, lines, money, people

TABLE = {race.name: race for room in (money, collecting, people, lines) for race in room.RACES}

# Functions that take a lock for their callers: the rows of the table name the callers.
HELPERS = frozenset(
    {
        "coin.billing.accounts.writing.lock",
        "coin.billing.debits.services._locked",
        "coin.billing.balance.locks.lock_member",
        "coin.billing.balance.locks.lock_members",
        "coin.billing.documents.vat_periods._locked",
        "coin.core.services.settings._locked",
        "coin.members.assemblies.services.lock",
        "coin.members.merging.services._locked",
        "coin.members.sign_in.reset_factor._lock",
        "coin.network.pools.intervals.lock",
        "coin.subscriptions.life.confirm._lock",
        "coin.subscriptions.prices.services.locked",
    }
)

# Locks without which no race is lost, because something else protects the rows too; each with that reason.
OTHERWISE = {
    "coin.billing.payments.cheques.make_slip": "its one UPDATE counts what it took",
    "coin.billing.debits.mandates._use": "it revokes the others: whoever comes second is no draft any more",
    "coin.billing.hardship.put_off.put_off": "it adds a row and reads none",
    "coin.core.chain.sealing._one_at_a_time": "tests/core/test_chain_concurrency.py",
    "coin.members.data.erasure.erase_member": "it writes the member's row before it reads the rest",
    "provisioning.engine.queueing._mark": "for the order alone: queue, which it calls, locks again",
}
