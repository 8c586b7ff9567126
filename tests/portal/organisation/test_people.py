"""Without a volunteer, a member changes contacts, representatives and people of an organisation, and reads papers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from coin.core.models import AuditEntry, Mail
from coin.members.enums import MemberKind
from coin.members.models import Contact, Member, OrganisationAccount, PostalAddress, User
from coin.members.people.attachments import add_attachment
from coin.members.people.contacts import add_address, add_contact
from coin.members.people.organisation_accounts import add_organisation_account
from tests.factories import MemberFactory, RepresentativeFactory, UserFactory
from tests.members.people.test_attachments import PDF

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | Member], Client]
ME = "/espace/moi/"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ruche(db: None) -> Member:
    member: Member = MemberFactory.create(kind=MemberKind.ORGANISATION, organisation_name="Ruche")
    RepresentativeFactory.create(member=member, user=UserFactory.create(login="maya"))
    return member


def text(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_i_add_change_and_remove_my_contacts(sign_in: SignIn, alice: Member) -> None:
    client = sign_in(alice)
    client.post(f"{ME}contacts/nouveau/", {"kind": "phone", "value": "04 11 22 33 44"})
    contact = Contact.objects.get()
    assert "04 11 22 33 44" in text(client, ME)
    client.post(f"{ME}contacts/{contact.pk}/", {"value": "04 11 22 33 55", "label": "Soir"})
    assert "04 11 22 33 55" in text(client, ME) and "Soir" in text(client, ME)
    client.post(f"{ME}contacts/{contact.pk}/retirer/", {"count": "1"})
    assert not Contact.objects.exists()
    entry = AuditEntry.objects.get(action="members.contact_removed")
    assert entry.actor == alice.representatives.get().user


def test_i_add_change_and_remove_my_addresses(sign_in: SignIn, alice: Member) -> None:
    client = sign_in(alice)
    typed = {"label": "Ligne", "street": "1 rue A", "city": "Brest", "country": "France"}
    client.post(f"{ME}adresses/nouvelle/", typed)
    address = PostalAddress.objects.get()
    client.post(f"{ME}adresses/{address.pk}/", {**typed, "city": "Quimper"})
    assert "Quimper" in text(client, ME)
    client.post(f"{ME}adresses/{address.pk}/retirer/", {"count": "1"})
    assert not PostalAddress.objects.exists()


def test_a_contact_that_is_mine_already_is_refused_and_kept_as_typed(
    sign_in: SignIn, alice: Member
) -> None:
    typed = {"kind": "email", "value": "ALICE@example.org", "label": "bureau"}
    answer = sign_in(alice).post(f"{ME}contacts/nouveau/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and 'id="id_value_error"' in page and "bureau" in page


def test_what_is_another_members_is_not_found(sign_in: SignIn, alice: Member, bob: Member) -> None:
    contact = add_contact(bob, kind="phone", value="0411223344", actor=None)
    address = add_address(bob, label="Ligne", city="Brest", actor=None)
    paper = add_attachment(bob, file=SimpleUploadedFile("a.pdf", PDF), kind="proof", actor=None)
    acting = bob.representatives.get()
    client = sign_in(alice)
    for page in (
        *(f"moi/contacts/{contact.pk}/", f"moi/contacts/{contact.pk}/retirer/"),
        *(f"moi/adresses/{address.pk}/", f"moi/adresses/{address.pk}/retirer/"),
        *(f"moi/pieces/{paper.pk}/", f"qui-agit/{acting.pk}/fin/"),
    ):
        assert client.get(f"/espace/{page}").status_code == 404, page
        assert client.post(f"/espace/{page}", {"count": "1"}).status_code in {404, 405}, page
    assert Contact.objects.exists() and PostalAddress.objects.exists()


def test_i_read_my_papers(sign_in: SignIn, alice: Member) -> None:
    paper = add_attachment(
        alice, file=SimpleUploadedFile("bulletin.pdf", PDF), kind="joining", actor=None
    )
    client = sign_in(alice)
    assert f"{ME}pieces/{paper.pk}/" in text(client, ME)
    answer = client.get(f"{ME}pieces/{paper.pk}/")
    assert b"".join(answer) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="bulletin.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff" and "no-store" in answer["Cache-Control"]


def test_i_let_somebody_act_for_me_and_end_it(sign_in: SignIn, alice: Member) -> None:
    client, today = sign_in(alice), timezone.localdate().isoformat()
    typed = {"email": "zoe@example.org", "name": "Zoé", "role": "accounts", "starts_on": today}
    client.post("/espace/qui-agit/nouveau/", typed)
    assert "Zoé" in text(client, "/espace/qui-agit/")
    assert Mail.objects.get().to == "zoe@example.org"
    zoe = alice.representatives.get(role="accounts")
    client.post(f"/espace/qui-agit/{zoe.pk}/fin/", {"count": "1", "on": today})
    assert "Zoé" not in text(client, "/espace/qui-agit/")


def test_the_last_holder_cannot_leave(sign_in: SignIn, alice: Member) -> None:
    representative, today = alice.representatives.get(), timezone.localdate().isoformat()
    answer = sign_in(alice).post(
        f"/espace/qui-agit/{representative.pk}/fin/", {"count": "1", "on": today}
    )
    assert answer.status_code == 409
    representative.refresh_from_db()
    assert representative.ends_on is None


def test_an_organisation_sees_to_its_people(sign_in: SignIn, ruche: Member) -> None:
    client = sign_in(ruche)
    client.post(
        "/espace/personnes/nouvelle/", {"name": "Zoé", "email": "zoe@r.example", "login": ""}
    )
    account = OrganisationAccount.objects.get()
    assert account.login == "zoe" and "zoe@r.example" in text(client, "/espace/personnes/")
    answer = client.post(
        "/espace/personnes/nouvelle/", {"name": "Zoé", "email": "z@r.example", "login": "root"}
    )
    assert answer.status_code == 422 and 'id="id_login_error"' in answer.content.decode()
    client.post(
        f"/espace/personnes/{account.pk}/", {"name": "Zoé Martin", "email": "zoe@r.example"}
    )
    assert "Zoé Martin" in text(client, "/espace/personnes/")
    client.post(f"/espace/personnes/{account.pk}/lien/", {"count": "1"})
    assert Mail.objects.count() == 2
    assert "zoe" in text(client, f"/espace/personnes/{account.pk}/retirer/")
    client.post(f"/espace/personnes/{account.pk}/retirer/", {"count": "1"})
    account.refresh_from_db()
    assert account.removed_at is not None
    assert "Zoé Martin" not in text(client, "/espace/personnes/")


def test_a_person_has_no_people_and_another_organisations_are_not_found(
    sign_in: SignIn, alice: Member, ruche: Member
) -> None:
    client = sign_in(alice)
    for page in ("personnes/", "personnes/nouvelle/"):
        assert client.get(f"/espace/{page}").status_code == 404
    assert "/espace/personnes/" not in text(client, "/espace/")
    account = add_organisation_account(
        ruche, login="zoe", name="Zoé", email="zoe@r.example", actor=None
    )
    assert client.get(f"/espace/personnes/{account.pk}/").status_code == 404
    assert (
        client.post(f"/espace/personnes/{account.pk}/retirer/", {"count": "1"}).status_code == 404
    )


def test_the_lists_cost_the_same_for_one_and_for_three(
    sign_in: SignIn, ruche: Member, django_assert_num_queries: Callable[[int], Any]
) -> None:
    client = sign_in(ruche)
    for logins in (("zoe",), ("yann", "nolwenn")):
        for login in logins:
            add_organisation_account(
                ruche, login=login, name=login, email="p@r.example", actor=None
            )
            RepresentativeFactory.create(member=ruche, user=UserFactory.create(login=f"{login}2"))
        for page in ("personnes/", "qui-agit/"):
            with django_assert_num_queries(7):
                client.get(f"/espace/{page}")
