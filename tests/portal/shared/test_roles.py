"""The pages that each role opens: every page of the portal, for the roles of holder, accounts and technical."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from coin.members.enums import MemberKind, RepresentativeRole
from coin.members.models import Member, User
from coin.portal.shared.roles import OPENS, Part
from coin.portal.urls import member_pages
from tests.factories import MemberFactory, RepresentativeFactory, UserFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | Member], Client]
SAMPLES = {"pk": 1, "slug": "none", "number": "none", "token": "none"}
# Pages that concern no member, or that open by a link of their own.
OTHERWISE = {"act-for", "welcome"}
COMMON = {"home", "me", "my-services-password"}
OF_MONEY = {"documents", "pdf", "payments"}
OF_SERVICES = {
    *("services", "service", "service-state"),
    *("accounts", "account-new", "account-edit", "account-remove", "account-link"),
}
OF_HOLDERS = {
    *("change-me", "contact-new", "contact-edit", "contact-remove"),
    *("address-new", "address-edit", "address-remove", "paper"),
    *("representatives", "representative-new", "representative-end"),
    *("choose-offer", "subscribe"),
}


@pytest.fixture
def ruche(db: None) -> Member:
    member: Member = MemberFactory.create(kind=MemberKind.ORGANISATION, organisation_name="Ruche")
    return member


def in_role(member: Member, role: str) -> User:
    user: User = UserFactory.create()
    RepresentativeFactory.create(member=member, user=user, role=role)
    return user


def opened(client: Client) -> set[str]:
    """The names of the pages that do not refuse the person."""
    names_opened = set()
    for page in member_pages:
        name = str(page.name)
        names = {key: value for key, value in SAMPLES.items() if key in page.pattern.converters}
        if client.get(reverse(f"portal:{name}", kwargs=names)).status_code != 403:
            names_opened.add(name)
    return names_opened - OTHERWISE


def test_whoever_keeps_the_books_sees_money_and_no_services(sign_in: SignIn, ruche: Member) -> None:
    pages = opened(sign_in(in_role(ruche, RepresentativeRole.ACCOUNTS)))
    assert pages >= COMMON | OF_MONEY
    assert not pages & (OF_SERVICES | OF_HOLDERS)


def test_whoever_looks_after_the_services_sees_no_money(sign_in: SignIn, ruche: Member) -> None:
    pages = opened(sign_in(in_role(ruche, RepresentativeRole.TECHNICAL)))
    assert pages >= COMMON | OF_SERVICES
    assert not pages & (OF_MONEY | OF_HOLDERS)


def test_a_holder_opens_everything(sign_in: SignIn, ruche: Member) -> None:
    every = {str(page.name) for page in member_pages} - OTHERWISE
    assert opened(sign_in(in_role(ruche, RepresentativeRole.OWNER))) == every


def test_two_roles_open_what_both_do(sign_in: SignIn, ruche: Member) -> None:
    user = in_role(ruche, RepresentativeRole.TECHNICAL)
    RepresentativeFactory.create(member=ruche, user=user, role=RepresentativeRole.ACCOUNTS)
    pages = opened(sign_in(user))
    assert pages >= COMMON | OF_SERVICES | OF_MONEY and not pages & OF_HOLDERS


def test_a_role_that_is_over_opens_nothing(sign_in: SignIn, ruche: Member) -> None:
    user = in_role(ruche, RepresentativeRole.TECHNICAL)
    day = timezone.localdate()
    RepresentativeFactory.create(
        member=ruche, user=user, role=RepresentativeRole.OWNER, ends_on=day
    )
    RepresentativeFactory.create(
        member=ruche,
        user=user,
        role=RepresentativeRole.ACCOUNTS,
        starts_on=day + timedelta(days=1),
    )
    assert not opened(sign_in(user)) & (OF_MONEY | OF_HOLDERS)


@pytest.mark.parametrize("role", RepresentativeRole.values)
def test_no_page_and_no_menu_leads_where_one_may_not_go(
    role: str, sign_in: SignIn, ruche: Member
) -> None:
    client = sign_in(in_role(ruche, role))
    pages = opened(client)
    for start in sorted(pages & (COMMON | {"documents", "payments", "services", "accounts"})):
        page = client.get(reverse(f"portal:{start}")).content.decode()
        for member_page in member_pages:
            try:
                link = reverse(f"portal:{member_page.name}")
            except NoReverseMatch:
                continue
            if str(member_page.name) not in pages | OTHERWISE:
                assert f'href="{link}"' not in page, (start, member_page.name)


def test_the_home_of_each_role_shows_its_part(sign_in: SignIn, ruche: Member) -> None:
    sections = {Part.MONEY: "owe-title", Part.SERVICES: "have-title", Part.RECORD: "events-title"}
    for role, parts in OPENS.items():
        page = sign_in(in_role(ruche, role)).get("/espace/").content.decode()
        for part, section in sections.items():
            assert (section in page) is (part in parts), (role, section)


def test_the_refusal_says_whom_to_ask(sign_in: SignIn, ruche: Member) -> None:
    answer = sign_in(in_role(ruche, RepresentativeRole.TECHNICAL)).get("/espace/documents/")
    assert answer.status_code == 403 and "Ruche" in answer.content.decode()


def test_the_switch_stands_on_every_page_of_whoever_acts_for_several(
    sign_in: SignIn, alice: Member, ruche: Member
) -> None:
    client = sign_in(alice)
    assert "/espace/agir-pour/" not in client.get("/espace/").content.decode()
    RepresentativeFactory.create(member=ruche, user=alice.representatives.get().user)
    for page in ("", "documents/", "moi/", "moi/modifier/", "qui-agit/"):
        text = client.get(f"/espace/{page}").content.decode()
        assert text.count("/espace/agir-pour/") == 1, page
        assert text.index("/espace/agir-pour/") < text.index("<main")
    client.post("/espace/agir-pour/", {"member": ruche.pk})
    assert "<h1>Ruche" in client.get("/espace/").content.decode()
    assert "/espace/personnes/" in client.get("/espace/").content.decode()
