"""Volunteers change contacts, papers, representatives and the people of an organisation."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coin.core.models import Association, Mail
from coin.members.enums import MemberKind
from coin.members.models import Attachment, Contact, Member, OrganisationAccount, User
from coin.members.people.attachments import add_attachment
from coin.members.people.contacts import add_contact
from tests.factories import MemberFactory
from tests.members.people.test_attachments import PDF, picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def ruche(db: None) -> Member:
    member: Member = MemberFactory.create(kind=MemberKind.ORGANISATION, organisation_name="Ruche")
    return member


def url(name: str, *args: Any) -> str:
    return reverse(f"office:{name}", args=args)


def record(client: Client, member: Member) -> str:
    return client.get(url("member", member.number)).content.decode()


def test_a_contact_is_added_changed_and_removed(office: Client, alice: Member) -> None:
    typed = {"kind": "email", "value": "a@work.example", "label": "Travail"}
    answer = office.post(url("contact-new", alice.number), typed)
    assert answer.headers["Location"] == url("member", alice.number)
    contact = Contact.objects.get()
    assert "a@work.example" in record(office, alice)
    assert 'value="a@work.example"' in office.get(url("contact-edit", contact.pk)).content.decode()
    office.post(url("contact-edit", contact.pk), {"value": "b@work.example", "label": ""})
    contact.refresh_from_db()
    assert contact.value == "b@work.example"
    assert office.get(url("contact-remove", contact.pk)).status_code == 200
    office.post(url("contact-remove", contact.pk), {"count": "1"})
    assert not Contact.objects.exists()


def test_a_wrong_contact_is_told_at_its_field_and_kept_as_typed(
    office: Client, alice: Member
) -> None:
    typed = {"kind": "email", "value": "nowhere", "label": "Travail"}
    answer = office.post(url("contact-new", alice.number), typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and 'id="id_value_error"' in page
    assert 'value="nowhere"' in page and 'value="Travail"' in page


def test_a_name_of_five_megabytes_is_refused_at_its_field(office: Client) -> None:
    answer = office.post(
        url("member-new"), {"last_name": "R" * 5_000_000, "language": "fr", "country": "France"}
    )
    assert answer.status_code == 422
    assert 'id="id_last_name_error"' in answer.content.decode()
    assert not Member.objects.exists()


def test_birth_is_asked_only_where_the_association_does(
    office: Client, association: Association, alice: Member
) -> None:
    edit = url("member-edit", alice.number)
    assert "birth_on" not in office.get(edit).content.decode()
    association.asks_birth = True
    association.save()
    assert "birth_on" in office.get(edit).content.decode()
    typed = {"last_name": "Durand", "language": "fr", "birth_on": "2999-01-01"}
    answer = office.post(edit, typed)
    assert answer.status_code == 422 and 'id="id_birth_on_error"' in answer.content.decode()
    office.post(edit, {**typed, "birth_on": "1980-02-29", "birth_place": "Brest"})
    alice.refresh_from_db()
    assert str(alice.birth_on) == "1980-02-29"
    association.asks_birth = False
    association.save()
    office.post(edit, {"last_name": "Durand", "language": "fr", "city": "Brest"})
    alice.refresh_from_db()
    assert str(alice.birth_on) == "1980-02-29"


def send(client: Client, member: Member, name: str, content: bytes) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(url("paper-new", member.number), {"file": file, "kind": "mandate"})


def test_a_paper_is_sent_read_and_removed(
    office: Client, alice: Member, django_capture_on_commit_callbacks: Any, media: Path
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert send(office, alice, "mandat signé.pdf", PDF).status_code == 302
    paper = Attachment.objects.get()
    assert url("paper", paper.pk) in record(office, alice)
    answer = office.get(url("paper", paper.pk))
    assert b"".join(answer) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"] and answer["Content-Type"] == "application/pdf"
    with django_capture_on_commit_callbacks(execute=True):
        office.post(url("paper-remove", paper.pk), {"count": "1"})
    assert office.get(url("paper", paper.pk)).status_code == 404
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_a_file_that_lies_about_its_type_is_refused_at_the_field(
    office: Client, alice: Member
) -> None:
    answer = send(office, alice, "mandat.pdf", picture("PNG"))
    assert answer.status_code == 422 and 'id="id_file_error"' in answer.content.decode()
    assert not Attachment.objects.exists()


def test_a_paper_whose_file_is_lost_is_not_found(
    office: Client, alice: Member, media: Path
) -> None:
    send(office, alice, "mandat.pdf", PDF)
    paper = Attachment.objects.get()
    (media / str(paper.file.name)).unlink()
    assert office.get(url("paper", paper.pk)).status_code == 404


def test_papers_are_for_those_who_see_members(
    volunteer: Callable[..., User], sign_in: Callable[[User], Client], alice: Member
) -> None:
    paper = add_attachment(alice, file=SimpleUploadedFile("a.pdf", PDF), kind="proof", actor=None)
    assert sign_in(volunteer("billing.see")).get(url("paper", paper.pk)).status_code == 403
    client = sign_in(volunteer("members.see"))
    assert b"".join(client.get(url("paper", paper.pk))) == PDF
    assert client.post(url("paper-remove", paper.pk), {"count": "1"}).status_code == 403


def test_somebody_is_let_to_act_and_ended(office: Client, alice: Member, bob: Member) -> None:
    typed = {
        "email": "zoe@example.org",
        "name": "Zoé",
        "role": "owner",
        "starts_on": timezone.localdate().isoformat(),
    }
    office.post(url("representative-new", alice.number), typed)
    assert Mail.objects.get().to == "zoe@example.org"
    first = alice.representatives.get(user__login="alice")
    answer = office.post(
        url("representative-end", first.pk), {"count": "1", "on": typed["starts_on"]}
    )
    assert answer.status_code == 302
    last = alice.representatives.get(user__login="zoe")
    answer = office.post(
        url("representative-end", last.pk), {"count": "1", "on": typed["starts_on"]}
    )
    assert answer.status_code in {409, 422}
    last.refresh_from_db()
    assert last.ends_on is None


def test_the_people_of_an_organisation(office: Client, ruche: Member, alice: Member) -> None:
    typed = {"name": "Zoé Le Goff", "email": "zoe@ruche.example", "login": ""}
    office.post(url("account-new", ruche.number), typed)
    account = OrganisationAccount.objects.get()
    assert account.login == "zoe-le-goff" and "zoe-le-goff" in record(office, ruche)
    answer = office.post(url("account-new", ruche.number), {**typed, "login": "zoe-le-goff"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "zoe-le-goff2" in page and 'id="id_login_error"' in page
    office.post(url("account-edit", account.pk), {"name": "Zoé", "email": "z@ruche.example"})
    office.post(url("account-link", account.pk), {"count": "1"})
    assert Mail.objects.filter(to="z@ruche.example").count() == 1
    assert "zoe-le-goff" in office.get(url("account-remove", account.pk)).content.decode()
    office.post(url("account-remove", account.pk), {"count": "1"})
    account.refresh_from_db()
    assert account.removed_at
    assert office.get(url("account-edit", account.pk)).status_code == 404
    assert office.post(url("account-new", alice.number), typed).status_code == 422
    assert 'id="accounts"' not in record(office, alice)


def test_nothing_is_done_to_somebody_archived(office: Client, alice: Member) -> None:
    contact = add_contact(alice, kind="phone", value="0400000009", actor=None)
    Member.objects.update(archived_at=timezone.now())
    for name, number in (
        ("contact-new", alice.number),
        ("paper-new", alice.number),
        ("contact-edit", contact.pk),
        ("representative-new", alice.number),
    ):
        assert office.get(url(name, number)).status_code == 404, name
