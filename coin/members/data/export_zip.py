"""The zip of a member's data: a JSON file for each part of coin, the stored files, and a README that explains them in
the member's language."""

import json
import secrets
import zipfile
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from coin.core.models import Association
from coin.core.personal_data import Part, Source, sources
from coin.members.models import Member

FOLDER = "exports"


def write(member: Member) -> str:
    """Make the zip under MEDIA_ROOT, and return its name there. A zip that is not finished never has that name."""
    name = f"{FOLDER}/{secrets.token_urlsafe(32)}.zip"
    whole = Path(settings.MEDIA_ROOT) / name
    whole.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = whole.with_suffix(".part")
    try:
        with override(member.language), zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            _fill(archive, member)
        part.rename(whole)
    finally:
        part.unlink(missing_ok=True)
    return name


def size_of(name: str) -> int:
    """The size of a zip made by `write`, in bytes."""
    return default_storage.size(name)


def _fill(archive: zipfile.ZipFile, member: Member) -> None:
    contents = [_add(archive, source, member) for source in sources()]
    words = render_to_string(
        "members/data_export_readme.txt",
        {
            "member": member,
            "association": Association.current(),
            "contents": contents,
            "made_at": timezone.now(),
        },
    )
    archive.writestr("README.txt", words)


def _add(archive: zipfile.ZipFile, source: Source, member: Member) -> dict[str, object]:
    """Add one part to the zip: its JSON and its files. Returns the README's variables about it."""
    part: Part = source.collect(member)
    archive.writestr(
        f"{source.slug}.json",
        json.dumps(part.data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2),
    )
    added, missing = [], []
    for file_name, file in part.files:
        name = f"{source.slug}/{file_name}"
        if file and default_storage.exists(file.name or ""):
            archive.write(default_storage.path(file.name or ""), name)
            added.append(name)
        else:
            missing.append(file_name)
    return {
        "file": f"{source.slug}.json",
        "label": source.label,
        "files": added,
        "missing": missing,
    }
