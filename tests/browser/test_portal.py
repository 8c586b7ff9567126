"""The usual acts of members in the portal."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from coin.billing.documents import pdf
from coin.core.models import Association
from coin.members.models import Member
from coin.subscriptions.enums import SubscriptionState
from coin.subscriptions.life.confirm import confirm_services
from coin.subscriptions.models import Offer, Subscription
from tests.browser.conftest import PHONE, Open, assert_accessible, assert_fits, press
from tests.factories.members import PASSWORD
from tests.portal.conftest import Hold, hold_vpn, pools, vpn, wireguard_key
from tests.portal.home.test_home import issued

__all__ = ["hold_vpn", "pools", "vpn"]
PAGES = ["", "services/", "abonnements/nouveau/", "abonnements/nouveau/vpn/", "documents/"]
MORE_PAGES = ["paiements/", "moi/", "moi/modifier/"]


@pytest.fixture(autouse=True)
def described(transactional_db: None) -> Association:
    association = Association.current()
    association.name, association.email = "Réseau des Monts", "contact@example.org"
    association.iban = "FR7630006000011234567890189"
    association.save()
    return association


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.goto("/connexion/")
    page.locator("#id_login").fill("alice")
    page.locator("#id_password").fill(password)
    press(page.locator("main button[type=submit]").first)


def ask_for_the_vpn(page: Page, offer: Offer) -> None:
    page.goto(f"/espace/abonnements/nouveau/{offer.slug}/")
    page.locator("#id_monthly_price").fill("6,50")
    page.locator("input[name$=public_key]").fill(wireguard_key(3))
    press(page.locator("button[name=step]"))
    expect(page.locator("main")).to_contain_text("6,50")
    press(page.locator("button[value=confirm]"))
    expect(page.locator(".notice-success")).to_be_visible()


def test_sign_in_and_out(page: Page, alice: Member) -> None:
    page.goto("/")
    assert_accessible(page)
    press(page.locator("a[href='/connexion/']"))
    assert_accessible(page)
    sign_in(page, "wrong")
    expect(page.locator(".error-summary")).to_be_visible()
    assert_accessible(page)
    sign_in(page)
    expect(page.locator("h1")).to_contain_text("Alice Durand")
    page.locator("details.drawer summary").click()
    press(page.locator("form[action='/deconnexion/'] button"))
    page.goto("/espace/")
    expect(page).to_have_url(re.compile("/connexion/"))


def test_subscribe_to_an_offer(open_page: Open, alice: Member, vpn: Offer) -> None:
    page = open_page(alice)
    page.goto("/espace/services/")
    press(page.locator("a[href='/espace/abonnements/nouveau/']").first)
    press(page.locator("a[href='/espace/abonnements/nouveau/vpn/']"))
    ask_for_the_vpn(page, vpn)
    subscription = Subscription.objects.get()
    assert subscription.state == SubscriptionState.REQUESTED and subscription.member == alice


def test_a_new_key_is_seen_to_be_applied_without_a_reload(
    open_page: Open, alice: Member, hold_vpn: Hold
) -> None:
    service = hold_vpn(alice)
    page = open_page(alice)
    page.goto(f"/espace/services/{service.pk}/")
    page.locator("#id_public_key").fill(wireguard_key(77))
    press(page.locator("main button[type=submit]"))
    state = page.locator("#service-state .state")
    expect(state).to_have_class("state state-busy")
    assert_accessible(page)
    page.evaluate("window.stayed = true")
    with page.expect_response(f"**/services/{service.pk}/etat/"):
        pass  # the page asks for the state by itself: the servers answer between two of its requests
    service.refresh_from_db()
    assert service.parameters["public_key"] == wireguard_key(77)
    confirm_services({service.pk: service.wanted_revision})
    expect(state).to_have_class("state state-good")
    assert page.evaluate("window.stayed") is True


def test_download_a_document(
    open_page: Open, alice: Member, settings: object, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]
    document = issued(alice, "8.00", "dues_call")
    pdf.render([document.pk], processes=1)
    page = open_page(alice)
    page.goto("/espace/documents/")
    with page.expect_download() as download:
        page.get_by_text(str(document.number)).click()
    assert download.value.suggested_filename == f"{document.number}.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desktop", "phone"])
def test_every_page_is_accessible_and_fits(
    open_page: Open, alice: Member, hold_vpn: Hold, viewport: dict[str, int] | None
) -> None:
    service = hold_vpn(alice)
    issued(alice, "8.00")
    page = open_page(alice, **({"viewport": viewport} if viewport else {}))
    for address in [*PAGES, *MORE_PAGES, f"services/{service.pk}/"]:
        page.goto(f"/espace/{address}")
        expect(page.locator("h1")).to_be_visible()
        assert_fits(page)
        assert_accessible(page)


def test_in_the_dark_it_is_accessible_too(open_page: Open, alice: Member, hold_vpn: Hold) -> None:
    hold_vpn(alice)
    issued(alice, "8.00")
    page = open_page(alice, color_scheme="dark")
    for address in ("/espace/", "/espace/moi/modifier/", "/"):
        page.goto(address)
        assert_accessible(page)


def test_the_menu_of_a_phone_opens_and_leads(open_page: Open, alice: Member) -> None:
    page = open_page(alice, viewport=PHONE)
    page.goto("/espace/")
    page.locator("details.drawer summary").click()
    press(page.locator("details.drawer a[href='/espace/moi/']"))
    expect(page).to_have_url(re.compile("/espace/moi/$"))


def test_without_scripts_one_signs_in_and_subscribes(
    open_page: Open, alice: Member, vpn: Offer
) -> None:
    page = open_page(java_script_enabled=False)
    sign_in(page)
    ask_for_the_vpn(page, vpn)
    assert Subscription.objects.count() == 1


def test_without_scripts_a_change_is_looked_at_again_by_a_link(
    open_page: Open, alice: Member, hold_vpn: Hold
) -> None:
    service = hold_vpn(alice)
    page = open_page(alice, java_script_enabled=False)
    page.goto(f"/espace/services/{service.pk}/")
    page.locator("#id_public_key").fill(wireguard_key(78))
    press(page.locator("main button[type=submit]"))
    service.refresh_from_db()
    confirm_services({service.pk: service.wanted_revision})
    press(page.locator(".no-script a"))
    expect(page.locator("#service-state .state")).to_have_class("state state-good")
