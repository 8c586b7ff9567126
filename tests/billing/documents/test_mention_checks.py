"""`manage.py check --database default` says what invoices lack, before the evening of the billing run."""

import pytest

from coin.billing.checks import mentions_are_there
from coin.core.models import Association
from tests.factories import VatPeriodFactory

pytestmark = pytest.mark.django_db


def said() -> list[str]:
    messages = mentions_are_there(None, databases=["default"])
    assert all(message.id == "coin.W310" and message.hint for message in messages)
    return [str(message.msg) for message in messages]


def test_what_invoices_lack_is_told(association: Association) -> None:
    assert said() == []
    VatPeriodFactory.create()
    assert len(said()) == 1
    Association.objects.update(city="", late_penalty="", vat_number="FR83404833048")
    [text] = said()
    assert "pénalités" in text and "ville" in text and "TVA" not in text


def test_nothing_is_said_of_a_coin_that_nobody_has_begun() -> None:
    assert said() == []
    assert mentions_are_there(None, databases=None) == []
