"""The attendance sheet says who may vote and for whom, in the order in which people look for their names."""

from io import BytesIO

import pypdf
import pytest
from django.utils.translation import override

from coin.core.models import Association
from coin.members.assemblies import sheet
from coin.members.assemblies.proxies import give_proxy
from coin.members.models import Assembly, Member
from tests.factories import MemberFactory
from tests.factories.assemblies import AssemblyFactory, voter

pytestmark = pytest.mark.django_db


@pytest.fixture
def assembly(db: None) -> Assembly:
    Association.objects.update_or_create(pk=1, defaults={"name": "Les Ondes libres"})
    return AssemblyFactory.create()


def pages_of(assembly: Assembly) -> list[str]:
    with override("fr"):
        content = sheet.to_pdf(assembly)
    return [
        " ".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(content)).pages
    ]


def test_it_holds_each_voter_and_the_proxies(
    assembly: Assembly, alice: Member, bob: Member
) -> None:
    voter(alice), voter(bob)
    give_proxy(assembly, alice, who=bob.email, name="Petit", actor=None)
    [page] = pages_of(assembly)
    for words in ("Les Ondes libres", "Assemblée générale", "Durand Alice", "Petit Bob", "1 / 1"):
        assert words in page
    assert page.count("Durand Alice") == page.count("Petit Bob") == 2


def test_every_page_says_what_it_is(assembly: Assembly) -> None:
    for _ in range(60):
        voter()
    pages = pages_of(assembly)
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert f"{number} / {len(pages)}" in page
        assert "Les Ondes libres · Assemblée générale" in page


def test_the_same_votes_give_the_same_bytes(assembly: Assembly) -> None:
    voter(MemberFactory.create(last_name="<b>Zola</b>"))
    assert sheet.to_pdf(assembly) == sheet.to_pdf(assembly)
    assert "<b>Zola</b>" in pages_of(assembly)[0]
