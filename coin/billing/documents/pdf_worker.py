"""What a process that makes PDFs does. It touches no database: it is given what to print and where.

Nothing of Django is imported at the top: a new process imports this module before Django is ready.
"""

import gc
import logging
import os
import signal
import threading
from multiprocessing import parent_process
from pathlib import Path
from types import ModuleType
from typing import Any

from coin.billing.documents.not_valid import NotValid
from coin.core.digests import sha256


def start() -> None:
    """Make a new process ready. It leaves Ctrl-C to its parent, and never outlives it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import django

    django.setup()
    _page()
    # What was loaded stays: looking at all of it for garbage, at each document, takes a fifth longer.
    gc.collect()
    gc.freeze()


def make(job: tuple[int, dict[str, Any], str]) -> tuple[int, str, str]:
    """Print one document, `(pk, what it says, path)`; returns its key, the SHA-256 of the PDF and that of its XML.

    The XML stands beside the PDF, under the same name; without one its SHA-256 is nothing. A document that cannot be
    made, by a fault of ours, keeps no other from being made: nothing for its PDF then, and why in place of its XML.
    """
    pk, words, path = job
    try:
        printed = _page().make(words)
    except NotValid as error:
        return pk, "", str(error)
    if printed.xml:
        write(Path(path).with_suffix(".xml"), printed.xml)
    write(Path(path), printed.pdf)
    return pk, sha256(printed.pdf), sha256(printed.xml) if printed.xml else ""


def write(path: Path, content: bytes) -> None:
    """The whole file or none: written beside, synced, then put in place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _page() -> ModuleType:
    """The module that prints: WeasyPrint takes a while to load, and tells of each of its steps at each document."""
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
    from coin.billing.documents import pdf_page

    return pdf_page


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
