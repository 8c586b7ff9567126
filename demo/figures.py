"""The figures of the demo, each read at its source: in the database, in the directory, on the hosts, on the disk."""

import dataclasses
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from coin.billing.balance import queries as billing
from coin.billing.enums import DocumentState
from coin.billing.models import Document
from coin.members.models import Member
from coin.network.models import Assignment
from coin.subscriptions.enums import ServiceState
from coin.subscriptions.models import Service
from provisioning.engine.reading import read_back

PDFS = 1000  # a large demo makes no more at once: the other PDFs are made when somebody opens them


@dataclasses.dataclass(frozen=True)
class Figures:
    """Some figures go in pairs, and agree when coin did its work.

    The pairs: services and peers, assignments and addresses, documents and PDFs.
    """

    members: int
    services_active: int
    ldap_people: int
    vpn_services_active: int
    vpn_peers: int
    line_services_active: int
    radius_users: int
    assignments: int
    addresses_on_hosts: int
    documents: int
    pdfs: int
    documents_total: str
    payments_total: str
    balances_total: str
    second_converge_changes: int

    @property
    def disagreements(self) -> list[str]:
        """The pairs that should be equal and are not, in words."""
        owed = Decimal(self.documents_total) - Decimal(self.payments_total)
        pairs: list[tuple[str, Any, Any]] = [
            ("services VPN et pairs sur les serveurs", self.vpn_services_active, self.vpn_peers),
            ("lignes et utilisateurs RADIUS", self.line_services_active, self.radius_users),
            (
                "attributions et adresses sur les serveurs",
                self.assignments,
                self.addresses_on_hosts,
            ),
            ("documents et PDF", max(min(self.documents, PDFS), self.pdfs), self.pdfs),
            ("documents moins paiements, et soldes", owed, Decimal(self.balances_total)),
            ("changements de la seconde mise en conformité", self.second_converge_changes, 0),
        ]
        return [f"{words} : {left} et {right}" for words, left, right in pairs if left != right]


def count(second_converge_changes: int) -> Figures:
    """Read every figure now; `second_converge_changes` is how many changes the second convergence made."""
    active = Service.objects.filter(state=ServiceState.ACTIVE)
    vpn, lines = active.filter(service_type="vpn"), active.filter(service_type="line")
    issued = Document.objects.filter(state=DocumentState.ISSUED)
    totals, seen = billing.totals(), read_back()
    open_assignments = Assignment.objects.filter(
        released_at=None, service__in=active.filter(service_type__in=["vpn", "line"])
    )
    return Figures(
        members=Member.objects.count(),
        services_active=active.count(),
        ldap_people=seen.ldap_people,
        vpn_services_active=vpn.count(),
        vpn_peers=seen.vpn_peers,
        line_services_active=lines.count(),
        radius_users=seen.radius_users,
        assignments=open_assignments.count(),
        addresses_on_hosts=seen.addresses,
        documents=issued.count(),
        pdfs=_pdfs(issued),
        documents_total=str(totals.documents_total),
        payments_total=str(totals.payments_total),
        balances_total=str(totals.balances_total),
        second_converge_changes=second_converge_changes,
    )


def _pdfs(issued: Any) -> int:
    """How many issued documents have a real PDF file on disk."""
    paths = [
        Path(settings.MEDIA_ROOT) / name
        for name in issued.exclude(pdf="").values_list("pdf", flat=True)
    ]
    return sum(path.read_bytes()[:5] == b"%PDF-" for path in paths if path.is_file())
