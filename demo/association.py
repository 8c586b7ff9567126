"""The demo association: its identity, its working groups, its offers, its pools, its servers."""

from datetime import date
from decimal import Decimal

from coin.core.models import Association
from coin.members.enums import Audience
from coin.members.models import DuesPlan
from coin.network.models import Pool
from coin.network.pools.services import create_pool
from coin.subscriptions.enums import Technology
from coin.subscriptions.models import Offer, OfferItem

IDENTITY = {
    "name": "Toile des Collines",
    "shortname": "TDC",
    "description": "Fournisseur d’accès à Internet associatif et hébergeur, sans but lucratif, tenu par ses membres.",
    "email": "contact@toile-des-collines.example",
    "phone": "04 00 00 00 00",
    "website": "https://toile-des-collines.example",
    "street": "12 montée des Grands-Pins",
    "postal_code": "69001",
    "city": "Lyon",
    "siren": "123456782",
    "rna": "W691000001",
    "iban": "FR7630006000011234567890189",
    "bic": "AGRIFRPP",
    "statutes_url": "https://toile-des-collines.example/statuts",
    "statutes_version": "2024-03-16",
    "rules_url": "https://toile-des-collines.example/reglement",
    "rules_version": "2025-11-08",
    "done_alone": ["provisioning.run_by_hand"],
    "creation_date": date(2013, 3, 21),
    "ffdn_member_since": date(2014, 6, 1),
    "progress_status": 7,
    "latitude": 45.7675,
    "longitude": 4.8331,
    "chatrooms": ["ircs://irc.example.org/#toile"],
    "covered_areas": [
        {
            "name": "Lyon et les monts",
            "technologies": ["dsl", "vpn"],
            "area": {
                "type": "Polygon",
                "coordinates": [[[4.4, 45.6], [5.0, 45.6], [5.0, 46.0], [4.4, 46.0], [4.4, 45.6]]],
            },
        }
    ],
}

# Prices seen in real associations: ADSL 30 to 40 euros and a set-up of 78, VPN at a free price around 8.
OFFERS: list[tuple[str, str, Technology, str, str | None, str, list[tuple[str, str]], str]] = [
    (
        "adsl",
        "ADSL",
        Technology.DSL,
        "35.00",
        None,
        "78.00",
        [("line", "Ligne ADSL")],
        "Une ligne ADSL non filtrée, avec une adresse IPv4 fixe et un préfixe IPv6 /56.",
    ),
    (
        "vpn",
        "VPN",
        Technology.VPN,
        "8.00",
        "5.00",
        "0.00",
        [("vpn", "VPN")],
        "Un tunnel WireGuard ou OpenVPN vers un Internet neutre, avec une adresse IPv4 fixe et un /56. Prix libre.",
    ),
    (
        "brique",
        "Brique Internet",
        Technology.CUBE,
        "9.00",
        "6.00",
        "60.00",
        [("vpn", "VPN de la brique")],
        "Un petit serveur à la maison et le VPN qui le rend joignable partout.",
    ),
    (
        "vm",
        "Machine virtuelle",
        Technology.VM,
        "12.00",
        None,
        "0.00",
        [("manual", "Machine virtuelle")],
        "Deux processeurs, quatre gigaoctets de mémoire, quarante de disque.",
    ),
    (
        "housing",
        "Hébergement d’un serveur",
        Technology.HOUSING,
        "45.00",
        None,
        "30.00",
        [("manual", "Emplacement 1U")],
        "Un emplacement 1U dans notre petite salle, électricité et réseau compris.",
    ),
    (
        "mail",
        "Courriel",
        Technology.MAIL,
        "2.00",
        "1.00",
        "0.00",
        [("manual", "Boîte aux lettres")],
        "Une boîte de cinq gigaoctets, sans publicité ni fouille.",
    ),
    (
        "bouquet",
        "Bouquet pour associations",
        Technology.TOOLS,
        "4.50",
        "4.00",
        "0.00",
        [
            ("manual", "Courriel, dix comptes"),
            ("manual", "Fichiers partagés, 40 Go"),
            ("manual", "Liste de discussion"),
        ],
        "Dix comptes de courriel, quarante gigaoctets de fichiers, une liste de discussion.",
    ),
]

POOLS: list[tuple[str, str, int, str]] = [
    ("Lignes IPv4", "203.0.113.0/24", 32, "line"),
    ("Lignes IPv4, réserve", "10.67.0.0/16", 32, "line"),
    ("Lignes IPv6", "2001:db8:2000::/36", 56, "line"),
    ("VPN IPv4", "198.51.100.0/24", 32, "vpn"),
    ("VPN IPv4, réserve", "10.66.0.0/16", 32, "vpn"),
    ("VPN IPv6", "2001:db8:4000::/36", 56, "vpn"),
    ("Salle IPv4", "192.0.2.0/24", 32, "housing"),
]


def create() -> None:
    """Create the identity, the dues plans, the offers and the pools. Safe to run twice."""
    Association.objects.update_or_create(pk=1, defaults=IDENTITY)
    _plans()
    for offer in OFFERS:
        _offer(*offer)
    for name, prefix, slot_length, use in POOLS:
        if not Pool.objects.filter(name=name).exists():
            create_pool(actor=None, name=name, prefix=prefix, slot_length=slot_length, use=use)


def _plans() -> None:
    for name, audience, minimum, advised, reduced in [
        ("Cotisation", Audience.PERSONS, "5", "15", "1"),
        ("Association", Audience.ORGANISATIONS, "15", "30", None),
    ]:
        DuesPlan.objects.get_or_create(
            name=name,
            defaults={
                "minimum": Decimal(minimum),
                "advised": Decimal(advised),
                "reduced": Decimal(reduced) if reduced else None,
                "audience": audience,
            },
        )


def _offer(
    slug: str,
    name: str,
    technology: Technology,
    price: str,
    minimum: str | None,
    setup_fee: str,
    items: list[tuple[str, str]],
    description: str,
) -> None:
    offer, created = Offer.objects.get_or_create(
        slug=slug,
        defaults={
            "name": name,
            "technology": technology,
            "monthly_price": Decimal(price),
            "minimum": Decimal(minimum) if minimum else None,
            "setup_fee": Decimal(setup_fee),
            "description": description,
        },
    )
    if created:
        OfferItem.objects.bulk_create(
            OfferItem(offer=offer, service_type=service_type, label=label)
            for service_type, label in items
        )
