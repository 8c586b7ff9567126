"""The place of the demo: its folder, its database, its settings, all under var/demo/."""

import fcntl
import json
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Place:
    """The demo's folder and database address."""

    directory: Path
    database: str

    @classmethod
    def default(cls, database: str | None) -> "Place":
        directory = Path(os.environ.get("COIN_STATE_DIR") or ROOT / "var").absolute() / "demo"
        return cls(directory, database or f"sqlite:///{directory / 'coin.sqlite3'}")

    @property
    def is_file(self) -> bool:
        return self.database.startswith("sqlite:")

    def take(self) -> None:
        """Lock the place until this process ends. Raises BlockingIOError when another demo runs in it."""
        self.directory.parent.mkdir(parents=True, exist_ok=True)
        # Beside the folder, not in it: `forget` deletes the folder. The descriptor stays open on purpose, for the lock.
        lock = os.open(self.directory.with_name("demo.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def enter(self) -> None:
        """Create the folder, and point every setting into it. Raises OSError when the folder cannot be written."""
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A folder that cannot be written fails here, in words, rather than in the middle of the demo.
        (self.directory / ".writable").write_text("")
        os.environ |= {
            "COIN_STATE_DIR": str(self.directory),
            "DATABASE_URL": self.database,
            "DJANGO_SETTINGS_MODULE": "coin.settings",
            "COIN_LOG_LEVEL": "WARNING",
            # A visitor has no second factor: the printed password is enough.
            "COIN_SECOND_FACTOR": "advised",
        }

    def forget(self) -> None:
        """Delete the SQLite database, the files and the servers of a former demo."""
        shutil.rmtree(self.directory, ignore_errors=True)

    def logins(self) -> dict[str, str]:
        """The passwords of the demo, by login: drawn once, then kept in a file that only its owner can read."""
        path = self.directory / "logins.json"
        if not path.exists():
            words = {login: secrets.token_urlsafe(9) for login in ("camille", "bruno", "alice")}
            # Created with its mode: a chmod afterwards would leave the passwords readable for a moment.
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                json.dump(words, file)
        logins: dict[str, str] = json.loads(path.read_text())
        return logins

    def keep_environment(self) -> None:
        """Write the settings to a file, so that `COIN_ENV_FILE=… manage.py …` works on the demo by hand."""
        names = [
            name for name in sorted(os.environ) if name.startswith("COIN_LDAP") or name in KEPT
        ]
        text = "".join(f"{name}={json.dumps(os.environ[name])}\n" for name in names)
        path = self.directory / "coin.env"
        path.touch(mode=0o600)
        path.write_text(text)


KEPT = {
    "COIN_STATE_DIR",
    "DATABASE_URL",
    "COIN_SSH_KEY",
    "COIN_LOG_LEVEL",
    "COIN_SECOND_FACTOR",
}
