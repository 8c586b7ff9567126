"""The faults for which the federation's crawler would refuse isp.json, in words that say what to change.

Each rule is one of isp-format 0.1 (revision 0.1.2) or of ffdn-db. The rules read the document rather than the
association, so they hold wherever its values came from.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TECHNOLOGIES = frozenset({"ftth", "fttb", "dsl", "wifi", "vpn", "cube"})
DEFAULT_NAME = "coin"  # of the association's row before anybody named it


@dataclass(frozen=True)
class Fault:
    """A fault of the document, and what to do about it. `refused`: the federation refuses the document for it."""

    text: "str | Promise"
    hint: "str | Promise"
    refused: bool = True


def faults(document: dict[str, Any]) -> list[Fault]:
    """Every fault of an isp.json (as `isp.document` gives it), in the order of the settings; empty without any."""
    return [
        *_names(document),
        *_addresses(document),
        *_place(document),
        *chain.from_iterable(_area(area) for area in document.get("coveredAreas", [])),
    ]


def _names(document: dict[str, Any]) -> Iterator[Fault]:
    if document.get("name", "") in ("", DEFAULT_NAME):
        yield Fault(
            _("The association has no name yet."),
            _("Give its name in the settings; it never changes after."),
        )
    if not _is_email(document.get("email", "")):
        yield Fault(
            _("The association has no contact e-mail address."),
            _("Give one in the settings: the federation requires it, and members need it."),
        )
    if document.get("progressStatus") not in (None, *range(1, 8)):
        yield Fault(
            _("The progress is not a number from 1 to 7."), _("Choose it again in the settings.")
        )


def _addresses(document: dict[str, Any]) -> Iterator[Fault]:
    website = document.get("website")
    if website and urlsplit(website).scheme not in ("http", "https"):
        yield Fault(
            _("The web site's address is not complete."),
            _("Write it with https:// in the settings."),
        )
    for room in document.get("chatrooms", []):
        if not isinstance(room, str) or not urlsplit(room).scheme:
            yield Fault(
                _("The chat room “%(room)s” is not an address.") % {"room": room},
                _("Write it whole: ircs://host/#room, https://host/room or xmpp:room@host?join."),
            )


def _place(document: dict[str, Any]) -> Iterator[Fault]:
    place = document.get("coordinates")
    if not place:
        yield Fault(
            _("The association is not on the federation's map."),
            _("Give a latitude and a longitude in the settings."),
            refused=False,
        )
    elif not (-90 <= place["latitude"] <= 90 and -180 <= place["longitude"] <= 180):
        yield Fault(
            _("The coordinates are not on Earth."),
            _("Latitude goes from -90 to 90, longitude from -180 to 180."),
        )


def _area(area: dict[str, Any]) -> Iterator[Fault]:
    name = {"name": area.get("name") or "?"}
    if not area.get("name"):
        yield Fault(_("A covered area has no name."), _("Name it in the settings, or remove it."))
    if not area.get("technologies") or not set(area["technologies"]) <= TECHNOLOGIES:
        yield Fault(
            _("The covered area “%(name)s” names no technology that the federation knows.") % name,
            _("Choose among ftth, fttb, dsl, wifi, vpn and cube."),
        )
    if "area" in area and not is_polygon(area["area"]):
        yield Fault(
            _("The outline of the covered area “%(name)s” cannot be drawn.") % name,
            _("Paste a bare GeoJSON Polygon or MultiPolygon: closed rings, no altitude, no crs."),
        )


def is_polygon(shape: Any) -> bool:
    """Whether a GeoJSON shape is a bare Polygon or MultiPolygon that Spatialite takes.

    It holds `type` and `coordinates` alone; each ring is closed, with four positions or more of two numbers.
    """
    if not isinstance(shape, dict) or set(shape) != {"type", "coordinates"}:
        return False
    if shape["type"] == "Polygon":
        return _are_rings(shape["coordinates"])
    if shape["type"] != "MultiPolygon":
        return False
    polygons = shape["coordinates"]
    return (
        isinstance(polygons, list)
        and bool(polygons)
        and all(_are_rings(rings) for rings in polygons)
    )


# GeoJSON (RFC 7946, 3.1.6): a ring has four positions or more, and ends where it starts.
def _are_rings(rings: Any) -> bool:
    return isinstance(rings, list) and bool(rings) and all(_is_ring(ring) for ring in rings)


def _is_ring(ring: Any) -> bool:
    if not isinstance(ring, list) or len(ring) < 4 or ring[0] != ring[-1]:
        return False
    return all(
        # Two numbers: an altitude would be a third one, which the crawler refuses.
        isinstance(spot, list) and len(spot) == 2 and all(map(_is_number, spot))
        for spot in ring
    )


def _is_number(value: Any) -> bool:
    # For Python, true and false are ints.
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_email(value: str) -> bool:
    try:
        validate_email(value)
    except ValidationError:
        return False
    return True
