"""Pools: created with their free slots, and changed in the few ways that do not move a slot."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from netaddr import IPNetwork

from coin.core import audit
from coin.core.errors import InvalidInput
from coin.core.models import Association
from coin.core.validation import as_invalid_input
from coin.network import actions, slots
from coin.network.models import FreeInterval, Pool

EDITABLE = frozenset({"name", "is_open", "quarantine_days"})


def create_pool(
    *,
    actor: Any,
    name: str,
    prefix: str,
    slot_length: int,
    use: str,
    reserved_low: int | None = None,
    reserved_high: int | None = None,
    quarantine_days: int | None = None,
    is_open: bool = True,
) -> Pool:
    """Save a new pool cut into slots of prefix length `slot_length`, all free but the reserved ones.

    `use` is a service type's slug; `reserved_low` and `reserved_high` count slots at the start and at the end. By
    default a pool of single IPv4 addresses reserves the network, the gateway and the broadcast, one of single IPv6
    addresses the first two, and the quarantine is the association's. Raises InvalidInput with the field that is wrong:
    `prefix` also when it overlaps another pool.
    """
    network = slots.parse_prefix(prefix)
    slots.check_slot_length(network, slot_length)
    usual = slots.usually_reserved(network, slot_length)
    reserved = slots.Reserved(
        usual.low if reserved_low is None else reserved_low,
        usual.high if reserved_high is None else reserved_high,
    )
    slots.check_reserved(reserved, 2 ** (slot_length - network.prefixlen))
    if quarantine_days is None:
        quarantine_days = Association.current().quarantine_days
    return _store(
        Pool(
            name=name,
            prefix=str(network),
            family=network.version,
            slot_length=slot_length,
            use=use,
            reserved_low=reserved.low,
            reserved_high=reserved.high,
            quarantine_days=quarantine_days,
            is_open=is_open,
        ),
        actor,
    )


def _store(pool: Pool, actor: Any) -> Pool:
    try:
        with transaction.atomic():
            _refuse_overlap(pool.network)
            _check(pool)
            pool.save(force_insert=True)
            high = pool.size - 1 - pool.reserved_high
            FreeInterval.objects.create(pool=pool, low=pool.reserved_low, high=high)
            audit.record(actions.POOL_CREATED, pool, actor=actor)
    except IntegrityError as error:  # another process wrote between our check and our write
        _refuse_overlap(pool.network)
        raise InvalidInput(_("A pool of this name exists already."), field="name") from error
    return pool


def _refuse_overlap(network: IPNetwork) -> None:
    for other in Pool.objects.filter(family=network.version):
        if network in other.network or other.network in network:
            raise InvalidInput(
                _("%(prefix)s overlaps the pool %(pool)s.") % {"prefix": network, "pool": other},
                field="prefix",
            )


def _check(pool: Pool) -> None:
    """Apply the validators of the model's fields. Raises InvalidInput on the first field that fails."""
    try:
        pool.full_clean()
    except ValidationError as error:
        raise as_invalid_input(error) from error


@transaction.atomic
def edit_pool(pool: Pool, *, actor: Any, **values: Any) -> Pool:
    """Change `name`, `is_open` or `quarantine_days` (which counts for releases to come).

    Nothing is written or journaled when no value differs. Raises InvalidInput on the field that is wrong, TypeError for
    a field that never changes.
    """
    unknown = set(values) - EDITABLE
    if unknown:
        raise TypeError(f"a pool's {', '.join(sorted(unknown))} never changes")
    stored = Pool.objects.select_for_update().get(pk=pool.pk)
    changes = audit.differences(stored, values)
    for name, value in values.items():
        setattr(stored, name, value)
        setattr(pool, name, value)
    if changes:
        _check(stored)
        stored.save(update_fields=list(changes))
        audit.record(actions.POOL_CHANGED, stored, actor=actor, changes=changes)
    return pool
