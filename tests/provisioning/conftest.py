"""Real servers: two VPN hosts and a RADIUS host over SSH, and a slapd; each test finds them empty."""

import base64
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ldap
import pytest
from django.utils import translation
from ldap.ldapobject import SimpleLDAPObject

from coin.members.models import Member
from coin.network.pools.services import create_pool
from coin.subscriptions.life.request import subscribe
from coin.subscriptions.life.services import accept
from coin.subscriptions.models import Offer, Service
from provisioning.lab.hosts import HostLab
from provisioning.lab.process import LabError
from provisioning.lab.slapd import Slapd
from provisioning.models import Deployment, Host
from tests.databases import database_url, migrated  # noqa: F401 (fixtures)
from tests.factories import DeploymentFactory, MemberFactory, OfferFactory, OfferItemFactory


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Use English: tests compare sentences with the msgids, which are in English."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostLab]:
    try:
        with HostLab(tmp_path_factory.mktemp("lab"), names=("vpn1", "vpn2", "radius1")) as lab:
            yield lab
    except LabError as error:
        pytest.skip(str(error))


@pytest.fixture
def servers(lab: HostLab, settings: Any) -> HostLab:
    """The hosts of the lab, all up and without a file."""
    for name, host in lab.hosts.items():
        if not host.alive():
            lab.start_host(name)
        shutil.rmtree(host.root)
        host.root.mkdir()
    settings.COIN_SSH_KEY = str(lab.private_key)
    return lab


@pytest.fixture(scope="session")
def slapd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slapd]:
    try:
        with Slapd(tmp_path_factory.mktemp("slapd")) as slapd:
            yield slapd
    except LabError as error:
        pytest.skip(str(error))


@pytest.fixture
def directory(slapd: Slapd, settings: Any) -> Iterator[SimpleLDAPObject]:
    """A connection to the directory, emptied of its people and groups."""
    settings.COIN_LDAP = {
        "url": slapd.url,
        "base": slapd.suffix,
        "bind_dn": slapd.admin_dn,
        "password": slapd.password,
        "timeout": 300,
    }
    connection = ldap.initialize(slapd.url)
    connection.simple_bind_s(slapd.admin_dn, slapd.password)
    for unit in ("groups", "people"):
        for dn, _ in connection.search_s(f"ou={unit},{slapd.suffix}", ldap.SCOPE_ONELEVEL):
            connection.delete_s(dn)
    yield connection
    connection.unbind_s()


def register(deployment: Deployment, lab: HostLab, name: str) -> Host:
    """Record a host of the lab in coin, as a host of the deployment."""
    real = lab[name]
    return Host.objects.create(
        deployment=deployment,
        name=name,
        address=real.address,
        port=real.port,
        user=real.user,
        host_key=real.host_key,
        variables={
            "coin_root": str(real.root),
            "ansible_python_interpreter": real.python,
        },
    )


@pytest.fixture
def vpn(db: None, servers: HostLab) -> Deployment:
    """A VPN deployment on one host."""
    deployment = DeploymentFactory.create(slug="vpn", name="VPN")
    register(deployment, servers, "vpn1")
    return deployment


@pytest.fixture
def radius(db: None, servers: HostLab) -> Deployment:
    deployment = DeploymentFactory.create(
        slug="radius", name="RADIUS", service_type="line", playbook="radius.yml"
    )
    register(deployment, servers, "radius1")
    return deployment


@pytest.fixture
def pools(db: None) -> None:
    """Pools of both address families, for VPNs and for lines."""
    for use, net in (("vpn", 1), ("line", 2)):
        v4, v6 = f"10.{net}.0.0/16", f"fd00:{net}::/40"
        create_pool(actor=None, name=f"{use} v4", prefix=v4, slot_length=32, use=use)
        create_pool(actor=None, name=f"{use} v6", prefix=v6, slot_length=56, use=use)


def public_key(number: int) -> str:
    """A well-formed WireGuard key, different for each number."""
    return base64.b64encode(number.to_bytes(32, "big")).decode()


@pytest.fixture
def promise(pools: None) -> Callable[..., Service]:
    """`promise("vpn")`: accept a member's subscription; returns its service, which is PENDING."""
    made = 0

    def make(
        service_type: str = "vpn", *, member: Member | None = None, **parameters: Any
    ) -> Service:
        nonlocal made
        made += 1
        offer: Offer = OfferFactory.create()
        item = OfferItemFactory.create(offer=offer, service_type=service_type)
        if service_type == "vpn":
            parameters = {"public_key": public_key(made), **parameters}
        subscription = subscribe(
            member or MemberFactory.create(),
            offer,
            actor=None,
            parameters={item.pk: parameters} if parameters else None,
        )
        return accept(subscription, actor=None)[0]

    return make


def read(host: Any, path: str) -> str:
    """The text of a file on a host of the lab; empty when there is no such file."""
    file = Path(host.root) / path
    return file.read_text() if file.exists() else ""
