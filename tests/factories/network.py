import factory
from factory.django import DjangoModelFactory

from coin.network.models import Pool


class PoolFactory(DjangoModelFactory[Pool]):
    """A bare row. Use coin.network.pools.services.create_pool for one whose free slots are laid out."""

    class Meta:
        model = Pool

    name = factory.Sequence(lambda n: f"pool{n}")
    prefix = factory.Sequence(lambda n: f"10.{n}.0.0/16")
    family = 4
    slot_length = 32
    use = "vpn"
