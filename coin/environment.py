"""What an admin may set, read from the environment or from one file, typed, and refused in plain words.

The one file is named by COIN_ENV_FILE (`KEY=value` lines); the environment wins over it. Any value may come from a
file of its own by adding `_FILE` to its name (systemd credentials, Docker secrets). docs/settings.md lists them all.
"""

import os
import secrets
import sys
from pathlib import Path
from typing import Any

from environs import EnvError, FileAwareEnv, validate

ROOT = Path(__file__).resolve().parent.parent
EXIT_BAD_SETTINGS = 78  # EX_CONFIG of sysexits(3)


def refuse(sentences: list[str]) -> None:
    """Say what is wrong with the settings, one line each, and leave with EX_CONFIG."""
    for sentence in sentences:
        sys.stderr.write(f"coin: {sentence}\n")
    sys.stderr.write("coin: every setting is described in docs/settings.md\n")
    sys.exit(EXIT_BAD_SETTINGS)


def secret_key(state_dir: Path) -> str:
    """The key kept in the state directory, made on first use and readable by its owner only."""
    path = state_dir / "secret_key"
    try:
        state_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(50))
        return path.read_text().strip()
    except FileExistsError:
        return path.read_text().strip()
    except OSError as error:
        refuse([f"{state_dir} cannot be written ({error.strerror}): set COIN_STATE_DIR to a folder coin may write to"])
        raise


def _database(env: FileAwareEnv, default: str) -> dict[str, Any]:
    database: dict[str, Any] = env.dj_db_url("DATABASE_URL", default=default, conn_max_age=60)
    engine = database.get("ENGINE", "")
    if engine == "django.db.backends.sqlite3":
        database["CONN_MAX_AGE"] = 0
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    elif engine == "django.db.backends.postgresql":
        database["CONN_HEALTH_CHECKS"] = True
        database.setdefault("OPTIONS", {}).setdefault("connect_timeout", 10)
    else:
        refuse([f"DATABASE_URL must start with sqlite:/// or postgresql://, not {engine or 'this'}"])
    return database


def read() -> dict[str, Any]:
    """Every setting as a Python value, or exit 78 with one sentence for each that is wrong."""
    env = FileAwareEnv(eager=False)
    env_file = os.environ.get("COIN_ENV_FILE")
    if env_file:
        if not Path(env_file).is_file():
            refuse([f"COIN_ENV_FILE names {env_file}, which is not a file"])
        env.read_env(env_file, recurse=False)
    state_dir = Path(os.environ.get("COIN_STATE_DIR") or ROOT / "var").absolute()
    try:
        values = _values(env, state_dir)
        env.seal()
    except EnvError as error:
        refuse(_sentences(error))
        raise
    except Exception as error:
        refuse([f"the settings cannot be read: {error}"])
        raise
    if not values["secret_key"]:
        values["secret_key"] = secret_key(state_dir)
    return values


def _sentences(error: EnvError) -> list[str]:
    messages = getattr(error, "error_messages", None)
    if not isinstance(messages, dict):
        return [str(error)]
    return [f"{name} is wrong: {' '.join(map(str, texts))}" for name, texts in messages.items()]


def _values(env: FileAwareEnv, state_dir: Path) -> dict[str, Any]:
    return {
        "state_dir": state_dir,
        "debug": env.bool("COIN_DEBUG", default=False),
        "secret_key": env.str("COIN_SECRET_KEY", default="", validate=_long_enough),
        "hosts": env.list("COIN_HOSTS", default=["127.0.0.1", "localhost", "[::1]"]),
        "url": env.str("COIN_URL", default="http://127.0.0.1:8000", validate=validate.URL(require_tld=False)),
        "https": env.bool("COIN_HTTPS", default=False),
        "time_zone": env.str("COIN_TIME_ZONE", default="Europe/Paris"),
        "log_level": env.str(
            "COIN_LOG_LEVEL", default="INFO", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"])
        ),
        "database": _database(env, f"sqlite:///{state_dir / 'coin.sqlite3'}"),
        "email_url": env.dj_email_url("COIN_EMAIL_URL", default="console:"),
        "email_from": env.str("COIN_EMAIL_FROM", default="coin@localhost"),
        "ldap_url": env.str("COIN_LDAP_URL", default=""),
        "ldap_base": env.str("COIN_LDAP_BASE", default="dc=asso,dc=example"),
        "ldap_bind_dn": env.str("COIN_LDAP_BIND_DN", default=""),
        "ldap_password": env.str("COIN_LDAP_PASSWORD", default=""),
        "ldap_timeout": env.int("COIN_LDAP_TIMEOUT", default=10, validate=validate.Range(min=1, max=600)),
        "ssh_key": env.str("COIN_SSH_KEY", default=""),
        "run_timeout": env.int("COIN_RUN_TIMEOUT", default=1800, validate=validate.Range(min=10)),
        "run_processes": env.int("COIN_PDF_PROCESSES", default=2, validate=validate.Range(min=1, max=64)),
    }


def _long_enough(value: str) -> None:
    if value and len(value) < 32:
        raise EnvError("it needs at least 32 characters; leave it out to have one made in the state folder")
