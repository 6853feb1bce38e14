"""Makeups of missed sessions over HTTP: places, one booking, what is refused, and who sees it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from services.access import Role
from tests.calendars import events, feed
from tests.installation import College
from tests.services.attendance.missing_college import FREE_DAY, Missing


@pytest.fixture
def missing(college: College) -> Missing:
    return Missing(college)


def test_a_planner_looks_for_a_place_and_books_it_in_one_call(missing: Missing) -> None:
    session_id = missing.missed()
    planner = missing.planning.planner
    group_feed = feed(missing.college.admin, "class_group", missing.planning.first.id)
    before = len(events(missing.college, group_feed))

    offered = planner.get(f"/sessions/{session_id}/makeups/options", limit=3).get_json()
    best = offered["items"][0]
    answer = planner.post(
        f"/sessions/{session_id}/makeups",
        {"held_on": best["date"], "starts_at": best["starts_at"], "room_id": best["room"]["id"]},
    )

    assert answer.status_code == 201, answer.get_json()
    makeup = answer.get_json()
    assert answer.headers["Location"] == f"/api/sessions/{makeup['id']}"
    assert (makeup["is_makeup"], makeup["makeup_of_id"]) == (True, str(session_id))
    assert planner.get(f"/sessions/{makeup['id']}").get_json() == makeup
    listed = planner.get("/sessions", makeup_of_id=str(session_id)).get_json()["items"]
    assert [one["id"] for one in listed] == [makeup["id"]]
    shown = events(missing.college, group_feed)
    assert len(shown) == before + 1
    assert best["cost"] == sum(best["parts"].values())


def test_pressing_the_button_twice_books_once(missing: Missing) -> None:
    session_id, key = missing.missed(), uuid4().hex

    first, second = (
        missing.planning.planner.post(f"/sessions/{session_id}/makeups", {}, Idempotency_Key=key)
        for _ in range(2)
    )

    assert (first.status_code, first.get_json()) == (second.status_code, second.get_json())
    assert len(missing.planning.held(makeup_of_id=session_id)) == 1


def test_what_makes_no_sense_is_refused_with_its_own_code(missing: Missing) -> None:
    session_id = missing.missed()
    planner = missing.planning.planner
    hall = str(missing.planning.hall.id)
    at = {"held_on": str(FREE_DAY), "starts_at": "10:20", "room_id": hall}

    def code(body: dict[str, Any]) -> tuple[int, str]:
        answer = planner.post(f"/sessions/{session_id}/makeups", body)
        return answer.status_code, answer.get_json()["code"]

    assert code({"held_on": str(FREE_DAY)}) == (422, "unprocessable_entity")
    assert code(at | {"held_on": "2026-10-12", "starts_at": "08:00"}) == (409, "breaks_rules")
    assert code(at | {"starts_at": "10:00"}) == (422, "no_such_place")
    assert code(at | {"room_id": str(uuid4())}) == (422, "no_such_place")
    assert code(at | {"held_on": "2026-10-02"}) == (422, "invalid")
    assert code(at | {"substitute_id": str(missing.planning.ada)}) == (422, "invalid")
    assert code({"earliest": "2026-10-10", "latest": "2026-10-11"}) == (409, "no_place_free")
    assert code({"latest": "2026-10-02"}) == (422, "bad_horizon")
    assert planner.post(f"/sessions/{uuid4()}/makeups", {}).get_json()["code"] == "not_found"
    assert missing.planning.held(makeup_of_id=session_id) == []


def test_a_substitute_may_hold_it(missing: Missing) -> None:
    session_id = missing.missed()

    answer = missing.planning.planner.post(
        f"/sessions/{session_id}/makeups",
        {"earliest": str(date(2026, 10, 16)), "substitute_id": str(missing.planning.ben)},
    )

    assert answer.status_code == 201, answer.get_json()
    assert answer.get_json()["trainer"]["id"] == str(missing.planning.ben)


def test_heads_book_for_their_department_and_trainers_for_nobody(missing: Missing) -> None:
    session_id = missing.missed()
    college = missing.college
    head = college.open_account(Role.HOD, role_fields={"department_id": missing.planning.department.id})
    other = college.installation.found_college()
    path = f"/sessions/{session_id}/makeups"

    assert college.api(Role.TRAINER).post(path, {}).status_code == 403
    assert college.api(Role.TRAINEE).get(f"{path}/options").status_code == 403
    assert college.api(Role.HOD).post(path, {}).status_code == 404
    assert other.api(Role.DP_ACADEMICS).post(path, {}).status_code == 404
    assert college.api(user=head).post(path, {}).status_code == 201
