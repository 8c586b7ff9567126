"""The association's pictures: checked by their bytes, one file for each; the file before is removed."""

import secrets
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from coin.core import audit, files, pictures
from coin.core.errors import InvalidInput
from coin.core.models import Association
from coin.core.services.settings import CHANGED

ENDINGS = {pictures.SVG: ".svg", "image/png": ".png", "image/jpeg": ".jpg"}


@transaction.atomic
def set_picture(name: str, *, file: Any, actor: Any) -> None:
    """Save a picture in the file field `name` of the association. `file` has `read()`; None removes the picture.

    Raises InvalidInput(field="file") for a file that is empty, too heavy, damaged, or no picture that can be printed.
    """
    Association.current()
    association = Association.objects.select_for_update().get(pk=1)
    stored = getattr(association, name)
    before = stored.name or ""
    if file is None:
        stored.name = ""
    else:
        content = _content(file)
        ending = ENDINGS[pictures.check(content, field="file")]
        # A name of its own: the new file never overwrites the old one, which a rollback must leave in place.
        stored.save(f"{secrets.token_hex(8)}{ending}", ContentFile(content), save=False)
    if stored.name == before:
        return
    association.save(update_fields=[name])
    files.forget([before])
    changes = {name: (before, stored.name)}
    audit.record(CHANGED, association, actor=actor, changes=changes)


def _content(file: Any) -> bytes:
    # One byte more than allowed is enough to refuse a large file, without holding it in memory.
    content: bytes = file.read(pictures.LARGEST + 1)
    if not content:
        raise InvalidInput(_("This file is empty."), field="file")
    return content
