"""From the public page to a password: the acts of a candidate and of a volunteer."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from coin.core.models import Association, Mail
from coin.members.enums import ApplicationState
from coin.members.models import Application, User
from coin.portal.joining import check as join_check
from tests.browser.conftest import PHONE, Open, assert_accessible, assert_fits, press
from tests.factories import DuesPlanFactory, OfferFactory

Look = Callable[[Page], None]
PASSWORD = "un cheval agrafe correctement"


@pytest.fixture(autouse=True)
def association(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Association:
    monkeypatch.setattr(join_check, "LEAST", timedelta(0))
    current = Association.current()
    current.name, current.iban = "Réseau des Monts", "FR7630006000011234567890189"
    current.statutes_url, current.statutes_version = "https://example.org/statuts", "2025"
    current.asks_birth = True
    current.save()
    DuesPlanFactory.create(name="Individual", reduced=Decimal("0.50"), entry_fee=Decimal("3.00"))
    DuesPlanFactory.create(name="Support", minimum=Decimal("50.00"), advised=Decimal("80.00"))
    OfferFactory.create(slug="vpn", name="VPN")
    return current


def pass_by(page: Page) -> None:
    """Look at nothing: without scripts in the page, nothing can be measured."""


def look_at(page: Page) -> None:
    expect(page.locator("h1")).to_be_visible()
    assert_fits(page)
    assert_accessible(page)


def go_on(page: Page, look: Look) -> None:
    look(page)
    press(page.locator("button[value=next]"))


def fill_in(page: Page, look: Look) -> None:
    page.goto("/")
    press(page.locator("a[href='/adherer/']").first)
    page.locator("input[value=person]").check()
    go_on(page, look)
    page.locator("#id_first_name").fill("Éloïse")
    page.locator("#id_last_name").fill("Durieux")
    go_on(page, look)
    page.locator("#id_email").fill("eloise@example.org")
    go_on(page, look)
    page.get_by_text("Individual").click()
    go_on(page, look)
    page.locator("#id_amount").fill("20,50")
    go_on(page, look)
    page.get_by_text("VPN").click()
    go_on(page, look)
    expect(page.locator("main")).to_contain_text("23,50")
    look(page)
    page.locator("#id_accepts_statutes").check()
    press(page.locator("button[value=send]"))
    look(page)


def confirm(page: Page, application: Application, look: Look) -> None:
    page.goto(application.get_absolute_url())
    look(page)
    press(page.locator("button[value=confirm]"))
    expect(page.locator(".notice-success")).to_be_visible()
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED


def approve(page: Page, application: Application) -> None:
    page.goto("/bureau/demandes/")
    look_at(page)
    press(page.get_by_role("link", name="Éloïse Durieux"))
    look_at(page)
    press(page.locator(f"a[href='/bureau/demandes/{application.pk}/accepter/']"))
    look_at(page)
    press(page.locator("main button[type=submit]"))
    expect(page.locator(".notices .notice-success")).to_be_visible()


def choose_password(page: Page) -> None:
    body = Mail.objects.get(kind="secret.join_approved").body
    page.goto("/espace/bienvenue/" + body.split("/bienvenue/")[1].split()[0])
    look_at(page)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password_again").fill(PASSWORD)
    press(page.locator("main button[type=submit]"))
    expect(page.locator("#id_login")).to_be_visible()
    page.locator("#id_login").fill("eloise@example.org")
    page.locator("#id_password").fill(PASSWORD)
    press(page.locator("main form button[type=submit]").first)
    expect(page.locator("h1")).to_contain_text("Éloïse Durieux")


def test_joining_from_a_phone(open_page: Open, volunteer: Callable[..., User]) -> None:
    page = open_page(viewport=PHONE)
    fill_in(page, look_at)
    application = Application.objects.get()
    confirm(page, application, look_at)
    approve(open_page(volunteer("members.join")), application)
    page.goto(application.get_absolute_url())
    expect(page.locator("main")).to_contain_text("23,50")
    look_at(page)
    choose_password(page)


def test_joining_without_scripts(open_page: Open) -> None:
    page = open_page(viewport=PHONE, java_script_enabled=False)
    fill_in(page, pass_by)
    confirm(page, Application.objects.get(), pass_by)
