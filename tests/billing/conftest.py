"""An association that may lawfully issue documents, on a fixed day."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from coin.core.models import Association

IBAN = "FR7630006000011234567890189"


@pytest.fixture
def association(db: None) -> Association:
    association = Association.current()
    association.name = "Les Ondes libres"
    association.street, association.postal_code = "12 montée des Grands-Pins", "69005"
    association.city, association.siren = "Lyon", "123456782"
    association.iban, association.bic = IBAN, "AGRIFRPP"
    association.save()
    return association


@pytest.fixture
def files(settings: Settings, tmp_path: Path) -> Path:
    """The folder where the PDFs of this test go."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """It is noon on 22 November 2026."""
    with time_machine.travel("2026-11-22T12:00:00+01:00", tick=True):
        yield
