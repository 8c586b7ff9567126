"""The form to join: one page at a time, without an account and without scripts."""

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coin.core.models import Association, Mail
from coin.members.enums import ApplicationState, Audience, MemberKind
from coin.members.joining.admissions import approve, ask_candidate, decline_application
from coin.members.models import Application, DuesPlan, Member, User
from coin.members.sign_in import invitations
from coin.portal.joining import check as join_check
from tests.factories import DuesPlanFactory, OfferFactory, UserFactory
from tests.factories.applications import ApplicationFactory

pytestmark = pytest.mark.django_db
FORM = "/adherer/"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
PASSWORD = "un cheval agrafe correctement"
PERSON = {"first_name": "Éloïse", "last_name": "Durieux", "pseudonym": ""}
CONTACT = {"email": "eloise@example.org", "city": "Lyon", "country": "France", "language": "fr"}


@pytest.fixture(autouse=True)
def association(db: None) -> Association:
    current = Association.current()
    current.name, current.email = "Réseau des Monts", "contact@example.org"
    current.iban = "FR7630006000011234567890189"
    current.statutes_url, current.statutes_version = "https://example.org/statuts", "2025"
    current.save()
    return current


@pytest.fixture
def plan() -> DuesPlan:
    return DuesPlanFactory.create(
        name="Individual",
        minimum=Decimal("10.00"),
        advised=Decimal("20.00"),
        reduced=Decimal("5.00"),
        entry_fee=Decimal("3.00"),
    )


class Visitor:
    """A person who fills in the form; each page sends the answers of the pages before it in hidden fields."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.response: Any = client.get(FORM)

    @property
    def page(self) -> str:
        text: str = self.response.content.decode()
        return text

    def carried(self) -> dict[str, list[str]]:
        """The hidden fields of the last form of the page."""
        fields: dict[str, list[str]] = {}
        for name, value in HIDDEN.findall(self.page.rpartition('<form class="card')[2]):
            fields.setdefault(name, []).append(unescape(value))
        return fields

    def press(self, go: str = "next", **typed: Any) -> "Visitor":
        self.response = self.client.post(FORM, {**self.carried(), **typed, "go": go})
        return self

    def fill(self, **over: Any) -> "Visitor":
        """Fill in all the pages up to the last one."""
        typed = {**PERSON, **CONTACT, "amount": "20,00", **over}
        self.press(kind="person")
        for names in (
            (*PERSON,),
            (*CONTACT,),
            ("amount", "gift", "wants_reduced"),
            ("wishes", "words"),
        ):
            self.press(**{name: typed[name] for name in names if name in typed})
        assert 'value="send"' in self.page, self.page
        return self

    def send(self, **typed: Any) -> HttpResponse:
        """Press the last button 20 seconds later: an answer within a few seconds is taken for a robot's."""
        values = {"accepts_statutes": "on", **typed}
        with time_machine.travel(timezone.now() + timedelta(seconds=20)):
            self.press("send", **values)
        return self.response  # type: ignore[no-any-return]


@pytest.fixture
def visitor(client: Client, plan: DuesPlan) -> Visitor:
    return Visitor(client)


def test_the_public_page_and_the_sign_in_page_lead_to_the_form(client: Client) -> None:
    for url in ("/", "/connexion/"):
        assert 'href="/adherer/"' in client.get(url).content.decode()


def test_a_person_joins_page_by_page(visitor: Visitor, plan: DuesPlan) -> None:
    offer = OfferFactory.create(slug="vpn", name="VPN")
    OfferFactory.create(slug="old", name="Closed", open_to_new=False)
    visitor.fill(gift="2,50", wishes=["vpn"], words="Bonjour & merci")
    for shown in ("Éloïse", "eloise@example.org", "25,50", "3,00", "VPN", "Bonjour &amp; merci"):
        assert shown in visitor.page
    assert 'href="https://example.org/statuts"' in visitor.page and "2025" in visitor.page
    response = visitor.send()
    assert (response.status_code, response["Location"]) == (302, "/adherer/envoyee/")
    application = Application.objects.get()
    assert application.name == "Éloïse Durieux" and application.plan == plan
    assert (application.amount, application.gift) == (Decimal("20.00"), Decimal("2.50"))
    assert application.wishes == [offer.slug] and application.words == "Bonjour & merci"
    assert application.statutes_version == "2025" and application.rules_version == ""
    assert application.state == ApplicationState.UNCONFIRMED
    assert Mail.objects.get().to == "eloise@example.org"


def test_an_organisation_says_its_form_and_numbers(visitor: Visitor) -> None:
    DuesPlanFactory.create(name="For persons", audience=Audience.PERSONS)
    DuesPlanFactory.create(name="For organisations", audience=Audience.ORGANISATIONS)
    visitor.press(kind="organisation")
    visitor.press(
        organisation_name="Les Lilas", legal_form="association", siren="732 829 320", last_name="Bo"
    )
    visitor.press(**CONTACT)
    assert "For organisations" in visitor.page and "For persons" not in visitor.page
    plan = DuesPlan.objects.get(name="For organisations")
    visitor.press(plan=str(plan.pk)).press(amount="15").press()
    visitor.send()
    application = Application.objects.get()
    assert (application.kind, application.name) == (MemberKind.ORGANISATION, "Les Lilas")
    assert (application.siren, application.legal_form) == ("732829320", "association")
    assert application.plan == plan and application.person == "Bo"


def test_going_back_loses_nothing_typed(visitor: Visitor) -> None:
    visitor.fill(words="Keep me")
    visitor.press("contact")
    assert 'value="eloise@example.org"' in visitor.page
    visitor.press(**{**CONTACT, "email": "other@example.org"})
    assert "other@example.org" in visitor.page and "Keep me" in visitor.page
    visitor.press("kind").press(kind="organisation")
    assert 'name="organisation_name"' in visitor.page
    assert "other@example.org" in visitor.page


def test_the_pages_work_without_a_script_and_hold_none(visitor: Visitor) -> None:
    visitor.fill()
    assert "onclick" not in visitor.page and "style=" not in visitor.page
    assert visitor.page.count("<script") == visitor.page.count("<script src=")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"last_name": "x" * 5_000_000}, "id_last_name_error"),
        ({"last_name": "Dur\x07ieux"}, "id_last_name_error"),
        ({"last_name": "Dur\u202eieux"}, "id_last_name_error"),
        ({"last_name": "Dur\x00ieux"}, "id_last_name_error"),
        ({"last_name": "Two\nlines"}, "id_last_name_error"),
        ({"first_name": "", "last_name": ""}, "id_last_name_error"),
        ({"birth_on": "2023-02-30"}, "id_birth_on_error"),
        ({"birth_on": "2190-01-01"}, "id_birth_on_error"),
        ({"birth_on": "1066-10-14"}, "id_birth_on_error"),
    ],
)
def test_a_wrong_name_or_date_is_refused_at_its_field(
    visitor: Visitor, association: Association, typed: dict[str, str], words: str
) -> None:
    association.asks_birth = True
    association.save()
    visitor.press(kind="person").press(**{**PERSON, **typed})
    assert visitor.response.status_code == 422 and words in visitor.page


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"email": "no"}, "email"),
        ({"email": "a@b.fr\nBcc: c@d.fr"}, "email"),
        ({"phone": "call me"}, "phone"),
        ({"language": "xx"}, "language"),
        ({"postal_code": "x" * 11}, "postal_code"),
    ],
)
def test_a_wrong_contact_is_refused_at_its_field(
    visitor: Visitor, typed: dict[str, str], field: str
) -> None:
    visitor.press(kind="person").press(**PERSON).press(**{**CONTACT, **typed})
    assert visitor.response.status_code == 422 and f"id_{field}_error" in visitor.page


@pytest.mark.parametrize(
    ("typed", "is_right"),
    [
        ({"amount": "9,99"}, False),
        ({"amount": "10"}, True),
        ({"amount": "5", "wants_reduced": "on"}, True),
        ({"amount": "4,99", "wants_reduced": "on"}, False),
        ({"amount": "-20"}, False),
        ({"amount": "NaN"}, False),
        ({"amount": "100000"}, False),
        ({"amount": "20", "gift": "-1"}, False),
        ({"amount": ""}, False),
    ],
)
def test_the_amount_is_free_from_the_minimum(
    visitor: Visitor, typed: dict[str, str], is_right: bool
) -> None:
    visitor.press(kind="person").press(**PERSON).press(**CONTACT)
    assert "10,00" in visitor.page and 'value="20,00"' in visitor.page
    visitor.press(**typed)
    assert (visitor.response.status_code == 200) is is_right


def test_birth_is_asked_only_where_the_association_says_so(
    visitor: Visitor, association: Association
) -> None:
    assert "birth_on" not in visitor.press(kind="person").page
    association.asks_birth = True
    association.save()
    assert "birth_on" in Visitor(visitor.client).press(kind="person").page


def test_the_statutes_are_accepted_in_the_version_that_was_shown(
    visitor: Visitor, association: Association
) -> None:
    visitor.fill()
    assert visitor.send(accepts_statutes="").status_code == 422
    visitor.press("contact").press(**CONTACT)
    association.statutes_version = "2026"
    association.save()
    assert visitor.send().status_code == 422
    assert "id_accepts_statutes_error" in visitor.page and not Application.objects.exists()
    assert visitor.send().status_code == 302
    assert Application.objects.get().statutes_version == "2026"


def test_a_robot_that_fills_in_every_box_is_told_so_and_writes_nothing(visitor: Visitor) -> None:
    visitor.fill()
    assert visitor.send(trap="http://example.com").status_code == 422
    assert not Application.objects.exists() and not Mail.objects.exists()


def test_too_fast_or_too_late_is_sent_again_by_one_press(visitor: Visitor) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        visitor.fill().press("send", accepts_statutes="on")
        assert visitor.response.status_code == 422 and not Application.objects.exists()
    with time_machine.travel(now + join_check.MOST + timedelta(minutes=1), tick=False):
        visitor.press("send", accepts_statutes="on")
        assert visitor.response.status_code == 422 and not Application.objects.exists()
    with time_machine.travel(now + join_check.MOST + timedelta(minutes=2), tick=False):
        visitor.press("send", accepts_statutes="on")
    assert visitor.response.status_code == 302 and Application.objects.count() == 1


@pytest.mark.parametrize("stamp", ["", "forged", "x" * 10_000])
def test_a_forged_stamp_is_refused(visitor: Visitor, stamp: str) -> None:
    visitor.fill()
    assert visitor.send(stamp=stamp).status_code == 422
    assert not Application.objects.exists()


def test_pressing_twice_is_one_request(visitor: Visitor) -> None:
    visitor.fill()
    carried = visitor.carried()
    later = timezone.now() + timedelta(seconds=20)
    with time_machine.travel(later):
        for _ in range(2):
            answer = visitor.client.post(FORM, {**carried, "accepts_statutes": "on", "go": "send"})
            assert answer.status_code == 302
    assert Application.objects.count() == 1 and Mail.objects.count() == 1


def test_a_known_address_is_answered_the_same(visitor: Visitor, alice: Member) -> None:
    first = visitor.fill(email="alice@example.org").send()
    second = Visitor(visitor.client).fill(email="nobody@example.org").send()
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert "/connexion/" in Mail.objects.get(to="alice@example.org").body
    assert "/connexion/" not in Mail.objects.get(to="nobody@example.org").body


def test_so_many_requests_are_refused_on_the_page_with_all_that_was_typed(
    visitor: Visitor,
) -> None:
    for number in range(3):
        Visitor(visitor.client).fill(words=str(number)).send()
    visitor.fill(words="the fourth")
    assert visitor.send().status_code == 429
    assert "the fourth" in visitor.page and Application.objects.count() == 3


def test_what_skips_the_pages_is_led_to_the_first_missing_one(visitor: Visitor) -> None:
    visitor.client.post(FORM, {"go": "send"})
    for data in ({"go": "check"}, {"go": "next", "at": "check"}, {"at": "nowhere"}, {}):
        answer = visitor.client.post(FORM, data)
        assert answer.status_code == 200 and 'name="kind"' in answer.content.decode()
    answer = visitor.client.post(FORM, {"go": "send", "kind": "person", "seen": "kind"})
    assert answer.status_code == 422 and "id_last_name_error" in answer.content.decode()


@pytest.mark.parametrize("why", ["closed", "no plan"])
def test_a_closed_form_says_whom_to_write_to(
    client: Client, association: Association, plan: DuesPlan, why: str
) -> None:
    if why == "closed":
        association.join_open = False
        association.save()
    else:
        DuesPlan.objects.update(open_to_new=False)
    page = client.get(FORM).content.decode()
    assert "mailto:contact@example.org" in page and 'name="kind"' not in page
    assert client.post(FORM, {"go": "next", "at": "kind", "kind": "person"}).status_code == 409


def test_the_link_confirms_by_a_button_and_not_by_opening_it(client: Client) -> None:
    application = ApplicationFactory.create(state=ApplicationState.UNCONFIRMED)
    url = application.get_absolute_url()
    client.get(url)
    client.head(url)
    application.refresh_from_db()
    assert application.state == ApplicationState.UNCONFIRMED
    assert client.post(url, {"act": "confirm"}).status_code == 302
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED


def test_a_secret_link_is_kept_by_nobody(client: Client) -> None:
    response = client.get(ApplicationFactory.create().get_absolute_url())
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    assert "noindex" in response["X-Robots-Tag"]
    assert client.get("/adherer/suivi/unknown/").status_code == 404


def test_a_candidate_answers_and_withdraws(client: Client, charlie: User) -> None:
    application = ApplicationFactory.create()
    ask_candidate(application, question="Where do you live?", actor=charlie)
    url = application.get_absolute_url()
    assert "Where do you live?" in client.get(url).content.decode()
    wrong = client.post(f"{url}reponse/", {"text": "x" * 5000})
    assert wrong.status_code == 422 and "id_text_error" in wrong.content.decode()
    assert client.post(f"{url}reponse/", {"text": "In Lyon."}).status_code == 302
    assert "In Lyon." in client.get(url).content.decode()
    late = client.post(f"{url}reponse/", {"text": "Again"})
    assert late.status_code == 422 and "Again" in late.content.decode()
    assert client.post(f"{url}retrait/", {"count": "1"}).status_code == 302
    application.refresh_from_db()
    assert application.state == ApplicationState.WITHDRAWN
    assert client.post(f"{url}retrait/", {"count": "1"}).status_code == 409
    assert client.post(url, {"act": "confirm"}).status_code == 409
    application.refresh_from_db()
    assert application.state == ApplicationState.WITHDRAWN


def test_a_declined_candidate_reads_why(client: Client, charlie: User) -> None:
    application = ApplicationFactory.create()
    decline_application(application, reason="We only serve Lyon.", actor=charlie)
    assert "We only serve Lyon." in client.get(application.get_absolute_url()).content.decode()


def test_the_link_says_what_to_pay_and_how(client: Client, plan: DuesPlan, charlie: User) -> None:
    application = ApplicationFactory.create(plan=plan, gift=Decimal("2.50"))
    member = approve(application, actor=charlie)
    page = client.get(application.get_absolute_url()).content.decode()
    assert "20,50" in page and member.reference in page
    assert "FR76 3000 6000 0112 3456 7890 189" in page
    client.post(application.get_absolute_url(), {"act": "password"})
    assert Mail.objects.filter(kind="secret.join_password").count() == 1


def test_the_first_password_is_set_once_and_signs_in(client: Client, charlie: User) -> None:
    application = ApplicationFactory.create()
    member = approve(application, actor=charlie)
    user = member.representatives.get().user
    url = reverse("portal:welcome", args=[invitations.token_for(user)])
    page = client.get(url)
    assert user.login in page.content.decode() and "no-store" in page["Cache-Control"]
    weak = client.post(url, {"password": "12345678", "password_again": "12345678"})
    assert weak.status_code == 422 and "id_password_error" in weak.content.decode()
    typed = {"password": PASSWORD, "password_again": PASSWORD}
    assert client.post(url, {**typed, "password_again": "other"}).status_code == 422
    assert client.post(url, typed)["Location"] == "/connexion/"
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    again = client.post(
        url, {"password": "another long one 42", "password_again": "another long one 42"}
    )
    assert again.status_code == 422
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize("days", [8])
def test_an_old_or_forged_password_link_says_so(client: Client, days: int) -> None:
    user = UserFactory.create()
    url = reverse("portal:welcome", args=[invitations.token_for(user)])
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        assert 'name="password"' not in client.get(url).content.decode()
    page = client.get("/espace/bienvenue/forged/").content.decode()
    assert 'name="password"' not in page and "/connexion/" in page
