"""Direct debits in the office: previewed, drafted, announced, confirmed by two, sent, collected, returned."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from coin.billing import capabilities
from coin.billing.balance import queries
from coin.billing.debits import mandates
from coin.billing.enums import BatchState, DebitState, MandateState
from coin.billing.models import Debit, DebitBatch, Mandate, UnknownReturn
from coin.core.models import Association, Mail, Proposal
from coin.members.models import Member, User
from tests.billing.debits import samples
from tests.billing.debits.conftest import IBAN, ICS, issued, signed
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db
DAY = "2026-12-22"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel("2026-11-22T12:00:00+01:00", tick=True) as moment:
        yield moment


@pytest.fixture
def treasury(
    association: Association,
    alice: Member,
    volunteer: Callable[..., User],
    sign_in: Callable[[User], Client],
) -> Client:
    """Alice owes 8 € and has signed a mandate; two volunteers have the right on debits, and one is signed in."""
    association.creditor_identifier = ICS
    association.save()
    signed(alice)
    issued(alice)
    volunteer(capabilities.DEBITS.slug)
    return sign_in(volunteer(capabilities.DEBITS.slug, capabilities.BANK.slug))


def page(name: str, batch: DebitBatch) -> str:
    return reverse(f"office:{name}", args=[batch.pk])


def drafted(client: Client) -> DebitBatch:
    client.post(reverse("office:debit-new") + f"?collection_on={DAY}", {"count": 1})
    return DebitBatch.objects.get()


def announced(client: Client) -> DebitBatch:
    batch = drafted(client)
    client.post(page("debit-announce", batch), {"count": 1})
    batch.refresh_from_db()
    return batch


def test_who_how_much_and_what_is_odd_before_anything(treasury: Client) -> None:
    shown = treasury.get(reverse("office:debit-new"), {"collection_on": DAY}).content.decode()
    assert "Alice Durand" in shown
    assert "8,00" in shown
    assert not DebitBatch.objects.exists()


@pytest.mark.parametrize("asked", ["", "2026-13-45", "hier", "2026-12-26"])
def test_a_day_that_cannot_be_is_said(treasury: Client, asked: str) -> None:
    url = reverse("office:debit-new") + f"?collection_on={asked}"
    assert treasury.get(url).status_code == 200


def test_a_saturday_is_refused_and_nothing_is_drafted(treasury: Client) -> None:
    url = reverse("office:debit-new") + "?collection_on=2026-12-26"
    assert treasury.post(url, {"count": 1}).status_code == 422
    assert not DebitBatch.objects.exists()


def test_the_whole_way(
    treasury: Client, alice: Member, today: Any, sign_in: Callable[[User], Client]
) -> None:
    batch = announced(treasury)
    assert Mail.objects.filter(kind="billing.debit_announced").count() == 1
    asked = treasury.post(page("debit-write", batch), {"count": 1, "reason": "Décembre"})
    proposal = Proposal.objects.get()
    assert asked.headers["Location"] == reverse("office:proposal", args=[proposal.pk])
    batch.refresh_from_db()
    assert batch.state == BatchState.NOTIFIED
    confirm(proposal)
    batch.refresh_from_db()
    assert batch.state == BatchState.WRITTEN
    file = treasury.get(page("debit-file", batch))
    assert file.content == batch.file.encode()
    assert "no-store" in file["Cache-Control"]
    treasury.post(page("debit-sent", batch))
    today.move_to("2026-12-23T12:00:00+01:00")
    sign_in(proposal.asked_by)
    treasury.post(page("debit-collected", batch), {"count": 1, "on": DAY})
    assert queries.balance(alice) == 0
    again = treasury.post(page("debit-collected", batch), {"count": 1, "on": DAY})
    assert again.status_code == 409
    assert queries.balance(alice) == 0


def confirm(proposal: Proposal) -> None:
    from coin.core import sensitive

    others = User.objects.exclude(pk=proposal.asked_by_id)
    second = next(user for user in others if user.has_capability(capabilities.DEBITS.slug))
    sensitive.confirm(proposal, actor=second)


def test_a_second_press_announces_nothing_twice(treasury: Client) -> None:
    batch = announced(treasury)
    assert treasury.post(page("debit-announce", batch), {"count": 1}).status_code == 409
    assert Mail.objects.filter(kind="billing.debit_announced").count() == 1


def test_one_is_left_out_by_a_press(treasury: Client) -> None:
    batch = drafted(treasury)
    treasury.post(reverse("office:debit-leave-out", args=[Debit.objects.get().pk]))
    batch.refresh_from_db()
    assert (batch.count, Debit.objects.get().state) == (0, DebitState.LEFT_OUT)


def test_returns_are_read_from_a_file(treasury: Client) -> None:
    text = samples.CAMT054.format(reference="WHAT", rum="X-1", code="AM04")
    for _press in range(2):
        file = SimpleUploadedFile("retours.xml", text.encode())
        answer = treasury.post(reverse("office:debit-returns"), {"file": file}, follow=True)
        assert answer.status_code == 200
    unknown = UnknownReturn.objects.get()
    url = reverse("office:debit-unknown-handled", args=[unknown.pk])
    treasury.post(url, {"count": 1})
    unknown.refresh_from_db()
    assert unknown.handled_at


def test_another_file_is_refused_beside_its_field(treasury: Client) -> None:
    file = SimpleUploadedFile("x.xml", b"<Document>cut")
    answer = treasury.post(reverse("office:debit-returns"), {"file": file})
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]


def test_a_mandate_from_paper(treasury: Client, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    bob = MemberFactory.create()
    url = reverse("office:mandate-new", args=[bob.number])
    wrong = treasury.post(url, {"holder": "Bob", "iban": "FR76 0000"})
    assert wrong.status_code == 422
    assert wrong.context["form"].errors["iban"]
    paper = SimpleUploadedFile("mandat.pdf", PDF)
    values = {"holder": "Bob", "iban": IBAN, "signed_on": "2026-11-20", "file": paper}
    assert treasury.post(url, values).status_code == 302
    mandate = Mandate.objects.get(member=bob)
    assert mandate.state == MandateState.ACTIVE
    shown = treasury.get(reverse("office:mandate", args=[mandate.pk])).content.decode()
    assert "2606" in shown
    assert IBAN not in shown


@pytest.mark.parametrize("name", ["suspend", "revoke"])
def test_suspended_or_revoked(treasury: Client, name: str) -> None:
    mandate = Mandate.objects.get()
    url = reverse(f"office:mandate-{name}", args=[mandate.pk])
    assert treasury.get(url).status_code == 200
    assert treasury.post(url, {"count": 1, "reason": "demande"}).status_code == 302
    mandate.refresh_from_db()
    assert mandate.state != MandateState.ACTIVE
    assert mandate.note == "demande"


@pytest.mark.parametrize("more", [0, 2])
def test_lists_ask_as_much_for_one_as_for_three(
    treasury: Client, django_assert_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    for _one in range(more):
        member = MemberFactory.create()
        mandates.record_mandate(member, iban=IBAN, holder="X", actor=None)
        DebitBatch.objects.create(collection_on=DAY)
    DebitBatch.objects.create(collection_on=DAY)
    treasury.get(reverse("office:mandates"))
    with django_assert_num_queries(LIST_QUERIES):
        treasury.get(reverse("office:mandates"))
    with django_assert_num_queries(LIST_QUERIES):
        treasury.get(reverse("office:debit-batches"))


LIST_QUERIES = 6
