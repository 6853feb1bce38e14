"""Sessions of one date, beside the week of the published version, over HTTP."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from models import AttendanceSession, Holiday, RoomMaintenance
from tests.installation import College
from tests.planning import FRIDAY, MONDAY, TUESDAY, Planning, broken


@pytest.fixture
def planning(college: College) -> Planning:
    return Planning(college)


def makeup(planning: Planning, **fields: Any) -> dict[str, Any]:
    """One more lecture in Databases for DICT-1A, on a Friday."""
    values = planning.session(planning.databases_a, 1, FRIDAY, "10:20", held_on="2026-10-16", **fields)
    return {name: value for name, value in values.items() if name != "weekday"}


def test_a_session_is_held_once_more_on_one_date(planning: Planning) -> None:
    planning.put_clock(datetime(2026, 8, 1, tzinfo=UTC))
    version = planning.published()

    answer = planning.planner.post(f"{version}/entries", makeup(planning))

    (entry,) = answer.get_json()["entries"]
    assert answer.status_code == 201, answer.get_json()
    assert (entry["held_on"], entry["weekday"], entry["ends_at"]) == ("2026-10-16", FRIDAY, "11:20")
    (session,) = planning.held(entry_id=UUID(entry["id"]))
    assert (session.starts_at, session.trainer_id) == (
        datetime(2026, 10, 16, 10, 20, tzinfo=UTC),
        planning.ada,
    )
    assert session.is_makeup
    assert planning.planner.get(version).get_json()["counts"]["temporary"] == 1
    assert [item["id"] for item in planning.entries(version, is_temporary="true")] == [entry["id"]]


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"held_on": "2026-10-12", "starts_at": "09:00"}, "teacher-clash"),
        ({"held_on": "2026-10-12", "starts_at": "08:00"}, "course-clash"),
        ({"held_on": "2026-10-14", "starts_at": "08:00"}, "group-clash"),
        ({"held_on": "2026-10-30", "starts_at": "08:00"}, "holiday"),
        ({"held_on": "2026-10-09", "starts_at": "10:20"}, "room-availability"),
        ({"held_on": "2026-10-23", "starts_at": "10:20"}, "teacher-clash"),
    ],
)
def test_a_session_is_not_held_once_more_where_something_is_in_the_way(
    planning: Planning, fields: dict[str, Any], rule: str
) -> None:
    """On the 9th the hall is painted; on the 23rd something was agreed already; the 30th is a holiday."""
    planning.put_clock(datetime(2026, 8, 1, tzinfo=UTC))
    planning.college.add(
        Holiday(name="Half term", starts_on=date(2026, 10, 30), ends_on=date(2026, 10, 30)),
        RoomMaintenance(
            room_id=planning.hall.id,
            starts_at=datetime(2026, 10, 9, 10, tzinfo=UTC),
            ends_at=datetime(2026, 10, 9, 12, tzinfo=UTC),
            reason="Paint",
        ),
    )
    version = planning.published()
    planning.placed(version, makeup(planning) | {"held_on": "2026-10-23"})
    wish = makeup(planning) | fields

    checked = planning.planner.post(f"{version}/checks", wish).get_json()
    answer = planning.planner.post(f"{version}/entries", wish)

    assert rule in dict(broken(answer))
    assert checked["violations"] == answer.get_json()["errors"]["violations"]
    assert len(planning.entries(version, is_temporary="true")) == 1


def test_the_other_week_of_the_cycle_and_what_was_cancelled_are_not_in_the_way(planning: Planning) -> None:
    """The practical is held on Thursdays of odd weeks: on 8 October, not on the 15th."""
    planning.put_clock(datetime(2026, 8, 1, tzinfo=UTC))
    version = planning.published()
    entry = planning.entry_at(version, MONDAY, "08:00")
    missed = next(
        one for one in planning.held(entry_id=UUID(entry["id"])) if one.starts_at.date() == date(2026, 10, 19)
    )
    with planning.college.unit_of_work() as session:
        session.get_one(AttendanceSession, missed.id).status = "canceled"

    odd, even, instead = (
        planning.planner.post(f"{version}/entries", makeup(planning) | {"held_on": day, "starts_at": "08:00"})
        for day in ("2026-10-08", "2026-10-15", "2026-10-19")
    )

    assert "group-clash" in dict(broken(odd))
    assert (even.status_code, instead.status_code) == (201, 201)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"held_on": "2026-12-12"}, {"held_on"}),
        ({"held_on": "2026-09-07"}, {"held_on"}),
        ({"held_on": "9999-12-31"}, {"json"}),
        ({"starts_at": "10:00"}, {"starts_at"}),
        ({"ordinal": 9}, {"ordinal"}),
        ({"weekday": 4}, {"json"}),
        ({"substitute_id": "00000000-0000-4000-8000-000000000000"}, {"substitute_id"}),
    ],
)
def test_a_date_that_makes_no_sense_is_refused(
    planning: Planning, fields: dict[str, Any], named: set[str]
) -> None:
    planning.put_clock(datetime(2026, 9, 8, tzinfo=UTC))
    version = planning.published()

    answer = planning.planner.post(f"{version}/entries", makeup(planning) | fields)

    assert answer.status_code == 422, answer.get_json()
    assert set(answer.get_json()["errors"]) == named


def test_a_draft_has_no_sessions_of_one_date(planning: Planning) -> None:
    draft = planning.planned()

    answer = planning.planner.post(f"{draft}/entries", makeup(planning))

    assert (answer.status_code, answer.get_json()["code"]) == (409, "not_published")


def test_a_session_of_one_date_is_taken_out_before_it_begins(planning: Planning) -> None:
    planning.put_clock(datetime(2026, 8, 1, tzinfo=UTC))
    version = planning.published()
    kept, gone = (
        planning.placed(version, makeup(planning) | {"held_on": day}) for day in ("2026-10-16", "2026-10-23")
    )
    (begun,) = planning.held(entry_id=UUID(kept["id"]))
    with planning.college.unit_of_work() as session:
        session.get_one(AttendanceSession, begun.id).status = "completed"

    stays = planning.planner.delete(f"{version}/entries/{kept['id']}")
    goes = planning.planner.delete(f"{version}/entries/{gone['id']}")
    moved = planning.move(version, kept, starts_at="09:00")

    assert (stays.status_code, stays.get_json()["code"]) == (409, "session_begun")
    assert goes.status_code == 200
    assert planning.held(entry_id=UUID(gone["id"])) == []
    assert moved.status_code == 409


def test_sessions_of_one_date_go_over_to_the_next_version_if_they_fit(planning: Planning) -> None:
    planning.put_clock(datetime(2026, 8, 1, tzinfo=UTC))
    first = planning.published()
    entry = planning.placed(first, makeup(planning))
    fitting, clashing = (planning.draft(name, made_from_id=first[12:]) for name in ("Fits", "Clashes"))
    planning.move(clashing, planning.entry_at(clashing, TUESDAY, "09:00"), weekday=FRIDAY, starts_at="10:20")
    for version in (clashing, fitting):
        planning.planner.post(f"{version}/validation")

    refused = planning.planner.post(f"{clashing}/publication")
    published = planning.planner.post(f"{fitting}/publication")

    assert "teacher-clash" in dict(broken(refused))
    assert published.status_code == 200
    assert [item["id"] for item in planning.entries(fitting, is_temporary="true")] == [entry["id"]]
    assert planning.planner.get(clashing).get_json()["status"] == "validated"
    assert len(planning.held(entry_id=UUID(entry["id"]))) == 1
