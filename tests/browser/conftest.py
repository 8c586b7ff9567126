"""A real Chromium in front of a real server. A fault of a page fails the test that opened the page."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Route,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from coin.members.models import Member, User
from tests.conftest import sign_in_by_force

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = settings.BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

NEVER_HANG_MS = (
    60_000  # long, since a machine may be busy; a test whose page never comes fails all the same
)

Open = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed (packages.debian)")
    # Playwright's event loop runs in this thread, where Django refuses its ORM unless this variable allows it.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=NEVER_HANG_MS)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            yield browser
            browser.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@dataclass
class Watch:
    """The faults of pages: errors in the console or in a script, requests to any other host."""

    host: str
    faults: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", self._request)

    def keep_inside(self, context: BrowserContext) -> None:
        """Abort every request to another host, so that even a faulty page sends nothing out of this machine."""
        context.route(lambda url: not self._is_ours(url), _abort)

    def _is_ours(self, url: str) -> bool:
        parts = urlsplit(url)
        return parts.netloc == self.host or parts.scheme in ("data", "blob", "about")

    def _console(self, message: ConsoleMessage) -> None:
        # Another test may create or delete a network space meanwhile, which is no fault of the page.
        if message.type in ("error", "warning") and "ERR_NETWORK_CHANGED" not in message.text:
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not self._is_ours(request.url):
            self.faults.append(f"outside request: {request.url}")


def _abort(route: Route) -> None:
    route.abort()


@pytest.fixture(autouse=True)
def nothing_counted(transactional_db: None) -> None:
    """Empty the cache: its table counts wrong passwords and no test empties it, so `alice` would wait after ten."""
    cache.clear()


@pytest.fixture
def plain_static_files(settings: Any) -> None:
    """Serve the static files from their sources under their plain names, whether `collectstatic` has run or not."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def open_page(
    chromium: Browser, live_server: LiveServer, plain_static_files: None
) -> Iterator[Open]:
    """`open_page()`: a page in a fresh profile, signed in as `user`; other arguments go to Playwright's new_context."""
    watch = Watch(urlsplit(live_server.url).netloc)
    contexts: list[BrowserContext] = []

    def make(user: User | Member | None = None, **options: Any) -> Page:
        options = {"viewport": DESKTOP, "locale": "fr-FR", "base_url": live_server.url, **options}
        context = chromium.new_context(**options)
        context.set_default_timeout(NEVER_HANG_MS)
        contexts.append(context)
        watch.keep_inside(context)
        if user is not None:
            context.add_cookies([_session_cookie(user, live_server.url)])
        page = context.new_page()
        watch.follow(page)
        return page

    yield make
    for context in contexts:
        context.close()
    assert watch.faults == []


@pytest.fixture
def page(open_page: Open) -> Page:
    return open_page()


def _session_cookie(who: User | Member, url: str) -> Any:
    client = Client()
    sign_in_by_force(client, who if isinstance(who, User) else who.representatives.get().user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}


def press(element: Locator) -> None:
    """Click on a link or a button that loads a page, even the same one again, and wait until that page is there.

    The server has answered by then, so that the test may read its rows or open another page.
    """
    with element.page.expect_navigation():
        element.click()


def assert_accessible(page: Page) -> None:
    """Assert that axe-core sees no violation of WCAG 2.2, levels A and AA."""
    page.wait_for_load_state("load")  # a click waits for the page, not for its style sheets
    # Evaluated through the debugger, to which the page's Content-Security-Policy does not apply.
    page.evaluate(AXE.read_text())
    options = {"runOnly": {"type": "tag", "values": AXE_RULES}}
    violations = page.evaluate("asked => axe.run(document, asked)", options)["violations"]
    sentences = [
        f"{rule['id']} ({rule['help']}): {node['html'][:200]} {node['failureSummary']}"
        for rule in violations
        for node in rule["nodes"]
    ]
    assert sentences == [], f"{page.url}\n" + "\n".join(sentences)


def assert_fits(page: Page) -> None:
    """Assert that the page is no wider than its window, and so does not scroll sideways."""
    # Asked again until the page is complete: the click that leads to it may have just happened.
    sizes = page.wait_for_function(
        "() => document.readyState === 'complete'"
        " && [document.documentElement.scrollWidth, window.innerWidth]"
    ).json_value()
    assert sizes[0] <= sizes[1], f"{page.url} is {sizes[0]} wide in {sizes[1]}"
