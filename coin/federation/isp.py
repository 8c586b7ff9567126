"""isp.json, the page by which the federation (FFDN) reads its members.

Source of the format: the federation's isp-format, schema 0.1 (revision 0.1.2), and the code of ffdn-db, its crawler.
The document never holds a null or an empty string: unknown facts are left out.
"""

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from coin.core.models import Association, AuditEntry
from coin.federation import queries

VERSION = 0.1  # a number: the string "0.1" is refused
SHORTNAME_LENGTH = 12  # the schema allows 15, the federation's database 12


def document(day: date | None = None) -> dict[str, Any]:
    """isp.json as a dict, counted on `day` (today by default)."""
    association = Association.current()
    parts = {
        "version": VERSION,
        **_identity(association),
        "memberCount": queries.member_count(day or timezone.localdate()),
        "subscriberCount": queries.subscriber_count(),
        "registeredOffice": _office(association),
        "coordinates": _coordinates(association),
        "coveredAreas": [_known(area) for area in association.covered_areas],
    }
    # coveredAreas stays, even empty.
    return {
        key: value
        for key, value in parts.items()
        if key == "coveredAreas" or value not in (None, "", [], {})
    }


def changed_at() -> datetime:
    """The latest instant at which the document may have changed: the last act in the journal, or the start of today.

    The counts depend on rows that only journaled acts write, and on the day.
    """
    today = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    last_act = AuditEntry.objects.order_by("-at").values_list("at", flat=True).first()
    return max(today, last_act or today)


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "")}


def _identity(association: Association) -> dict[str, Any]:
    return {
        "name": association.name,
        "shortname": association.shortname[:SHORTNAME_LENGTH],
        "description": association.description,
        "email": association.email,
        "website": association.website,
        "creationDate": _day(association.creation_date),
        "ffdnMemberSince": _day(association.ffdn_member_since),
        "progressStatus": association.progress_status,
        "chatrooms": list(dict.fromkeys(filter(None, association.chatrooms))),  # each one once
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _office(association: Association) -> dict[str, Any]:
    if not (association.street or association.city or association.postal_code):
        return {}
    return _known(
        {
            "street-address": association.street,
            "postal-code": association.postal_code,
            "locality": association.city,
            "country-name": association.country,
        }
    )


def _coordinates(association: Association) -> dict[str, float]:
    if association.latitude is None or association.longitude is None:
        return {}
    return {"latitude": association.latitude, "longitude": association.longitude}
