"""The settings of an admin, read from the environment or from one file, typed, and refused in plain words.

COIN_ENV_FILE names that file (`KEY=value` lines); the environment wins over it. Any value may come from a file of its
own: add `_FILE` to the name (systemd credentials, Docker secrets). docs/settings.md lists all settings. The sentences
here are in English: they are printed before Django starts, and so before its translations.
"""

import os
import secrets
import sys
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import available_timezones

import dj_email_url  # type: ignore[import-untyped]
from environs import EnvError, FileAwareEnv, ValidationError, validate

ROOT = Path(__file__).resolve().parent.parent
EXIT_BAD_SETTINGS = 78  # EX_CONFIG of sysexits(3)

# Every setting, with the end of the sentence that refuses a wrong value (“it must be …”).
EXPECTED = {
    "COIN_ENV_FILE": "the path of a file of KEY=value lines",
    "COIN_STATE_DIR": "the path of a folder that coin may write to",
    "COIN_DEBUG": "true or false",
    "COIN_SECRET_KEY": "at least 50 characters long (leave it out to have one made in the state folder)",
    "COIN_HOSTS": "names separated by commas",
    "COIN_URL": "an address that starts with http:// or https://",
    "COIN_HTTPS": "true or false",
    "COIN_TIME_ZONE": "a time zone such as Europe/Paris",
    "COIN_LOG_LEVEL": "DEBUG, INFO, WARNING or ERROR",
    "DATABASE_URL": "sqlite:////path/of/a/file or postgresql://user:password@host:5432/name",
    "COIN_EMAIL_URL": "console: or smtp://user:password@host:587/?tls=True",
    "COIN_EMAIL_FROM": "an e-mail address",
    "COIN_LDAP_URL": "an address that starts with ldap://, ldaps:// or ldapi://",
    "COIN_LDAP_BASE": "a distinguished name",
    "COIN_LDAP_BIND_DN": "a distinguished name",
    "COIN_LDAP_PASSWORD": "a password",
    "COIN_LDAP_TIMEOUT": "a whole number of seconds, from 1 to 600",
    "COIN_SSH_KEY": "the path of a private key",
    "COIN_RUN_TIMEOUT": "a whole number of seconds, from 10",
    "COIN_PDF_PROCESSES": "a whole number, from 1 to 64",
    "COIN_SECOND_FACTOR": "compulsory or advised",
    "COIN_STRIPE_SECRET_KEY": "a secret key of Stripe, which starts with sk_ or rk_",
    "COIN_STRIPE_WEBHOOK_SECRET": "the signing secret of a webhook of Stripe, which starts with whsec_",
    "COIN_STRIPE_API": "an address that starts with http:// or https://",
}
LOG_LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR"]
SECOND_FACTOR = ["compulsory", "advised"]
# Settings whose values a message never repeats.
SECRET = {
    "COIN_SECRET_KEY",
    "DATABASE_URL",
    "COIN_EMAIL_URL",
    "COIN_LDAP_PASSWORD",
    "COIN_STRIPE_SECRET_KEY",
    "COIN_STRIPE_WEBHOOK_SECRET",
}


def refuse(sentences: list[str]) -> NoReturn:
    """Print what is wrong with the settings, one line each, and exit with EX_CONFIG."""
    for sentence in sentences:
        sys.stderr.write(f"coin: {sentence}\n")
    sys.stderr.write("coin: every setting is described in docs/settings.md\n")
    sys.exit(EXIT_BAD_SETTINGS)


def read() -> dict[str, Any]:
    """Every setting as a Python value, under the names of `parse`; exits 78 with one sentence for each wrong one.

    Without COIN_SECRET_KEY, the key of the state folder is read, or made and written there.
    """
    try:
        env = open_environment()
        values = parse(env)
        env.seal()
    except EnvError as error:
        refuse(_sentences(error))
    except (OSError, ValueError) as error:
        refuse([f"the settings cannot be read: {error}"])
    values["email_url"] = dj_email_url.parse(values["email_url"])
    if not values["secret_key"]:
        values["secret_key"] = secret_key(values["state_dir"])
    return values


def open_environment() -> FileAwareEnv:
    """The environment, which wins over the file that COIN_ENV_FILE names. Exits 78 when that file does not exist."""
    # Not eager: errors are collected until `seal`, so that an admin reads all of them at once.
    env = FileAwareEnv(eager=False, strip_whitespace=True)
    path = os.environ.get("COIN_ENV_FILE")
    if path:
        if not Path(path).is_file():
            refuse([f"COIN_ENV_FILE names {path}, which is not a file"])
        env.read_env(path, recurse=False)
    return env


def parse(env: FileAwareEnv) -> dict[str, Any]:
    """Read every setting. `env` collects the errors, and raises them when it is sealed.

    A setting that is not given has its default; a secret key that is not given is empty.
    """
    state_dir = Path(env.str("COIN_STATE_DIR", default="") or ROOT / "var").absolute()
    return {
        "state_dir": state_dir,
        "debug": env.bool("COIN_DEBUG", default=False),
        "secret_key": env.str(
            "COIN_SECRET_KEY", default="", validate=_empty_or(validate.Length(min=50))
        ),
        "hosts": env.list(
            "COIN_HOSTS", default=["127.0.0.1", "localhost", "[::1]"], subcast=str.strip
        ),
        "url": env.str("COIN_URL", default="http://127.0.0.1:8000", validate=_web_address),
        "https": env.bool("COIN_HTTPS", default=False),
        "time_zone": env.str("COIN_TIME_ZONE", default="Europe/Paris", validate=_time_zone),
        "log_level": env.str("COIN_LOG_LEVEL", default="INFO", validate=validate.OneOf(LOG_LEVELS)),
        "database": _database(env, f"sqlite:///{state_dir / 'coin.sqlite3'}"),
        "email_url": env.str("COIN_EMAIL_URL", default="console:", validate=_mail_server),
        "email_from": env.str(
            "COIN_EMAIL_FROM", default="coin@localhost", validate=validate.Regexp(r".+@.+")
        ),
        "ldap_url": env.str("COIN_LDAP_URL", default="", validate=_empty_or(_directory_address)),
        "ldap_base": env.str("COIN_LDAP_BASE", default="dc=asso,dc=example"),
        "ldap_bind_dn": env.str("COIN_LDAP_BIND_DN", default=""),
        "ldap_password": env.str("COIN_LDAP_PASSWORD", default=""),
        "ldap_timeout": env.int(
            "COIN_LDAP_TIMEOUT", default=10, validate=validate.Range(min=1, max=600)
        ),
        "ssh_key": env.str("COIN_SSH_KEY", default=""),
        "run_timeout": env.int("COIN_RUN_TIMEOUT", default=1800, validate=validate.Range(min=10)),
        "run_processes": env.int(
            "COIN_PDF_PROCESSES", default=2, validate=validate.Range(min=1, max=64)
        ),
        "second_factor": env.str(
            "COIN_SECOND_FACTOR", default="compulsory", validate=validate.OneOf(SECOND_FACTOR)
        ),
        "stripe_secret_key": env.str(
            "COIN_STRIPE_SECRET_KEY", default="", validate=_starts_with("sk_", "rk_")
        ),
        "stripe_webhook_secret": env.str(
            "COIN_STRIPE_WEBHOOK_SECRET", default="", validate=_starts_with("whsec_")
        ),
        "stripe_api": env.str(
            "COIN_STRIPE_API", default="https://api.stripe.com", validate=_web_address
        ),
    }


def secret_key(state_dir: Path) -> str:
    """The secret key in the state directory, made on first use and readable by its owner only.

    Exits 78 when the directory cannot be written.
    """
    path = state_dir / "secret_key"
    try:
        state_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write_key(path)
        return path.read_text().strip()
    except OSError as error:
        why = error.strerror or error
        refuse(
            [
                f"{state_dir} cannot be written ({why}): set COIN_STATE_DIR to a folder coin may write to"
            ]
        )


def unknown_names(names: list[str]) -> list[str]:
    """The names among `names` that start with COIN_ and are no setting of coin, sorted: somebody mistyped them."""
    known = set(EXPECTED) | {f"{name}_FILE" for name in EXPECTED}
    return sorted(name for name in names if name.startswith("COIN_") and name not in known)


def _write_key(path: Path) -> None:
    # First under another name: a process that starts at the same moment reads a whole key, and one key alone wins.
    draft = path.with_name(f"secret_key.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    try:
        os.link(draft, path)  # fails when the path exists, where a rename would replace it
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _database(env: FileAwareEnv, default: str) -> dict[str, Any]:
    database: dict[str, Any] | None = env.dj_db_url(
        "DATABASE_URL", default=default, conn_max_age=60
    )
    if database is None:  # a wrong address, which `env` reports when it is sealed
        return {}
    engine = database.get("ENGINE", "")
    if engine == "django.db.backends.sqlite3":
        database["CONN_MAX_AGE"] = 0
        # IMMEDIATE: a transaction takes the lock for writing at its start, and waits for it. One that reads first and
        # writes later would fail at once (“database is locked”). WAL: readers do not wait for the writer.
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    elif engine == "django.db.backends.postgresql":
        database["CONN_HEALTH_CHECKS"] = True
        options = database.setdefault("OPTIONS", {})
        options.setdefault("connect_timeout", 10)
        # Long queries over small tables look costly to PostgreSQL: compiling one takes ten times as long as running it.
        options.setdefault("options", "-c jit=off")
    else:
        refuse([f"DATABASE_URL is wrong: it must be {EXPECTED['DATABASE_URL']}"])
    return database


def _sentences(error: EnvError) -> list[str]:
    messages = getattr(error, "error_messages", None)
    if not isinstance(messages, dict):
        return [str(error)]
    return [f"{name} is {_as_given(name)}: it must be {EXPECTED[name]}" for name in messages]


def _as_given(name: str) -> str:
    value = os.environ.get(name)
    # A value that comes from a file is not repeated either: the file may hold more than one wants to see.
    if name in SECRET or value is None:
        return "wrong"
    return f"“{value}”" if value else "empty"


def _empty_or(check: Any) -> Any:
    return lambda value: value == "" or check(value)


def _starts_with(*beginnings: str) -> Any:
    return _empty_or(validate.Regexp(rf"({'|'.join(beginnings)})\w+$"))


def _web_address(value: str) -> None:
    validate.URL(require_tld=False, schemes={"http", "https"})(value)


def _mail_server(value: str) -> None:
    if not dj_email_url.parse(value).get("EMAIL_BACKEND"):
        raise ValidationError("not a way to send mail")


def _directory_address(value: str) -> None:
    if not value.startswith(("ldap://", "ldaps://", "ldapi://")):
        raise ValidationError("not the address of a directory")


def _time_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError("not a time zone")
