"""A private slapd: the directory that the demo converges and the tests use."""

import secrets
import subprocess
from pathlib import Path
from typing import Self
from urllib.parse import quote

from provisioning.lab.process import (
    LOOPBACK,
    Child,
    LabError,
    claim_port,
    port_answers,
    private_directory,
    program,
    remembered_port,
    write_private,
)

SCHEMA = Path(__file__).resolve().parent.parent / "ldap_schema" / "coin.schema"
SYSTEM_SCHEMAS = Path("/etc/ldap/schema")
MODULES = Path("/usr/lib/ldap")
UNITS = ("people", "groups", "services", "policies")
# The path of a Unix socket holds in 108 bytes, its final zero included.
SOCKET_PATH_BYTES = 107
ALREADY_EXISTS = 68  # LDAP result code entryAlreadyExists (RFC 4511)

CONFIGURATION = """\
include {system}/core.schema
include {system}/cosine.schema
include {system}/nis.schema
include {system}/inetorgperson.schema
{schema}
pidfile "{directory}/slapd.pid"
argsfile "{directory}/slapd.args"
modulepath {modules}
moduleload back_mdb
moduleload argon2
moduleload memberof
moduleload refint
moduleload ppolicy
moduleload unique
sizelimit size.soft=500 size.hard=unlimited

database mdb
suffix "{suffix}"
rootdn "{admin}"
rootpw "{password}"
directory "{directory}/db"
maxsize 1073741824
index objectClass,entryCSN,entryUUID eq
index uid,mail,cn eq,sub
index member,memberOf,uidNumber,gidNumber eq
{indexes}
limits dn.exact="{admin}" size=unlimited time=unlimited
access to attrs=userPassword by anonymous auth by self write by * none
access to * by users read by self read by anonymous auth

overlay memberof
memberof-refint TRUE
overlay refint
refint_attributes member
overlay ppolicy
ppolicy_default "cn=default,ou=policies,{suffix}"
ppolicy_hash_cleartext
overlay unique
unique_uri "ldap:///ou=people,{suffix}?uid?sub"
"""


class Slapd:
    """slapd, for tests and the demo, as an ordinary process on a port of 127.0.0.1 (`port`, or a free one).

    Its data stay in `directory`. `schema` tells whether it loads coin's own schema.
    `url` (TCP) and `ldapi_url` (socket, empty when the folder's path is too long for one) are known after `start()`.
    `password` is generated once and kept in `directory/admin.password`.
    """

    def __init__(
        self,
        directory: Path,
        suffix: str = "dc=asso,dc=example",
        schema: bool = True,
        port: int | None = None,
    ) -> None:
        self.directory = Path(directory)
        self.suffix = suffix
        self.schema = schema
        self.port = port or 0
        self.admin_dn = f"cn=admin,{suffix}"
        self._wanted_port = port
        self._child: Child | None = None

    @property
    def url(self) -> str:
        """The address for clients."""
        return f"ldap://{LOOPBACK}:{self.port}"

    @property
    def ldapi_url(self) -> str:
        """The address of the socket, empty when its path would be too long."""
        socket = bytes(self.directory / "ldapi")
        return f"ldapi://{quote(socket, safe='')}" if len(socket) <= SOCKET_PATH_BYTES else ""

    @property
    def password_file(self) -> Path:
        """Where the administrator's password is kept (mode 0600)."""
        return self.directory / "admin.password"

    @property
    def password(self) -> str:
        """The administrator's password, made at the first start."""
        if not self.password_file.exists():
            private_directory(self.directory)
            write_private(self.password_file, secrets.token_urlsafe(24))
        return self.password_file.read_text()

    def start(self) -> Self:
        """Start slapd, wait until it answers, and add the base entries.

        Raises LabError: not installed, port taken, folder refused, configuration refused.
        """
        slapd = program("slapd", "slapd")
        self.directory = private_directory(self.directory)
        private_directory(self.directory / "db")
        self.port = self._choose_port()
        configuration = self.directory / "slapd.conf"
        write_private(configuration, self._configuration())
        argv = [slapd, "-f", str(configuration), "-h", self._listeners(), "-d", "none"]
        self._child = Child("slapd", argv, self.directory / "slapd.log")
        self._child.wait_until(lambda: port_answers(LOOPBACK, self.port))
        self._add_base_entries()
        return self

    def stop(self) -> None:
        """Stop slapd; the data stay for the next start."""
        if self._child is not None:
            self._child.stop()

    def alive(self) -> bool:
        """Whether slapd runs."""
        return self._child is not None and self._child.alive()

    @property
    def pid(self) -> int:
        """The pid of slapd. Raises LabError before `start`."""
        if self._child is None:
            raise LabError("slapd is not started: call start() first")
        return self._child.pid

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _choose_port(self) -> int:
        if self._wanted_port is not None:
            return claim_port(self._wanted_port, "slapd")
        return remembered_port(self.directory / "port")

    def _listeners(self) -> str:
        return f"{self.url}/ {self.ldapi_url}".rstrip()

    def _configuration(self) -> str:
        own = f'include "{SCHEMA}"' if self.schema else ""
        indexes = "index coinMemberNumber,coinServiceState eq" if self.schema else ""
        return CONFIGURATION.format(
            system=SYSTEM_SCHEMAS,
            schema=own,
            modules=MODULES,
            directory=self.directory,
            suffix=self.suffix,
            admin=self.admin_dn,
            password=self.password,
            indexes=indexes,
        )

    def _add_base_entries(self) -> None:
        """Add the base entries that are missing: ldapadd skips those that exist, and then ends with 68."""
        ldapadd = program("ldapadd", "ldap-utils")
        bind = ["-x", "-D", self.admin_dn, "-y", str(self.password_file)]
        added = subprocess.run(
            [ldapadd, "-c", *bind, "-H", self.url],
            input=base_entries(self.suffix),
            capture_output=True,
            text=True,
            check=False,
        )
        if added.returncode not in (0, ALREADY_EXISTS):
            self.stop()
            raise LabError(f"slapd refused its base entries:\n{added.stderr.strip()}")


def base_entries(suffix: str) -> str:
    """LDIF of the suffix, the folders below it and the default password policy."""
    name = suffix.partition(",")[0].partition("=")[2]
    root = (
        f"dn: {suffix}\nobjectClass: dcObject\nobjectClass: organization\ndc: {name}\no: {name}\n"
    )
    units = [
        f"dn: ou={unit},{suffix}\nobjectClass: organizationalUnit\nou: {unit}\n" for unit in UNITS
    ]
    policy = (
        f"dn: cn=default,ou=policies,{suffix}\nobjectClass: device\nobjectClass: pwdPolicy\n"
        "cn: default\npwdAttribute: userPassword\npwdLockout: TRUE\npwdMaxFailure: 10\n"
        "pwdLockoutDuration: 300\n"
    )
    return "\n".join([root, *units, policy])
