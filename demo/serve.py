"""Serve the demo: the site, a worker, and the periodic jobs, until Ctrl-C."""

import signal
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console

from demo.place import ROOT, Place
from provisioning.lab.process import Child, LabError, port_answers

BEAT_SECONDS = 20


def serve(console: Console, running: ExitStack, place: Place, port: int) -> None:
    """Start the site and the worker, and run the periodic jobs until a signal. Raises LabError when a child stops."""
    children = [_site(place, port), _worker(place)]
    for child in children:
        running.callback(child.stop)
    # The address is printed only once the site answers, so that the first click works.
    children[0].wait_until(lambda: port_answers("127.0.0.1", port), seconds=30)
    console.print(f"\n[bold]http://127.0.0.1:{port}/[/bold] — Ctrl-C pour tout arrêter")
    stop = threading.Event()
    for asking in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asking, lambda *_: stop.set())
    while not stop.is_set():
        _periodic()
        stop.wait(BEAT_SECONDS)
        ended = [child.name for child in children if not child.alive()]
        if ended:
            raise LabError(f"{', '.join(ended)} s’est arrêté : voir {place.directory}/log/")


def _periodic() -> None:
    from coin.core import periodic

    periodic.run_due()


def _log(place: Place, name: str) -> Path:
    folder = place.directory / "log"
    folder.mkdir(exist_ok=True)
    return folder / f"{name}.log"


def _site(place: Place, port: int) -> Child:
    gunicorn = [
        sys.executable,
        "-m",
        "gunicorn",
        "coin.wsgi",
        "--chdir",
        str(ROOT),
        "--bind",
        f"127.0.0.1:{port}",
    ]
    return Child("le site", [*gunicorn, "--workers", "2", "--threads", "4"], _log(place, "site"))


def _worker(place: Place) -> Child:
    worker = [
        sys.executable,
        str(ROOT / "manage.py"),
        "db_worker",
        "--queue-name",
        "*",
        "--interval",
        "0.5",
    ]
    return Child("le worker", worker, _log(place, "worker"))
