"""Rooms and their maintenance over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from services.access import Role
from tests.installation import College, Installation

LAB = {"code": "LAB-1", "name": "Computer Lab 1", "room_type": "lab", "capacity": 40}
MORNING = {"starts_at": "2026-09-07T05:00:00Z", "ends_at": "2026-09-07T07:00:00Z", "reason": "Projectors"}


def codes(college: College, **query: Any) -> list[str]:
    """Codes of the rooms that a list finds."""
    answer = college.admin.get("/rooms", sort="code", **query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return [room["code"] for room in answer.get_json()["items"]]


def test_a_room_can_be_created_read_changed_and_deleted(college: College) -> None:
    created = college.admin.created(
        "/rooms", **LAB, building="Block A", facilities=["Projector", "computers"]
    )
    path = f"/rooms/{created['id']}"

    changed = college.admin.patch(path, {"capacity": 38, "daily_booking_limit": 6})
    read = college.admin.get(path).get_json()
    gone = college.admin.delete(path)

    assert created["facilities"] == ["computers", "projector"]
    assert created["is_available"] is True
    assert (changed.status_code, read["capacity"], read["daily_booking_limit"]) == (200, 38, 6)
    assert gone.status_code == 204
    assert college.admin.get(path).status_code == 404
    assert college.admin.created("/rooms", **LAB)["code"] == "LAB-1"


def test_a_code_is_taken_once(college: College) -> None:
    college.admin.created("/rooms", **LAB)

    again = college.admin.post("/rooms", LAB)

    assert again.status_code == 409
    assert again.get_json()["errors"] == {"code": "Taken already."}


def test_rooms_are_found_by_type_building_seats_and_facility(college: College) -> None:
    admin = college.admin
    admin.created("/rooms", **LAB, building="Block A", facilities=["computers", "projector"])
    admin.created(
        "/rooms", code="R-1", name="Room 1", room_type="theory", capacity=60, building="Block B",
        facilities=["projector screen"], is_available=False,
    )  # fmt: skip

    assert codes(college, room_type="lab") == ["LAB-1"]
    assert codes(college, building="Block B") == ["R-1"]
    assert codes(college, min_capacity=41) == ["R-1"]
    assert codes(college, facility="PROJECTOR") == ["LAB-1"]
    assert codes(college, facility="projector screen") == ["R-1"]
    assert codes(college, facility="%") == []
    assert codes(college, is_available="false") == ["R-1"]
    assert codes(college, search="computer") == ["LAB-1"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("room_type", "cellar"),
        ("capacity", 0),
        ("capacity", 10**30),
        ("capacity", "40"),
        ("daily_booking_limit", 0),
        ("facilities", ["x"] * 51),
        ("facilities", [None]),
        ("code", "x" * 21),
        ("is_available", None),
    ],
)
def test_a_field_that_makes_no_sense_is_named(college: College, field: str, value: object) -> None:
    answer = college.admin.post("/rooms", LAB | {field: value})

    assert answer.status_code == 422
    assert set(answer.get_json()["errors"]["json"]) == {field}


def test_a_room_lies_in_a_zone_of_the_map_or_nowhere(college: College) -> None:
    corners = [(0.0, 0.0), (0.0, 0.001), (0.001, 0.001), (0.001, 0.0)]
    square = {"type": "polygon", "ring": [{"lat": lat, "lon": lon} for lat, lon in corners]}
    crossing = {"type": "polygon", "ring": [square["ring"][i] for i in (0, 2, 1, 3)]}
    room = college.admin.created("/rooms", **LAB, geo_zone=square)
    path = f"/rooms/{room['id']}"

    crossed = college.admin.patch(path, {"geo_zone": crossing})
    unknown = college.admin.patch(path, {"geo_zone": {"type": "star"}})
    nowhere = college.admin.patch(path, {"geo_zone": None})

    assert room["geo_zone"] == square
    assert (crossed.status_code, unknown.status_code) == (422, 422)
    assert set(crossed.get_json()["errors"]) == {"geo_zone"}
    assert (nowhere.status_code, nowhere.get_json()["geo_zone"]) == (200, None)


def test_everybody_reads_rooms_and_planners_write_them(college: College) -> None:
    college.admin.created("/rooms", **LAB)

    for role in (Role.HOD, Role.TRAINER, Role.TRAINEE, Role.STAFF, Role.DEVICE):
        assert len(college.api(role).get("/rooms").get_json()["items"]) == 1
        assert college.api(role).post("/rooms", LAB | {"code": "X"}).status_code == 403
    assert college.api(Role.DP_ACADEMICS).post("/rooms", LAB | {"code": "X"}).status_code == 201
    assert college.api().get("/rooms").status_code == 401


def test_nobody_sees_or_maintains_the_rooms_of_another_college(
    college: College, installation: Installation
) -> None:
    room = college.admin.created("/rooms", **LAB)
    planned = college.admin.created(f"/rooms/{room['id']}/maintenances", **MORNING)
    other = installation.found_college().admin

    assert other.get("/rooms").get_json()["items"] == []
    assert other.get(f"/rooms/{room['id']}").status_code == 404
    assert other.get(f"/rooms/{room['id']}/maintenances").status_code == 404
    assert other.post(f"/rooms/{room['id']}/maintenances", MORNING).status_code == 404
    assert other.post("/room-maintenances", MORNING | {"room_id": room["id"]}).status_code == 422
    assert other.delete(f"/room-maintenances/{planned['id']}").status_code == 404


def test_maintenance_is_planned_at_the_room_and_found_among_all(college: College) -> None:
    room = college.admin.created("/rooms", **LAB)
    answer = college.admin.post(f"/rooms/{room['id']}/maintenances", MORNING)

    planned = answer.get_json()
    of_room = college.admin.get(f"/rooms/{room['id']}/maintenances").get_json()["items"]
    of_all = college.admin.get("/room-maintenances", room_id=room["id"]).get_json()["items"]
    changed = college.admin.patch(f"/room-maintenances/{planned['id']}", {"reason": "Lamps"})

    assert answer.status_code == 201
    assert answer.headers["Location"].endswith(f"/api/room-maintenances/{planned['id']}")
    assert of_room == of_all == [planned]
    assert (changed.get_json()["reason"], changed.headers["ETag"]) == ("Lamps", '"2"')


def test_maintenances_of_a_room_never_overlap(college: College) -> None:
    room = college.admin.created("/rooms", **LAB)
    other = college.admin.created("/rooms", **LAB | {"code": "LAB-2"})
    path = f"/rooms/{room['id']}/maintenances"
    college.admin.created(path, **MORNING)
    later = college.admin.created(
        path, **MORNING | {"starts_at": "2026-09-07T07:00:00Z", "ends_at": "2026-09-07T09:00:00Z"}
    )

    clash = college.admin.post(path, MORNING | {"starts_at": "2026-09-07T08:59:00+02:00"})
    moved = college.admin.patch(f"/room-maintenances/{later['id']}", {"starts_at": "2026-09-07T06:59:00Z"})

    assert (clash.status_code, moved.status_code) == (409, 409)
    assert clash.get_json()["code"] == "room_under_maintenance"
    assert "from 2026-09-07 05:00 to 2026-09-07 07:00 UTC already (Projectors)" in clash.get_json()["detail"]
    assert college.admin.post(f"/rooms/{other['id']}/maintenances", MORNING).status_code == 201


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"ends_at": "2026-09-07T05:00:00Z"}, {"ends_at"}),
        ({"starts_at": "2026-09-07T05:00:00"}, {"json"}),
        ({"ends_at": "9999-12-31T23:59:59-12:00"}, {"json"}),
        ({"reason": None}, {"json"}),
        ({"room_id": str(uuid4())}, {"json"}),
    ],
)
def test_a_maintenance_that_makes_no_sense_is_refused(
    college: College, fields: dict[str, Any], named: set[str]
) -> None:
    room = college.admin.created("/rooms", **LAB)

    answer = college.admin.post(f"/rooms/{room['id']}/maintenances", MORNING | fields)

    assert answer.status_code == 422
    assert set(answer.get_json()["errors"]) == named


def test_maintenances_are_found_by_when_they_are(college: College) -> None:
    room = college.admin.created("/rooms", **LAB)
    college.admin.created(f"/rooms/{room['id']}/maintenances", **MORNING)

    found = [
        len(college.admin.get("/room-maintenances", **query).get_json()["items"])
        for query in (
            {"since": "2026-09-07T06:59:00Z"},
            {"since": "2026-09-07T07:00:00Z"},
            {"until": "2026-09-07T05:00:00Z"},
            {"until": "2026-09-07T05:01:00Z"},
        )
    ]

    assert found == [1, 0, 0, 1]


def test_maintenance_goes_with_its_room(college: College) -> None:
    room = college.admin.created("/rooms", **LAB)
    college.admin.created(f"/rooms/{room['id']}/maintenances", **MORNING)

    college.admin.delete(f"/rooms/{room['id']}")

    assert college.admin.get("/room-maintenances").get_json()["items"] == []
    assert college.admin.get(f"/rooms/{room['id']}/maintenances").status_code == 404


def test_only_planners_plan_maintenance(college: College) -> None:
    room = college.admin.created("/rooms", **LAB)

    for role in (Role.HOD, Role.TRAINER, Role.STAFF):
        assert college.api(role).post(f"/rooms/{room['id']}/maintenances", MORNING).status_code == 403


def test_a_change_on_an_old_version_is_refused(college: College) -> None:
    room = college.admin.created("/rooms", **LAB)
    college.admin.patch(f"/rooms/{room['id']}", {"name": "First"})

    late = college.admin.patch(f"/rooms/{room['id']}", {"name": "Second"}, If_Match='"1"')

    assert late.status_code == 412
