"""The work of a process that makes PDFs. It uses no database: each job bears the words to print and the path.

No module of Django is imported at the top: a new process imports this module before Django is ready.
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
    # All that is loaded stays in use. Without the freeze, the search for garbage in it makes each document a fifth
    # longer.
    gc.collect()
    gc.freeze()


def make(job: tuple[int, dict[str, Any], str]) -> tuple[int, str, str]:
    """Print one document, `(pk, words, path)`, into files; returns its key, the SHA-256 of its PDF and that of its XML.

    The XML stands beside the PDF, under the same name; its SHA-256 is empty when there is none. A document whose
    electronic invoice is not valid (a fault of coin) keeps no other from being made: the SHA-256 of its PDF is then
    empty, and the reason stands in place of that of its XML.
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
    """Write the whole file or none: it is written beside its place, synced to the disk, then moved there."""
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
    """The module that prints. It is imported late, since it loads WeasyPrint, which takes a while.

    WeasyPrint logs each of its steps at each document: the log leaves them out.
    """
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
    from coin.billing.documents import pdf_page

    return pdf_page


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        # sys.exit would end this thread alone.
        os._exit(1)
