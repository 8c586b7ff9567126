"""Appearance: the association's colour, light or dark, and pages that obey the Content-Security-Policy."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from coin.core.models import Association
from coin.members.models import User

pytestmark = pytest.mark.django_db


def test_the_accent_comes_as_a_style_sheet_asked_again_only_when_it_changed(client: Client) -> None:
    Association.current()
    first = client.get("/theme.css")
    assert first["Content-Type"].startswith("text/css")
    assert "--coin-accent:#0b6e4f" in first.content.decode()
    again = client.get("/theme.css", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    Association.objects.update(accent="#7b1fa2")
    changed = client.get("/theme.css", headers={"if-none-match": first["ETag"]})
    assert "--coin-accent:#7b1fa2" in changed.content.decode()


def test_light_or_dark_is_remembered_without_scripts(client: Client) -> None:
    response = client.post(
        "/theme/", {"to": "dark"}, headers={"referer": "http://testserver/connexion/"}
    )
    assert response.headers["Location"] == "http://testserver/connexion/"
    assert 'data-bs-theme="dark"' in client.get("/connexion/").content.decode()
    client.post("/theme/", {"to": "auto"})
    assert "data-bs-theme" not in client.get("/connexion/").content.decode()


def test_the_choice_leads_back_to_this_site_only(client: Client) -> None:
    response = client.post(
        "/theme/", {"to": "dark"}, headers={"referer": "https://elsewhere.example/"}
    )
    assert response.headers["Location"] == "/"


def test_pages_hold_no_inline_script_or_style(
    volunteer: Callable[..., User], sign_in: Callable[[User], Client]
) -> None:
    from coin.core.capabilities import known

    client = sign_in(volunteer(*known()))
    for name in ("home", "members", "member-new", "pools", "documents", "runs", "journal"):
        page = client.get(reverse(f"office:{name}")).content.decode()
        assert not re.search(r"<style|\sstyle=|<script(?![^>]* src=)|\son[a-z]+=|javascript:", page)
        assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page)


def test_the_page_of_a_failure_needs_no_database(client: Client, django_db_blocker: object) -> None:
    from django.test import RequestFactory

    from coin.core.views.errors import server_error

    with django_db_blocker.block():  # type: ignore[attr-defined]
        response = server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "<h1>" in response.content.decode()
