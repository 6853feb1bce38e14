"""What the referee says of versions and of edits that are only thought of, over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from models.session import Who
from services.policy import change_policy
from tests.installation import College
from tests.planning import FRIDAY, MONDAY, TUESDAY, WEDNESDAY, Planning


@pytest.fixture
def planning(college: College) -> Planning:
    return Planning(college)


def test_a_check_tells_what_a_move_would_do_and_stores_nothing(planning: Planning) -> None:
    draft = planning.planned()
    entry = planning.entry_at(draft, MONDAY, "08:00")
    before = planning.planner.get(draft).get_json()

    clash = planning.planner.post(
        f"{draft}/checks", {"entry_id": entry["id"], "starts_at": "09:00"}
    ).get_json()
    late = planning.planner.post(
        f"{draft}/checks", {"entry_id": entry["id"], "starts_at": "17:00"}
    ).get_json()

    assert (clash["is_open"], {one["rule"] for one in clash["violations"]}) == (
        False,
        {"teacher-clash", "room-clash"},
    )
    assert (late["is_open"], late["violations"]) == (True, [])
    assert late["cost"] == sum(late["change_by_rule"].values()) > 0
    assert planning.planner.get(draft).get_json() == before
    moved = planning.move(draft, entry, starts_at="17:00").get_json()
    assert (moved["cost"], moved["change_by_rule"]) == (late["cost"], late["change_by_rule"])


def test_a_check_of_a_session_without_a_place_says_where_it_could_be(planning: Planning) -> None:
    draft = planning.draft()
    planning.placed(draft, planning.session(planning.databases_a, 1, MONDAY, "08:00"))

    free, taken = (
        planning.planner.post(
            f"{draft}/checks", planning.session(planning.databases_b, 1, MONDAY, starts_at)
        ).get_json()
        for starts_at in ("09:00", "08:00")
    )

    assert (free["is_open"], taken["is_open"]) == (True, False)
    assert [one["reason"] for one in taken["violations"]] == [
        "Ada Otieno teaches Course DB (1 of 2) and Course DB (1 of 2) at once, on Monday 08:00",
        "Room R1 holds Course DB (1 of 2) and Course DB (1 of 2) at once, on Monday 08:00",
    ]


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"weekday": MONDAY},
        {"entry_id": str(uuid4()), "held_on": "2026-10-14"},
        {"entry_id": str(uuid4()), "ordinal": 1},
        {"entry_id": 3},
        {"enrollment_id": str(uuid4()), "session_type": "theory", "ordinal": 1, "weekday": 0},
    ],
)
def test_a_check_of_nothing_is_refused(planning: Planning, values: dict[str, Any]) -> None:
    draft = planning.draft()

    assert planning.planner.post(f"{draft}/checks", values).status_code == 422


def test_what_has_no_place_and_what_fits_no_longer_is_listed(planning: Planning) -> None:
    draft = planning.planned()
    planning.planner.delete(f"{draft}/entries/{planning.entry_at(draft, WEDNESDAY, '08:00')['id']}")
    planning.college.admin.patch(f"/courses/{planning.databases.id}", {"theory_sessions": 1})

    told = planning.planner.get(f"{draft}/unplaced").get_json()
    of_other = planning.planner.get(f"{draft}/unplaced", class_group_id=str(planning.second.id)).get_json()

    assert told["session_count"] == 1
    assert [(one["name"], one["minutes"], one["entry_id"]) for one in told["sessions"]] == [
        ("Course NET (1 of 2)", 60, None)
    ]
    assert told["misfit_count"] == 2
    assert {one["entry"]["ordinal"] for one in told["misfits"]} == {2}
    assert of_other["sessions"] == []
    counts = planning.planner.get(draft).get_json()["counts"]
    assert (counts["sessions"], counts["placed"], counts["left_over"]) == (4, 3, 2)


def test_an_entry_that_fits_no_longer_can_be_taken_out_but_not_moved(planning: Planning) -> None:
    draft = planning.planned()
    planning.college.admin.patch(f"/courses/{planning.databases.id}", {"theory_sessions": 1})
    entry = planning.entry_at(draft, TUESDAY, "08:00")

    moved = planning.move(draft, entry, weekday=FRIDAY)
    taken = planning.planner.delete(f"{draft}/entries/{entry['id']}")

    assert (moved.status_code, set(moved.get_json()["errors"])) == (422, {"ordinal"})
    assert taken.status_code == 200


def test_a_term_of_nothing_is_said_to_be_one(college: College) -> None:
    planning = Planning(college)
    empty = planning.planner.created(
        "/terms",
        academic_year_id=str(planning.term.academic_year_id),
        name="Term 2",
        starts_on="2027-01-11",
        ends_on="2027-04-09",
    )
    made = planning.planner.created("/timetables", term_id=empty["id"], name="Nothing")

    answers = [
        planning.planner.post(f"/timetables/{made['id']}/validation"),
        planning.planner.get(f"/timetables/{made['id']}/verdict"),
    ]

    assert [(answer.status_code, answer.get_json()["code"]) for answer in answers] == [
        (422, "nothing_to_plan")
    ] * 2


def test_periods_of_another_policy_leave_entries_without_a_fit(planning: Planning) -> None:
    draft = planning.planned()
    with planning.college.installation.database.unit_of_work(Who(planning.college.tenant_id)) as session:
        change_policy(session, values={"teaching_days": [1, 2, 3, 4]})

    told = planning.planner.get(f"{draft}/verdict").get_json()
    away = planning.move(draft, planning.entry_at(draft, MONDAY, "08:00"), weekday=FRIDAY)

    assert told["is_feasible"] is False
    assert {one["rule"] for one in told["violations"]} == {"availability"}
    assert away.status_code == 200


def test_a_verdict_tells_what_is_paid_and_where(planning: Planning) -> None:
    draft = planning.planned()
    planning.move(draft, planning.entry_at(draft, MONDAY, "08:00"), starts_at="17:00")

    told = planning.planner.get(f"{draft}/verdict").get_json()
    late = planning.planner.get(f"{draft}/verdict", rule="late-slots").get_json()
    of_lab = planning.planner.get(f"{draft}/verdict", room_id=str(planning.lab.id)).get_json()
    one = planning.planner.get(f"{draft}/verdict", limit=1).get_json()

    assert (told["is_complete"], told["is_feasible"], told["tables_changed"]) == (True, True, None)
    assert told["cost"] == sum(told["cost_by_rule"].values()) == sum(item["amount"] for item in told["costs"])
    assert {item["rule"] for item in late["costs"]} == {"late-slots"}
    assert all(
        any(session["session_type"] == "practical" for session in item["sessions"])
        for item in of_lab["costs"]
    )
    assert (len(one["costs"]), one["cost_count"]) == (1, told["cost_count"])


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 10**30},
        {"rule": "x" * 41},
        {"room_id": "1"},
        {"trainer_id": "00000000-0000-4000-8000-000000000000"},
        {"colour": "red"},
    ],
)
def test_a_verdict_on_nobody_is_refused(planning: Planning, query: dict[str, Any]) -> None:
    draft = planning.draft()

    assert planning.planner.get(f"{draft}/verdict", **query).status_code == 422
