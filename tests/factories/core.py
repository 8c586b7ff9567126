from datetime import date

from factory.django import DjangoModelFactory

from coin.core.models.association import VatPeriod, VatRegime


class VatPeriodFactory(DjangoModelFactory[VatPeriod]):
    """Liable at the usual rate, long since."""

    class Meta:
        model = VatPeriod

    starts_on = date(2020, 1, 1)
    regime = VatRegime.LIABLE
