"""In the portal: the copy of one's data and the request to be erased, for holders only, and for their member only."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coin.members.data import exports
from coin.members.enums import ErasureState, RepresentativeRole
from coin.members.models import DataExport, ErasureRequest, Member, User
from tests.factories import RepresentativeFactory, SubscriptionFactory

pytestmark = pytest.mark.django_db
COPY, ERASURE = "/espace/moi/copie/", "/espace/moi/effacement/"
SignIn = Callable[[User | Member], Client]


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def ready(member: Member) -> DataExport:
    export = exports.ask_export(member, actor=member.representatives.get().user)
    exports.make_export(export.pk)
    export.refresh_from_db()
    return export


def test_one_asks_follows_and_downloads(alice: Member, sign_in: SignIn) -> None:
    client = sign_in(alice)
    client.post(COPY, {"count": 1})
    export = DataExport.objects.get()
    assert "hx-get" in client.get(f"{COPY}etat/").content.decode()
    exports.make_export(export.pk)
    page = client.get(COPY).content.decode()
    url = reverse("portal:my-copy-file", args=[export.pk])
    assert url in page
    answer = client.get(url)
    assert answer["Content-Type"] == "application/zip"
    assert "attachment" in answer["Content-Disposition"] and "no-store" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]


def test_a_second_one_is_not_asked_while_the_first_is_made(alice: Member, sign_in: SignIn) -> None:
    client = sign_in(alice)
    client.post(COPY, {"count": 1})
    assert client.post(COPY, {"count": 1}).status_code == 409
    assert DataExport.objects.count() == 1


def test_nobody_downloads_another_members_copy(alice: Member, bob: Member, sign_in: SignIn) -> None:
    url = reverse("portal:my-copy-file", args=[ready(alice).pk])
    assert sign_in(bob).get(url).status_code == 404


@pytest.mark.parametrize("role", [RepresentativeRole.ACCOUNTS, RepresentativeRole.TECHNICAL])
def test_holders_alone_see_these_pages(alice: Member, sign_in: SignIn, role: str) -> None:
    helper = RepresentativeFactory.create(member=alice, role=role).user
    url = reverse("portal:my-copy-file", args=[exports.ask_export(alice, actor=helper).pk])
    client = sign_in(helper)
    assert {client.get(page).status_code for page in (COPY, ERASURE, url)} == {403}


def test_the_link_is_dead_after_a_day(alice: Member, sign_in: SignIn) -> None:
    export = ready(alice)
    DataExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    url = reverse("portal:my-copy-file", args=[export.pk])
    assert sign_in(alice).get(url).status_code == 404


def test_who_acts_no_more_downloads_no_more(alice: Member, sign_in: SignIn) -> None:
    url = reverse("portal:my-copy-file", args=[ready(alice).pk])
    alice.representatives.update(ends_on=timezone.localdate())
    user = alice.representatives.get().user
    assert sign_in(user).get(url).status_code == 403


def test_asking_to_be_erased_shows_what_stays_and_why(alice: Member, sign_in: SignIn) -> None:
    SubscriptionFactory.create(
        member=alice, state="ended", ended_on=timezone.localdate() - timedelta(days=9)
    )
    page = sign_in(alice).get(ERASURE).content.decode()
    assert "R.10-13 I" in page and "2021-1362" in page


def test_one_asks_and_takes_it_back(alice: Member, sign_in: SignIn) -> None:
    client = sign_in(alice)
    client.post(ERASURE, {"count": 1, "words": "merci"})
    request = ErasureRequest.objects.get()
    assert (request.member, request.words, request.state) == (
        alice,
        "merci",
        ErasureState.REQUESTED,
    )
    assert client.post(ERASURE, {"count": 1}).status_code == 409
    client.post(f"{ERASURE}reprendre/", {"count": 1})
    request.refresh_from_db()
    assert request.state == ErasureState.WITHDRAWN
    assert client.get(f"{ERASURE}reprendre/").status_code == 404


def test_too_many_words_are_refused_and_kept_on_the_page(alice: Member, sign_in: SignIn) -> None:
    answer = sign_in(alice).post(ERASURE, {"count": 1, "words": "mot " * 2000})
    assert answer.status_code == 422 and "mot mot" in answer.content.decode()
    assert not ErasureRequest.objects.exists()
