"""The copy of a member's data: complete, made once by a worker, kept for one day."""

import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from coin.core import audit
from coin.core.errors import DomainError
from coin.core.models import AuditEntry, Mail
from coin.core.personal_data import sources
from coin.members import actions
from coin.members.data import export_zip, exports
from coin.members.enums import AttachmentKind, ExportState
from coin.members.models import DataExport, Member, User
from coin.members.people.attachments import add_attachment
from coin.members.people.contacts import add_contact
from coin.network.assignments.assigning import assign
from coin.network.pools.services import create_pool
from tests.factories import (
    DuesPeriodFactory,
    PaymentFactory,
    SeatFactory,
    ServiceFactory,
    SubscriptionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def user(alice: Member) -> User:
    return alice.representatives.get().user


def made(member: Member, user: User) -> DataExport:
    export = exports.ask_export(member, actor=user)
    exports.make_export(export.pk)
    export.refresh_from_db()
    return export


def test_one_copy_is_made_at_a_time(alice: Member, user: User) -> None:
    exports.ask_export(alice, actor=user)
    with pytest.raises(DomainError):
        exports.ask_export(alice, actor=user)
    assert DataExport.objects.count() == 1


def test_it_is_ready_for_a_day_and_who_asked_is_written_to(alice: Member, user: User) -> None:
    export = made(alice, user)
    assert export.state == ExportState.READY and export.size > 0
    assert export.expires_at == export.ready_at + timedelta(hours=24)  # type: ignore[operator]
    mail = Mail.objects.get(key=f"data-export:{export.pk}")
    assert mail.to == user.email and "/moi/copie/" in mail.body
    exports.make_export(export.pk)  # the same task, delivered twice
    assert Mail.objects.count() == 1


def test_it_holds_everything(alice: Member, user: User, folder: Path) -> None:
    DuesPeriodFactory.create(member=alice)
    PaymentFactory.create(member=alice, reference="ADH00001")
    SeatFactory.create(user=user)
    add_contact(alice, kind="email", value="al@example.org", label="perso", actor=user)
    paper = ContentFile(b"%PDF-1.7 bulletin\n%%EOF", name="bulletin.pdf")
    add_attachment(alice, file=paper, kind=AttachmentKind.JOINING, actor=user)
    pool = create_pool(actor=None, name="vpn", prefix="203.0.113.0/24", slot_length=32, use="vpn")
    service = ServiceFactory.create(subscription=SubscriptionFactory.create(member=alice))
    assign(pool, service, actor=None)
    with transaction.atomic():
        audit.record(
            actions.MEMBER_CHANGED, alice, actor=user, member_number=alice.number, note="vu"
        )

    archive = zipfile.ZipFile(made(alice, user).file.path)
    names = set(archive.namelist())
    assert {f"{source.slug}.json" for source in sources()} | {"README.txt"} <= names
    data = {n: json.loads(archive.read(n)) for n in names if n.endswith(".json")}
    assert data["members.json"]["member"]["last_name"] == "Durand"
    assert data["members.json"]["contacts"][0]["value"] == "al@example.org"
    assert data["addresses.json"][0]["address"].startswith("203.0.113.")
    assert data["subscriptions.json"][0]["services"][0]["label"] == "VPN"
    assert data["money.json"]["payments"][0]["reference"] == "ADH00001"
    assert "vu" in {act["note"] for act in data["journal.json"]}
    [kept] = [n for n in names if n.startswith("papers/")]
    assert archive.read(kept).startswith(b"%PDF")
    readme = archive.read("README.txt").decode()
    assert kept in readme and "Durand" in readme


def test_it_holds_no_secret_and_nobody_else(
    alice: Member, bob: Member, user: User, folder: Path
) -> None:
    user.directory_password = "{SSHA}abcdef"
    user.save()
    Mail.objects.create(
        kind="x",
        to="other@example.org",
        subject="s",
        body="https://link",
        member_number=alice.number,
    )
    archive = zipfile.ZipFile(made(alice, user).file.path)
    every = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert user.password not in every and "abcdef" not in every
    assert "https://link" not in every
    assert "Petit" not in every and "bob@example.org" not in every


def test_a_part_that_fails_is_tried_again_and_then_said(
    alice: Member, user: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = exports.ask_export(alice, actor=user)
    (folder / "exports").write_text("a file where the folder should be")
    for attempt in range(1, exports.ATTEMPTS + 1):
        DataExport.objects.update(tried_at=None)
        exports.make_export(export.pk)
        export.refresh_from_db()
        assert export.attempts == attempt
    assert export.state == ExportState.FAILED
    (folder / "exports").unlink()
    assert made(alice, user).state == ExportState.READY


def test_what_a_dead_worker_left_is_made_by_another(alice: Member, user: User) -> None:
    export = exports.ask_export(alice, actor=user)
    DataExport.objects.update(attempts=1, tried_at=timezone.now())
    exports.make_export(export.pk)  # the first worker may still be at work
    export.refresh_from_db()
    assert export.state == ExportState.WAITING
    DataExport.objects.update(tried_at=timezone.now() - exports.LEASE)
    exports.look_at_exports()
    exports.make_export(export.pk)
    export.refresh_from_db()
    assert export.state == ExportState.READY


def test_it_is_erased_after_a_day(
    alice: Member, user: User, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    export = made(alice, user)
    DataExport.objects.update(expires_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        assert exports.look_at_exports() == 1
    export.refresh_from_db()
    assert export.state == ExportState.EXPIRED and not export.file
    assert not list((folder / "exports").iterdir())
    with pytest.raises(DomainError):
        exports.record_taken(export, actor=user)


def test_a_file_without_a_row_goes_once_it_is_old(folder: Path) -> None:
    import os

    (folder / "exports").mkdir()
    for name, age in (("old.zip", 2 * 86400), ("new.zip", 0)):
        path = folder / "exports" / name
        path.write_bytes(b"x")
        then = timezone.now().timestamp() - age
        os.utime(path, (then, then))
    exports.look_at_exports()
    assert [path.name for path in (folder / "exports").iterdir()] == ["new.zip"]


def test_that_it_was_taken_is_journaled(alice: Member, user: User) -> None:
    exports.record_taken(made(alice, user), actor=user)
    assert AuditEntry.objects.filter(action=actions.EXPORT_TAKEN.slug).count() == 1


def test_a_paper_whose_file_is_lost_is_said(alice: Member, user: User, folder: Path) -> None:
    paper = ContentFile(b"%PDF-1.7 bulletin\n%%EOF", name="bulletin.pdf")
    kept = add_attachment(alice, file=paper, kind=AttachmentKind.JOINING, actor=user)
    Path(kept.file.path).unlink()
    archive = zipfile.ZipFile(folder / export_zip.write(alice))
    assert "bulletin.pdf" in archive.read("README.txt").decode()
