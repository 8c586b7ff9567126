"""The settings: a page that shows all of them, and one small form for each subject."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from coin.core import sensitive
from coin.core.models import Association, Proposal
from coin.core.retention import rules
from coin.members.capabilities import SETTINGS
from coin.members.models import User
from coin.office.settings.forms import SECTIONS

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
HOME = "office:settings"


@pytest.fixture
def one(volunteer: Callable[..., User]) -> User:
    return volunteer(SETTINGS)


@pytest.fixture
def two(volunteer: Callable[..., User]) -> User:
    return volunteer(SETTINGS)


def section(slug: str) -> str:
    return reverse("office:settings-edit", args=[slug])


def sent(client: Client, url: str) -> dict[str, Any]:
    """The values that a browser would send of an unchanged form."""
    form = client.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {
        name: value for name, value in values.items() if value is not None and value is not False
    }


def test_the_home_says_how_they_are(one: User, sign_in: SignIn) -> None:
    Association.objects.create(pk=1, name="Lilas", iban="FR7630006000011234567890189")
    page = unescape(sign_in(one).get(reverse(HOME)).content.decode())
    assert "Lilas" in page and "FR7630006000011234567890189" in page
    for act in sensitive.acts():
        assert str(act.label) in page
    for rule in rules():
        assert str(rule.source) in page


@pytest.mark.parametrize("slug", SECTIONS)
def test_each_section_saved_as_it_is_changes_nothing(slug: str, one: User, sign_in: SignIn) -> None:
    Association.objects.create(
        pk=1, latitude=45.5, longitude=4.5, chatrooms=["ircs://host/#a"], creation_date="2013-03-21"
    )
    before = Association.objects.values().get()
    client = sign_in(one)
    response = client.post(section(slug), sent(client, section(slug)))
    assert response.headers["Location"] == f"{reverse(HOME)}#{slug}"
    assert Association.objects.values().get() == before


def test_a_section_is_changed_and_what_is_wrong_stands_beside_its_field(
    one: User, sign_in: SignIn
) -> None:
    client = sign_in(one)
    data = sent(client, section("argent")) | {"iban": "FR7630006000011234567890188"}
    response = client.post(section("argent"), data)
    assert response.status_code == 422
    page = response.content.decode()
    assert 'id="id_iban_error"' in page and 'value="FR7630006000011234567890188"' in page
    client.post(section("argent"), {**data, "iban": "FR76 3000 6000 0112 3456 7890 189"})
    assert Association.current().iban == "FR7630006000011234567890189"
    assert client.get(section("nothing")).status_code == 404


def test_a_list_is_written_one_a_line(one: User, sign_in: SignIn) -> None:
    client = sign_in(one)
    rooms = "ircs://host/#a\r\n\r\nhttps://host/b"
    data = sent(client, section("federation")) | {"chatrooms": rooms}
    client.post(section("federation"), data)
    assert Association.current().chatrooms == ["ircs://host/#a", "https://host/b"]
    wrong = client.post(section("federation"), {**data, "chatrooms": "#salon"})
    assert 'id="id_chatrooms_error"' in wrong.content.decode()
    assert "#salon" in wrong.content.decode()


def test_durations_under_the_law_are_refused(one: User, sign_in: SignIn) -> None:
    url = reverse("office:settings-retention")
    client = sign_in(one)
    bound = next(rule for rule in rules() if rule.is_setting and rule.least)
    data = sent(client, url)
    assert client.post(url, {**data, bound.slug: bound.least - 1}).status_code == 422
    client.post(url, {**data, bound.slug: bound.least + 7})
    assert bound.months_here == bound.least + 7


def test_more_care_is_one_person_s_to_ask_and_less_takes_two(
    one: User, two: User, sign_in: SignIn
) -> None:
    free = [act.slug for act in sensitive.acts() if not act.always]
    Association.objects.create(pk=1, done_alone=free[:2])
    url = reverse("office:settings-acts")
    client = sign_in(one)
    client.post(url, {"acts": free[1:]})
    assert Association.current().done_alone == free[:1]

    assert client.post(url, {"acts": []}).status_code == 422  # the reason is missing
    client.post(url, {"acts": [], "reason": "Nous sommes deux", "emergency": "on"})
    assert Association.current().done_alone == free[:1]
    confirm = reverse("office:proposal-confirm", args=[Proposal.objects.get().pk])
    sign_in(two).post(confirm, {"count": "1"})
    assert Association.current().done_alone == free


def test_nobody_loosens_it_alone(one: User, sign_in: SignIn) -> None:
    client = sign_in(one)
    response = client.post(reverse("office:settings-acts"), {"acts": []})
    assert response.status_code == 422
    assert Association.current().done_alone == []


OUTLINE = '{"type": "Polygon", "coordinates": [[[4, 45], [5, 45], [5, 46], [4, 45]]]}'


def test_covered_areas_are_written_changed_and_removed(one: User, sign_in: SignIn) -> None:
    client = sign_in(one)
    new = reverse("office:area-new")
    area = {"name": "Lyon", "technologies": ["vpn", "dsl"], "area": OUTLINE}
    point = '{"type": "Point"}'
    wrongs: list[dict[str, Any]] = [
        {"technologies": []},
        {"area": "{"},
        {"area": point},
        {"name": ""},
    ]
    for wrong in wrongs:
        assert client.post(new, {**area, **wrong}).status_code == 422
    client.post(new, area)
    client.post(new, {"name": "Bresse", "technologies": ["wifi"]})
    assert [covered_area["name"] for covered_area in Association.current().covered_areas] == [
        "Lyon",
        "Bresse",
    ]

    edit = reverse("office:area-edit", args=[0])
    assert "Polygon" in client.get(edit).content.decode()
    client.post(edit, {**area, "name": "Lyon et les monts"})
    remove = reverse("office:area-remove", args=[1])
    assert "Bresse" in client.get(remove).content.decode()
    client.post(remove, {"count": "1"})
    assert len(Association.current().covered_areas) == 2
    client.post(remove, {"count": "2"})
    (left,) = Association.current().covered_areas
    assert left["name"] == "Lyon et les monts" and left["area"]["type"] == "Polygon"
    assert client.get(remove).status_code == 404


def test_the_home_asks_a_constant_number_of_questions(
    one: User, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    Association.current()
    client = sign_in(one)
    with django_assert_num_queries(
        6
    ):  # session, user, seats; the settings; VAT; the association's name
        client.get(reverse(HOME))
