from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core import mail as outbox
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings as SettingsWrapper

from coin.core import mail_sending, mails
from coin.core.errors import DomainError
from coin.core.models import Association, AuditEntry, Mail, MailState
from coin.core.transitions import TransitionRefused
from coin.members.models import User
from tests.core.smtp_server import Mailbox, mail_server

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TEXT = "Bonjour Alice,\n\nLe lien : https://coin.example.org/espace/\n\n<b>Pas gras</b>\n"


def write(to: str = "alice@example.org", **values: Any) -> Mail:
    written = mails.send_text(
        **{"kind": "dues.call", "subject": "Votre cotisation", "body": TEXT, "to": to} | values
    )
    assert written
    return written


@pytest.fixture
def server(settings: SettingsWrapper) -> Iterator[Mailbox]:
    """A real mail server, and the settings that make coin send its mails to it."""
    with mail_server() as mailbox:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailbox.port
        yield mailbox


@pytest.fixture
def no_server(settings: SettingsWrapper) -> None:
    """Settings that name a mail server which does not run."""
    with mail_server() as mailbox:
        port = mailbox.port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port


def test_a_mail_leaves_once_as_text_and_the_same_in_html() -> None:
    Association.objects.create(pk=1, name="Réseau d’Ici", email="bonjour@example.org")
    mail = write()

    assert mail_sending.send_due() == 1
    assert mail_sending.send_due() == 0

    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.error) == (MailState.SENT, 1, "")
    assert mail.sent_at
    [message] = outbox.outbox
    assert isinstance(message, outbox.EmailMultiAlternatives)
    assert message.to == ["alice@example.org"]
    assert message.body == TEXT
    [(html, kind)] = message.alternatives
    assert kind == "text/html"
    assert isinstance(html, str)
    assert '<a href="https://coin.example.org/espace/"' in html
    assert "&lt;b&gt;Pas gras&lt;/b&gt;" in html
    assert "<img" not in html


def test_the_association_is_who_writes_and_who_is_answered(settings: SettingsWrapper) -> None:
    Association.objects.create(pk=1, name="Ici", email="bonjour@example.org")
    settings.DEFAULT_FROM_EMAIL = "coin@example.org"
    write()
    mail_sending.send_due()
    message = outbox.outbox[0].message()
    assert message["From"] == "Ici <coin@example.org>"
    assert message["Reply-To"] == "Ici <bonjour@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"].startswith("<dues.coin.")


def test_a_file_goes_with_the_mail_under_its_own_name(
    settings: SettingsWrapper, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "a.pdf").write_bytes(b"%PDF-")
    write(attachments=[{"name": "convocation.pdf", "file": "a.pdf", "type": "application/pdf"}])
    mail_sending.send_due()
    [attached] = outbox.outbox[0].attachments
    assert tuple(attached) == ("convocation.pdf", b"%PDF-", "application/pdf")


@pytest.mark.parametrize("file", ["gone.pdf", "../secret_key"])
def test_a_mail_whose_file_cannot_be_read_fails_in_words_and_stops_no_other(
    settings: SettingsWrapper, tmp_path: Path, file: str
) -> None:
    settings.MEDIA_ROOT = tmp_path
    lame = write(attachments=[{"name": "convocation.pdf", "file": file}])
    write("bob@example.org")

    assert mail_sending.send_due() == 1

    lame.refresh_from_db()
    assert lame.state == MailState.FAILED
    assert "convocation.pdf" in lame.error


def test_a_real_server_gets_the_accents_the_lines_and_the_headers(server: Mailbox) -> None:
    write(subject="Réunion d’été", body="Né à Évry.\n\n.Une ligne qui commence par un point.\n")

    assert mail_sending.send_due() == 1

    [message] = server.taken
    assert message["Subject"] == "Réunion d’été"
    assert message["To"] == "alice@example.org"
    text = message.get_body(["plain"])
    assert text
    lines = text.get_content().splitlines()
    assert lines == ["Né à Évry.", "", ".Une ligne qui commence par un point."]
    assert message.get_body(["html"])


def test_who_does_not_exist_fails_at_once_and_the_others_get_theirs(server: Mailbox) -> None:
    server.refused["bob@example.org"] = "550 No such user"
    to_bob = write("bob@example.org")
    write()

    assert mail_sending.send_due() == 1

    to_bob.refresh_from_db()
    assert (to_bob.state, to_bob.attempts) == (MailState.FAILED, 1)
    assert "550 No such user" in to_bob.error
    assert [message["To"] for message in server.taken] == ["alice@example.org"]


def test_a_refusal_for_now_is_tried_after_1_5_30_minutes_2_and_8_hours_then_fails(
    server: Mailbox,
) -> None:
    server.refused["alice@example.org"] = "451 Try later"
    mail = write()
    Mail.objects.update(next_try_at=NOON)
    waits = []
    with time_machine.travel(NOON, tick=False) as clock:
        while mail.state != MailState.FAILED:
            mail_sending.send_due()
            mail.refresh_from_db()
            if mail.state == MailState.WAITING:
                waits.append(mail.next_try_at - datetime.now(UTC))
                clock.shift(waits[-1] - timedelta(seconds=1))
                assert mail_sending.send_due() == 0
                clock.shift(timedelta(seconds=1))
    assert [int(wait.total_seconds()) // 60 for wait in waits] == [1, 5, 30, 120, 480]
    assert mail.attempts == 6
    assert "451 Try later" in mail.error


@pytest.mark.usefixtures("no_server")
def test_a_dead_server_breaks_no_act_and_is_asked_once_a_round() -> None:
    first, second = write(), write("bob@example.org")

    assert mail_sending.send_due() == 0

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.attempts) == (MailState.WAITING, 1)
    assert first.error
    assert (second.state, second.attempts) == (MailState.WAITING, 0)


def test_what_a_dead_worker_left_is_tried_again_after_a_quarter_of_an_hour() -> None:
    mail = write()
    with time_machine.travel(NOON, tick=False) as clock:
        Mail.objects.update(
            state=MailState.SENDING, attempts=1, next_try_at=NOON + mail_sending.LEASE
        )
        clock.shift(timedelta(minutes=14))
        assert mail_sending.send_due() == 0
        clock.shift(timedelta(minutes=1))
        assert mail_sending.send_due() == 1
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.SENT, 2)


def test_a_mail_that_stops_each_worker_is_given_up() -> None:
    mail = write()
    Mail.objects.update(state=MailState.SENDING, attempts=6, next_try_at=NOON)
    with time_machine.travel(NOON):
        assert mail_sending.send_due() == 0
    mail.refresh_from_db()
    assert mail.state == MailState.FAILED
    assert mail.error


def test_a_secret_is_kept_until_it_left_and_no_longer() -> None:
    mail = write(kind="secret.reset")
    assert mail.body == TEXT
    mail_sending.send_due()
    mail.refresh_from_db()
    assert (mail.state, mail.body) == (MailState.SENT, "")
    assert outbox.outbox[0].body == TEXT


def test_a_secret_that_failed_is_gone_and_cannot_be_sent_again(
    server: Mailbox, charlie: User
) -> None:
    server.refused["alice@example.org"] = "550 No such user"
    mail = write(kind="secret.reset")
    mail_sending.send_due()
    mail.refresh_from_db()
    assert (mail.state, mail.body) == (MailState.FAILED, "")
    with pytest.raises(DomainError):
        mail_sending.send_again(mail, actor=charlie)


def test_a_failed_mail_is_sent_again_and_the_journal_says_who_asked(charlie: User) -> None:
    mail = write(member_number=7)
    Mail.objects.update(state=MailState.FAILED, attempts=6, error="550 No such user")
    mail.refresh_from_db()

    mail_sending.send_again(mail, actor=charlie)

    row = AuditEntry.objects.get(action="core.mail_sent_again")
    assert (row.actor, row.member_number) == (charlie, 7)
    assert mail_sending.send_due() == 1
    with pytest.raises(TransitionRefused):
        mail_sending.send_again(Mail.objects.get(), actor=charlie)


def test_a_mail_leaves_in_its_own_language(settings: SettingsWrapper) -> None:
    write(language="en")
    mail_sending.send_due()
    message = outbox.outbox[0]
    assert isinstance(message, outbox.EmailMultiAlternatives)
    assert '<html lang="en">' in str(message.alternatives[0][0])


def test_a_worker_is_woken_for_mail_that_is_due_and_for_no_other() -> None:
    write()
    DBTaskResult.objects.all().delete()
    Mail.objects.update(next_try_at=NOON + timedelta(minutes=1))
    with time_machine.travel(NOON, tick=False) as clock:
        mail_sending.wake_for_due()
        assert not DBTaskResult.objects.exists()
        clock.shift(timedelta(minutes=1))
        mail_sending.wake_for_due()
    assert DBTaskResult.objects.count() == 1
