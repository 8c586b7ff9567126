"""A wrong setting: one sentence that says what to do, and an exit code; never a traceback."""

import re
from pathlib import Path

import pytest

from coin import environment
from tests.core.processes import ENGLISH, ROOT, run_python

DIRECTORY = {"COIN_STATE_DIR": "{tmp}/state"}
WRONG = {
    "flag": ({"COIN_DEBUG": "perhaps"}, "COIN_DEBUG is “perhaps”: it must be true or false"),
    "number": (
        {"COIN_LDAP_TIMEOUT": "soon"},
        "COIN_LDAP_TIMEOUT is “soon”: it must be a whole number",
    ),
    "range": (
        {"COIN_PDF_PROCESSES": "65"},
        "COIN_PDF_PROCESSES is “65”: it must be a whole number, from 1 to 64",
    ),
    "zone": ({"COIN_TIME_ZONE": "Mars"}, "COIN_TIME_ZONE is “Mars”: it must be a time zone"),
    "address": (
        {"COIN_URL": "ftp://x"},
        "COIN_URL is “ftp://x”: it must be an address that starts with http",
    ),
    "directory": (
        {"COIN_LDAP_URL": "localhost"},
        "COIN_LDAP_URL is “localhost”: it must be an address",
    ),
    "mail": (
        {"COIN_EMAIL_URL": "pigeon://s3cret"},
        "COIN_EMAIL_URL is wrong: it must be console: or smtp://",
    ),
    "key": (
        {"COIN_SECRET_KEY": "s3cret"},
        "COIN_SECRET_KEY is wrong: it must be at least 50 characters",
    ),
    "engine": (
        {"DATABASE_URL": "mysql://u:s3cret@h/d"},
        "DATABASE_URL is wrong: it must be sqlite:",
    ),
    "url": ({"DATABASE_URL": "s3cret"}, "DATABASE_URL is wrong: it must be sqlite:"),
    "port": (
        {"DATABASE_URL": "postgresql://u:s3cret@h:port/d"},
        "DATABASE_URL is wrong: it must be sqlite:",
    ),
    "file": (
        {"COIN_ENV_FILE": "{tmp}/none"},
        "COIN_ENV_FILE names {tmp}/none, which is not a file",
    ),
    "secret file": (
        {"COIN_LDAP_PASSWORD_FILE": "{tmp}/none"},
        "COIN_LDAP_PASSWORD_FILE must be a readable file",
    ),
    "folder": (
        {"COIN_STATE_DIR": "{tmp}/occupied/state"},
        "{tmp}/occupied/state cannot be written (Not a directory)",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_setting_is_refused_in_one_sentence(case: str, tmp_path: Path) -> None:
    variables, sentence = WRONG[case]
    (tmp_path / "occupied").write_text("a file where the folder should be")
    given = {name: value.format(tmp=tmp_path) for name, value in {**DIRECTORY, **variables}.items()}
    ended = run_python("manage.py", "check", **given)

    problem, pointer = ended.stderr.splitlines()
    assert (ended.returncode, ended.stdout) == (78, "")
    assert problem.startswith("coin: ")
    assert sentence.format(tmp=tmp_path) in problem
    assert pointer == "coin: every setting is described in docs/settings.md"
    assert "s3cret" not in ended.stderr


def test_each_wrong_setting_has_its_own_sentence(tmp_path: Path) -> None:
    wrong = {"COIN_DEBUG": "", "COIN_RUN_TIMEOUT": "9", "COIN_LOG_LEVEL": "LOUD"}
    ended = run_python("manage.py", "check", COIN_STATE_DIR=str(tmp_path), **wrong)

    assert ended.returncode == 78
    assert ended.stderr.splitlines()[:-1] == [
        "coin: COIN_DEBUG is empty: it must be true or false",
        "coin: COIN_LOG_LEVEL is “LOUD”: it must be DEBUG, INFO, WARNING or ERROR",
        "coin: COIN_RUN_TIMEOUT is “9”: it must be a whole number of seconds, from 10",
    ]


def test_values_come_from_the_environment_then_from_the_file_or_from_files_of_their_own(
    tmp_path: Path,
) -> None:
    (tmp_path / "password").write_text("from a credential\n")
    (tmp_path / "settings").write_text(
        f"COIN_LDAP_PASSWORD_FILE={tmp_path}/password\nCOIN_LDAP_BASE=dc=file\nCOIN_HOSTS=a.example, b.example\n"
        f"COIN_LDAP_BIND_DN=cn=file\nCOIN_STATE_DIR={tmp_path}/state\n"
    )
    script = "from coin import settings as s; print(s.COIN_LDAP, s.ALLOWED_HOSTS, s.STATE_DIR, sep='\\n')"
    ended = run_python(
        "-c", script, COIN_ENV_FILE=f"{tmp_path}/settings", COIN_LDAP_BASE="dc=environment"
    )

    ldap, hosts, state = ended.stdout.splitlines()
    assert "'base': 'dc=environment'" in ldap
    assert "'bind_dn': 'cn=file'" in ldap
    assert "'password': 'from a credential'" in ldap
    assert (hosts, state) == ("['a.example', 'b.example']", f"{tmp_path}/state")


def test_the_secret_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    keys = [environment.secret_key(tmp_path / "state") for _ in range(2)]
    assert keys[0] == keys[1]
    assert len(keys[0]) >= 50
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["secret_key"]
    assert (tmp_path / "state" / "secret_key").stat().st_mode & 0o077 == 0


def test_the_documentation_lists_every_setting_and_no_other() -> None:
    described = re.findall(
        r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE
    )
    env = environment.open_environment()
    environment.parse(env)

    assert described == list(environment.EXPECTED)
    assert set(env._fields) | {"COIN_ENV_FILE"} == set(environment.EXPECTED)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        (
            "postgresql://coin:s3cret@nowhere.invalid/coin",
            "The host of nowhere.invalid/coin is not known",
        ),
        (
            "postgresql://coin:s3cret@127.0.0.1:1/coin",
            "PostgreSQL does not answer at 127.0.0.1:1/coin",
        ),
        ("sqlite:////dev/null/coin.sqlite3", "/dev/null/coin.sqlite3 cannot be written"),
    ],
)
@pytest.mark.parametrize(
    "command",
    [["migrate"], pytest.param(["check", "--database", "default"], marks=pytest.mark.slow)],
)
def test_a_database_that_cannot_be_reached_is_a_sentence(
    url: str, sentence: str, command: list[str], tmp_path: Path
) -> None:
    variables = {"DATABASE_URL": url, "COIN_STATE_DIR": str(tmp_path), "LANGUAGE": "en"}
    ended = run_python("-c", ENGLISH, *command, **variables)

    assert ended.returncode in ({75} if command == ["migrate"] else {1, 75})
    assert sentence in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "s3cret" not in ended.stderr
