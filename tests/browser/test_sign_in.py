"""Signing in with a code and with a passkey, on a phone and on a desktop."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import CDPSession, Page, expect

from coin.core.models import Association
from coin.members.models import Member, User
from tests.browser.conftest import PHONE, Open, assert_accessible, assert_fits, press
from tests.factories.members import PASSWORD
from tests.portal.security.second_factors import code_of, stopped_clock

__all__ = ["stopped_clock"]
HERE = "/compte/securite/"
SIGN_IN = re.compile("/connexion/$")


@pytest.fixture(autouse=True)
def association(transactional_db: None) -> Association:
    association = Association.current()
    association.name, association.email = "Réseau des Monts", "contact@example.org"
    association.save()
    return association


def sign_in(page: Page, login: str = "alice") -> None:
    page.goto("/connexion/")
    page.locator("#id_login").fill(login)
    page.locator("#id_password").fill(PASSWORD)
    press(page.locator("main button[type=submit]").first)


def sign_out(page: Page) -> None:
    """Forget the session, as a browser does when its cookies are deleted."""
    page.context.clear_cookies()


def look_at(page: Page) -> None:
    assert_fits(page)
    assert_accessible(page)


# A phone in the fast tier, a desktop too in the slow one: the pages of both are the same but for their width.
VIEWPORTS = [
    pytest.param(None, id="desktop", marks=pytest.mark.slow),
    pytest.param(PHONE, id="phone"),
]


def phone_with_passkeys(page: Page) -> tuple[CDPSession, str]:
    """A virtual device that keeps passkeys and recognises its owner; returns its session and its identifier."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options: dict[str, Any] = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    authenticator = device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return device, authenticator["authenticatorId"]


def add_passkey(page: Page, name: str) -> None:
    page.goto(HERE)
    press(page.locator(f"a[href='{HERE}cle/']"))
    look_at(page)
    page.locator("#id_name").fill(name)
    press(page.locator("form[data-passkey] button"))
    expect(page).to_have_url(re.compile("/compte/securite/(codes/)?$"))


@pytest.mark.usefixtures("stopped_clock")
@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_a_volunteer_sets_up_an_application_and_comes_in_with_its_code(
    open_page: Open, volunteer: Callable[..., User], viewport: dict[str, int] | None
) -> None:
    user = volunteer()
    page = open_page(**({"viewport": viewport} if viewport else {}))
    sign_in(page, user.login)
    expect(page).to_have_url(re.compile(f"{HERE}$"))  # the office needs a second factor first
    expect(page.locator(".notice-warning")).to_be_visible()
    look_at(page)
    press(page.locator(f"a[href='{HERE}application/']"))
    expect(page.locator("svg.qr")).to_be_visible()
    look_at(page)
    secret = page.locator(".copy code").inner_text()
    page.locator("#id_code").fill(code_of(secret, steps=-1))
    press(page.locator("main button[type=submit]").first)
    expect(page.locator(".codes li")).to_have_count(10)
    look_at(page)
    press(page.locator("a[href='/accueil/']").first)
    expect(page).to_have_url(re.compile("/bureau/$"))

    sign_out(page)
    sign_in(page, user.login)
    expect(page).to_have_url(re.compile("/connexion/code/$"))
    look_at(page)
    page.locator("#id_code").fill(code_of(secret))
    press(page.locator("main button[type=submit]").first)
    expect(page).to_have_url(re.compile("/bureau/$"))


@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_a_passkey_is_made_and_is_enough_to_come_in(
    open_page: Open, volunteer: Callable[..., User], viewport: dict[str, int] | None
) -> None:
    user = volunteer()
    page = open_page(**({"viewport": viewport} if viewport else {}))
    phone_with_passkeys(page)
    sign_in(page, user.login)
    add_passkey(page, "Mon téléphone")
    page.goto(HERE)
    expect(page.locator(".factors").first).to_contain_text("Mon téléphone")
    look_at(page)

    sign_out(page)
    page.goto("/connexion/?next=/bureau/groupes/")
    look_at(page)
    press(page.locator("form[data-passkey] button"))
    expect(page).to_have_url(re.compile("/bureau/groupes/$"))


def test_a_passkey_also_follows_the_password_and_says_again_who_it_is(
    page: Page, alice: Member
) -> None:
    phone_with_passkeys(page)
    sign_in(page)
    add_passkey(page, "Clé bleue")
    sign_out(page)
    sign_in(page)
    expect(page).to_have_url(re.compile("/connexion/code/$"))
    press(page.locator("form[data-passkey] button"))
    expect(page).to_have_url(re.compile("/espace/$"))

    page.goto(f"/compte/confirmer/cle/?next={HERE}")
    look_at(page)
    press(page.locator("form[data-passkey] button"))
    expect(page).to_have_url(re.compile(f"{HERE}$"))


def test_a_device_that_does_not_know_its_owner_is_told_so_and_nothing_is_lost(
    page: Page, alice: Member
) -> None:
    device, number = phone_with_passkeys(page)
    sign_in(page)
    add_passkey(page, "Téléphone")
    sign_out(page)
    device.send("WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": False})
    page.goto("/connexion/")
    page.locator("form[data-passkey] button").click()
    expect(page.locator("form[data-passkey] [role=alert]")).to_be_visible()
    expect(page).to_have_url(SIGN_IN)
    sign_in(page)
    expect(page).to_have_url(re.compile("/connexion/code/$"))


@pytest.mark.parametrize("gone", ["the passkey", "the account"])
def test_a_passkey_that_was_removed_lets_nobody_in(page: Page, alice: Member, gone: str) -> None:
    phone_with_passkeys(page)
    sign_in(page)
    add_passkey(page, "Téléphone")
    if gone == "the passkey":
        Authenticator.objects.filter(type="webauthn").delete()
    else:
        User.objects.update(is_active=False)
    sign_out(page)
    page.goto("/connexion/")
    press(page.locator("form[data-passkey] button"))
    expect(page.locator(".notice-error")).to_be_visible()
    expect(page).to_have_url(SIGN_IN)


def test_without_scripts_one_comes_in_by_password_and_passkeys_say_why_not(
    open_page: Open, alice: Member
) -> None:
    page = open_page(java_script_enabled=False)
    sign_in(page)
    expect(page).to_have_url(re.compile("/espace/$"))
    page.goto(f"{HERE}cle/")
    expect(page.locator(".passkey-missing")).to_be_visible()
    expect(page.locator("form[data-passkey] button")).to_be_hidden()
