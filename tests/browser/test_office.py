"""The pages that volunteers open first."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from coin.core.capabilities import known
from coin.core.models import Association
from coin.members.models import Member, User
from tests.browser.conftest import PHONE, Open, assert_accessible, assert_fits


@pytest.fixture(autouse=True)
def association(transactional_db: None) -> Association:
    return Association.current()


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desktop", "phone"])
def test_the_home_and_the_list_of_members(
    open_page: Open,
    volunteer: Callable[..., User],
    alice: Member,
    viewport: dict[str, int] | None,
) -> None:
    page = open_page(volunteer(*known()), **({"viewport": viewport} if viewport else {}))
    for address in ("/bureau/", "/bureau/membres/"):
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        assert_fits(page)
        assert_accessible(page)
    expect(page.get_by_role("link", name="Alice Durand").first).to_be_visible()


def test_searching_members_changes_the_address_and_not_the_page(
    open_page: Open, volunteer: Callable[..., User], alice: Member, bob: Member
) -> None:
    page = open_page(volunteer("members.see"))
    page.goto("/bureau/membres/")
    page.evaluate("window.stayed = true")
    page.locator("#id_q").fill("durand")
    expect(page).to_have_url(re.compile("q=durand"))
    expect(page.locator("#results")).not_to_contain_text("Petit")
    expect(page.locator("#results")).to_contain_text("Durand")
    assert page.evaluate("window.stayed") is True
