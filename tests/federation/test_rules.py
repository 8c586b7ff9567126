"""Without a database: what the federation would refuse."""

from typing import Any

import pytest

from coin.federation import rules

RING = [[4.7, 45.7], [4.9, 45.7], [4.9, 45.8], [4.7, 45.7]]
GOOD: dict[str, Any] = {
    "version": 0.1,
    "name": "Réseau des Monts",
    "email": "contact@example.org",
    "memberCount": 2,
    "subscriberCount": 1,
    "coordinates": {"latitude": 45.7, "longitude": 4.8},
    "coveredAreas": [
        {
            "name": "Lyon",
            "technologies": ["dsl"],
            "area": {"type": "MultiPolygon", "coordinates": [[RING]]},
        }
    ],
}


def area(**changed: Any) -> dict[str, Any]:
    return {"coveredAreas": [{"name": "Lyon", "technologies": ["dsl"], **changed}]}


def test_a_good_document_has_no_fault() -> None:
    assert rules.faults(GOOD) == []


def test_missing_coordinates_are_told_but_not_refused() -> None:
    [fault] = rules.faults({key: value for key, value in GOOD.items() if key != "coordinates"})
    assert not fault.refused


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "coin"},
        {"email": "nobody"},
        {"website": "example.org"},
        {"progressStatus": 8},
        {"chatrooms": ["#rdm"]},
        {"coordinates": {"latitude": 145.7, "longitude": 4.8}},
        area(name=""),
        area(technologies=[]),
        area(technologies=["adsl"]),
        area(area={"type": "Point", "coordinates": [4.7, 45.7]}),
        area(area={"type": "Polygon", "coordinates": [RING], "crs": {}}),
        area(area={"type": "Polygon", "coordinates": [RING[:-1]]}),
        area(area={"type": "Polygon", "coordinates": [[[*spot, 0] for spot in RING]]}),
        area(area={"type": "MultiPolygon", "coordinates": [RING]}),
    ],
    ids=lambda changed: str(changed)[:60],
)
def test_each_rule_names_its_fault(changed: dict[str, Any]) -> None:
    [fault] = rules.faults({**GOOD, **changed})
    assert fault.refused
    assert str(fault.text).endswith(".") and str(fault.hint).endswith(".")
