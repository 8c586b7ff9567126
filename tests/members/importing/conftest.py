"""A CSV file as a volunteer sends it, and an import that is ready to be confirmed."""

from collections.abc import Callable

import pytest

from coin.core.models import Association
from coin.members.importing import comparing, people, services
from coin.members.importing.comparing import Line
from coin.members.models import ImportBatch, User

Send = Callable[..., ImportBatch]


@pytest.fixture
def importer(volunteer: Callable[..., User]) -> User:
    Association.current()
    return volunteer("members.import", "members.edit")


@pytest.fixture
def send(importer: User) -> Send:
    """`send("nom;ville", "Durand;Lyon")`: the import of a file, with the columns that coin guesses."""

    def make(*lines: str) -> ImportBatch:
        batch = services.prepare(name="a.csv", data="\n".join(lines).encode(), actor=importer)
        services.choose_columns(batch, columns=people.chosen(batch), plan=None, actor=importer)
        return batch

    return make


def compared(batch: ImportBatch) -> list[Line]:
    return people.lines_of(ImportBatch.objects.get(pk=batch.pk))


def confirm(batch: ImportBatch, actor: User) -> dict[str, int]:
    batch = ImportBatch.objects.get(pk=batch.pk)
    expected = comparing.fingerprint(people.lines_of(batch))
    return services.import_batch(batch, expected=expected, actor=actor)
