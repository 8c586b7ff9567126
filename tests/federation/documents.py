"""The rules of isp-format 0.1 and of ffdn-db, asserted one by one, on any document."""

import re
from typing import Any
from urllib.parse import urlsplit

TEXT = ("name", "shortname", "description", "email", "mainMailingList", "website", "logoURL")
DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
TECHNOLOGIES = {"ftth", "fttb", "dsl", "wifi", "vpn", "cube"}
OFFICE = {
    "street-address",
    "locality",
    "region",
    "postal-code",
    "country-name",
    "post-office-box",
    "extended-address",
}


def assert_valid(document: dict[str, Any]) -> None:
    """Fail with the rule that an isp.json breaks."""
    assert_nothing_is_empty(document)
    assert document["version"] == 0.1 and isinstance(document["version"], float)
    for key in TEXT:
        assert isinstance(document.get(key, "-"), str), key
    assert document["name"] and EMAIL.fullmatch(document["email"])
    assert len(document.get("shortname", "")) <= 12
    for key in ("website", "logoURL"):
        assert key not in document or is_web_address(document[key]), key
    for key in ("creationDate", "ffdnMemberSince"):
        assert key not in document or DAY.fullmatch(document[key]), key
    for key in ("memberCount", "subscriberCount"):
        assert type(document[key]) is int and document[key] >= 0, key
    assert document.get("progressStatus", 1) in range(1, 8)
    assert_rooms(document.get("chatrooms", []))
    assert_place(document)
    assert isinstance(document["coveredAreas"], list)
    for area in document["coveredAreas"]:
        assert_area(area)


def assert_nothing_is_empty(value: Any, path: str = "") -> None:
    assert value is not None and value != "", f"{path} is empty"
    assert value not in ([], {}) or path == "/coveredAreas", f"{path} is empty"
    children = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, child in children:
        assert_nothing_is_empty(child, f"{path}/{key}")


def is_web_address(value: str) -> bool:
    parts = urlsplit(value)
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def assert_rooms(rooms: list[str]) -> None:
    assert all(urlsplit(room).scheme for room in rooms)
    assert len(rooms) == len(set(rooms))


def assert_place(document: dict[str, Any]) -> None:
    office = document.get("registeredOffice", {})
    assert set(office) <= OFFICE and all(isinstance(text, str) for text in office.values())
    assert "street-address" in office or not {"post-office-box", "extended-address"} & set(office)
    place = document.get("coordinates", {"latitude": 0, "longitude": 0})
    assert set(place) == {"latitude", "longitude"}
    assert -90 <= place["latitude"] <= 90 and -180 <= place["longitude"] <= 180


def assert_area(area: dict[str, Any]) -> None:
    assert isinstance(area["name"], str) and area["name"]
    assert isinstance(area["technologies"], list) and set(area["technologies"]) <= TECHNOLOGIES
    if "area" in area:
        assert set(area["area"]) == {"type", "coordinates"}
        assert area["area"]["type"] in ("Polygon", "MultiPolygon")
        polygons = area["area"]["coordinates"]
        for polygon in [polygons] if area["area"]["type"] == "Polygon" else polygons:
            for ring in polygon:
                assert len(ring) >= 4 and ring[0] == ring[-1]
                assert all(
                    len(spot) == 2 and all(isinstance(n, int | float) for n in spot)
                    for spot in ring
                )
