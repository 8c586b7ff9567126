"""General assemblies, from planning to the call, as a volunteer prepares them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coin.core.models import Association, Mail
from coin.members.assemblies.proxies import give_proxy
from coin.members.models import Assembly, Member
from tests.factories import MemberFactory
from tests.factories.assemblies import AssemblyFactory, voter

pytestmark = pytest.mark.django_db


@pytest.fixture
def assembly(association: Association) -> Assembly:
    return AssemblyFactory.create(called_at=None)


def url(name: str, assembly: Assembly) -> str:
    return reverse(f"office:{name}", args=[assembly.pk])


def test_an_assembly_is_planned_and_changed(office: Client) -> None:
    soon = timezone.localtime() + timedelta(days=20)
    data = {
        "title": "AG",
        "starts_at": f"{soon:%Y-%m-%dT%H:%M}",
        "place": "Lyon",
        "agenda": "1. Comptes",
    }
    answer = office.post(reverse("office:assembly-new"), data)
    assembly = Assembly.objects.get()
    assert answer.headers["Location"] == url("assembly", assembly)
    assert abs(assembly.starts_at - soon) < timedelta(minutes=1)
    office.post(url("assembly-edit", assembly), {**data, "place": "Brest"})
    assembly.refresh_from_db()
    assert assembly.place == "Brest"


def test_one_in_the_past_is_refused_beside_its_day(office: Client) -> None:
    data = {"title": "AG", "starts_at": "2020-01-01T18:00", "place": "Lyon", "agenda": "1. Comptes"}
    answer = office.post(reverse("office:assembly-new"), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_starts_at_error"' in page and "1. Comptes" in page


def test_the_call_is_shown_before_it_leaves(
    office: Client, assembly: Assembly, alice: Member
) -> None:
    voter(alice)
    voter(MemberFactory.create(email="", last_name="Sanslettre"))
    page = office.get(url("assembly-call", assembly)).content.decode()
    assert "1. Rapport moral" in page and "Sanslettre" in page
    assert not Mail.objects.exists()
    assert office.post(url("assembly-call", assembly), {"count": "2"}).status_code == 409
    assert office.post(url("assembly-call", assembly), {"count": "1"}).status_code == 302
    assert Mail.objects.get().to == alice.email
    office.post(url("assembly-call", assembly), {"count": "1"})
    assert Mail.objects.count() == 1


def test_the_record_says_the_figures(
    office: Client, assembly: Assembly, alice: Member, bob: Member
) -> None:
    voter(alice), voter(bob)
    give_proxy(assembly, alice, who=bob.email, name="Petit", actor=None)
    page = office.get(url("assembly", assembly)).content.decode()
    assert url("assembly-voters", assembly) in page and url("assembly-sheet", assembly) in page


def test_lists_of_voters_and_proxies_ask_as_much_for_three_rows_as_for_one(
    office: Client, assembly: Assembly, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for name in ("assembly-voters", "assembly-proxies", "assembly"):
        counts = []
        for _ in range(2):
            for _ in range(2):
                giver, holder = voter(), voter(MemberFactory.create(last_name="Zola"))
                give_proxy(assembly, giver, who=str(holder.number), name="Zola", actor=None)
            with django_assert_max_num_queries(16) as asked:  # type: ignore[attr-defined]
                assert office.get(url(name, assembly)).status_code == 200
            counts.append(len(asked))
        assert counts[0] == counts[1], name


def test_voters_and_proxies_are_given_as_csv(
    office: Client, assembly: Assembly, alice: Member, bob: Member
) -> None:
    voter(alice), voter(bob)
    give_proxy(assembly, alice, who=bob.email, name="Petit", actor=None)
    for name, rows in (("assembly-voters", 2), ("assembly-proxies", 1)):
        answer = office.get(url(name, assembly), {"format": "csv"})
        text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
        assert len(text.splitlines()) == rows + 1
        assert str(bob) in text or "Bob Petit" in text
    given = office.get(url("assembly-voters", assembly), {"proxy": "given", "format": "csv"})
    assert b"Alice" in b"".join(given.streaming_content)  # type: ignore[attr-defined]


def test_the_sheet_is_a_pdf(office: Client, assembly: Assembly) -> None:
    voter()
    answer = office.get(url("assembly-sheet", assembly))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_cancelling_wants_a_reason_and_closes_the_rest(office: Client, assembly: Assembly) -> None:
    cancel = url("assembly-cancel", assembly)
    assert office.post(cancel, {"count": "0", "reason": ""}).status_code == 422
    assert office.post(cancel, {"count": "0", "reason": "Salle fermée"}).status_code == 302
    assembly.refresh_from_db()
    assert assembly.cancelled_at
    assert "btn-primary" not in office.get(url("assembly-call", assembly)).content.decode()
    assert (
        office.post(
            url("assembly-edit", assembly),
            {"title": "AG", "starts_at": "2035-01-01T18:00", "place": "Lyon", "agenda": "1."},
        ).status_code
        == 422
    )
