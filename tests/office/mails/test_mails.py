from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from coin.core import mail_sending, mails
from coin.core.models import AuditEntry, Mail, MailState
from coin.members.capabilities import MAILS
from coin.members.models import User

pytestmark = pytest.mark.django_db
URL = "/bureau/courriels/"


def write(subject: str = "Votre cotisation", **values: Any) -> Mail:
    kept = {name: values.pop(name) for name in ("state", "error", "created_at") if name in values}
    given: dict[str, Any] = {
        "kind": "members.dues_reminder",
        "to": "alice@example.org",
        "body": "Bonjour.\n",
    }
    mail = mails.send_text(subject=subject, **given | values)
    assert mail
    Mail.objects.filter(pk=mail.pk).update(**kept)
    mail.refresh_from_db()
    return mail


@pytest.fixture
def postman(volunteer: Callable[..., User], sign_in: Callable[[User], Client]) -> Client:
    return sign_in(volunteer(MAILS))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 3),
        ("?state=failed", 1),
        ("?state=failed&state=sent", 2),
        ("?kind=assembly.call", 1),
        ("?q=bob", 1),
        ("?q=cotisation", 1),
        ("?q=7", 1),
        ("?q=nobody", 0),
    ],
)
def test_mails_are_found(query: str, found: int, postman: Client) -> None:
    write(state=MailState.SENT)
    write("Assemblée", kind="assembly.call", to="bob@example.org", state=MailState.FAILED)
    write("Réunion", member_number=7)
    page = postman.get(URL + query).content.decode()
    assert page.count("row-title") == found


def test_a_mail_is_read_as_it_was_sent(postman: Client) -> None:
    mail = write(body="Bonjour,\n\n<b>voir</b> https://coin.example.org/\n")
    page = postman.get(reverse("office:mail", args=[mail.pk])).content.decode()
    assert "&lt;b&gt;voir&lt;/b&gt;" in page
    assert 'href="https://coin.example.org/"' in page
    assert postman.get(reverse("office:mail", args=[999_999])).status_code == 404


def test_a_link_that_opens_an_account_is_shown_to_nobody(postman: Client) -> None:
    mail = write(
        kind="secret.password", body="https://coin.example.org/mot-de-passe/tres-secret/\n"
    )
    assert "tres-secret" not in postman.get(reverse("office:mail", args=[mail.pk])).content.decode()
    assert "tres-secret" not in b"".join(postman.get(f"{URL}?format=csv")).decode()


def test_a_failed_mail_says_why_and_is_sent_again(postman: Client) -> None:
    mail = write(state=MailState.FAILED, error="550 No such user", member_number=7)
    record, again = (reverse(f"office:{name}", args=[mail.pk]) for name in ("mail", "mail-again"))
    assert "550 No such user" in postman.get(record).content.decode()
    assert again in postman.get(record).content.decode()

    assert postman.post(again, {"count": "1"}).headers["Location"] == record

    assert mail_sending.send_due() == 1
    assert [message.subject for message in outbox.outbox] == [mail.subject]
    assert AuditEntry.objects.get(action="core.mail_sent_again").member_number == 7


@pytest.mark.parametrize("state", [MailState.SENT, MailState.WAITING])
def test_a_mail_that_did_not_fail_is_not_sent_again(state: str, postman: Client) -> None:
    mail = write(state=state)
    again = reverse("office:mail-again", args=[mail.pk])
    assert again not in postman.get(reverse("office:mail", args=[mail.pk])).content.decode()
    assert postman.post(again, {"count": "1"}).status_code == 409
    mail.refresh_from_db()
    assert mail.state == state


def test_all_that_failed_is_sent_again_once_it_was_shown(postman: Client) -> None:
    everything = reverse("office:mails-again")
    assert everything not in postman.get(URL).content.decode()
    for number in range(2):
        write(f"Appel {number}", state=MailState.FAILED, error="451 Try later")
    write("Lien", kind="secret.password", body="x", state=MailState.FAILED)
    Mail.objects.filter(subject="Lien").update(body="")
    assert everything in postman.get(URL).content.decode()

    assert "451 Try later" in postman.get(everything).content.decode()
    assert postman.post(everything, {"count": "1"}).status_code == 409  # the page showed two mails
    assert Mail.objects.filter(state=MailState.FAILED).count() == 3
    assert postman.post(everything, {"count": "2"}).status_code == 302

    assert set(Mail.objects.filter(state=MailState.WAITING).values_list("subject", flat=True)) == {
        "Appel 0",
        "Appel 1",
    }
    assert AuditEntry.objects.filter(action="core.mail_sent_again").count() == 2


def test_the_board_tells_of_mail_that_does_not_leave(postman: Client) -> None:
    write(error="", created_at=timezone.now() - timedelta(hours=2))
    home = reverse("office:home")
    assert "?state=" not in postman.get(home).content.decode()
    write(state=MailState.FAILED, error="550")
    write(error="no server", created_at=timezone.now() - timedelta(hours=2))
    page = postman.get(home).content.decode()
    assert f"{URL}?state=failed" in page and f"{URL}?state=waiting" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_three_mails_as_for_one(
    count: int, postman: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(count):
        write()
    postman.get(URL)
    with django_assert_num_queries(8):
        postman.get(URL)
