"""Entries over HTTP: what breaks a rule is refused in words, and nothing of it is stored."""

from __future__ import annotations

from datetime import time
from typing import Any
from uuid import UUID, uuid4

import pytest

from models import TimetableEntry, TrainerAvailability
from tests.installation import College
from tests.planning import FRIDAY, MONDAY, SATURDAY, THURSDAY, TUESDAY, WEDNESDAY, Planning, broken


@pytest.fixture
def planning(college: College) -> Planning:
    return Planning(college)


def place_of(entry: dict[str, Any]) -> tuple[Any, ...]:
    """When and where an entry is."""
    return entry["weekday"], entry["starts_at"], entry["ends_at"], entry["room"]["code"]


def test_a_session_is_placed_and_shown_with_everybody_concerned(planning: Planning) -> None:
    draft = planning.draft()

    answer = planning.planner.post(f"{draft}/entries", planning.practical(THURSDAY, "08:00"))

    (entry,) = answer.get_json()["entries"]
    assert answer.status_code == 201
    assert answer.headers["Location"].endswith(f"/api{draft}/entries/{entry['id']}")
    assert answer.headers["ETag"] == '"1"'
    assert place_of(entry) == (THURSDAY, "08:00", "10:00", "L1")
    assert (entry["weeks"], entry["held_on"], entry["is_pinned"]) == ([1], None, False)
    assert (entry["course"]["code"], entry["class_group"]["name"]) == ("NET", "DICT-1A")
    assert [trainer["name"] for trainer in entry["trainers"]] == ["Ben Otieno"]
    assert planning.planner.get(f"{draft}/entries/{entry['id']}").get_json() == entry
    assert answer.get_json()["timetable"]["version"] == 2


def test_the_cost_of_a_version_is_known_once_every_session_has_a_place(planning: Planning) -> None:
    draft = planning.planned()
    before = planning.planner.get(draft).get_json()
    last = planning.entry_at(draft, TUESDAY, "09:00")

    taken = planning.planner.delete(f"{draft}/entries/{last['id']}").get_json()
    put = planning.planner.post(
        f"{draft}/entries", planning.session(planning.databases_b, 2, TUESDAY, "17:00")
    ).get_json()

    assert taken["entries"] == []
    assert taken["timetable"]["cost"] is None
    assert put["timetable"]["cost"] == before["cost"] + taken["cost"] + put["cost"]
    assert sum(put["change_by_rule"].values()) == put["cost"] > 0
    assert put["change_by_rule"]["late-slots"] > 0


@pytest.mark.parametrize(
    ("weekday", "starts_at", "room", "rule", "words"),
    [
        (TUESDAY, "08:00", "other_hall", "course-clash", "Course DB holds Course DB (1 of 2) and"),
        (MONDAY, "09:00", "other_hall", "teacher-clash", "Ada Otieno teaches Course DB (1 of 2) and"),
        (WEDNESDAY, "08:00", "other_hall", "group-clash", "DICT-1A attends Course DB (1 of 2) and"),
        (FRIDAY, "08:00", "lab", "room-kind", "Course DB (1 of 2) needs a room of kind theory, Room L1"),
    ],
)
def test_a_move_into_a_clash_is_refused_with_names(
    planning: Planning, weekday: int, starts_at: str, room: str, rule: str, words: str
) -> None:
    draft = planning.planned()
    entry = planning.entry_at(draft, MONDAY, "08:00")
    before = planning.planner.get(draft).get_json()

    answer = planning.move(
        draft, entry, weekday=weekday, starts_at=starts_at, room_id=str(getattr(planning, room).id)
    )

    told = broken(answer)
    assert rule in [name for name, _ in told], told
    assert any(reason.startswith(words) for name, reason in told if name == rule), told
    assert answer.get_json()["detail"].startswith("This breaks rules that every timetable keeps: ")
    assert planning.entry_at(draft, MONDAY, "08:00") == entry
    assert planning.planner.get(draft).get_json() == before


def test_a_refusal_names_the_sessions_that_clash(planning: Planning) -> None:
    draft = planning.planned()
    entry = planning.entry_at(draft, MONDAY, "08:00")
    other = planning.entry_at(draft, MONDAY, "09:00")

    answer = planning.move(draft, entry, starts_at="09:00")

    told = answer.get_json()["errors"]["violations"]
    assert {one["rule"] for one in told} == {"teacher-clash", "room-clash"}
    for one in told:
        assert {session["entry_id"] for session in one["sessions"]} == {entry["id"], other["id"]}
        assert {who["name"] for session in one["sessions"] for who in session["class_groups"]} == {
            "DICT-1A",
            "DICT-1B",
        }


def test_nobody_is_taught_when_the_trainer_is_away(planning: Planning) -> None:
    planning.college.add(
        TrainerAvailability(
            trainer_id=planning.ada,
            term_id=planning.term.id,
            weekday=FRIDAY,
            starts_at=time(8),
            ends_at=time(12),
            kind="unavailable",
        )
    )
    draft = planning.planned()

    answer = planning.move(draft, planning.entry_at(draft, MONDAY, "08:00"), weekday=FRIDAY)

    assert broken(answer) == [
        ("availability", "Ada Otieno is not available on Friday 08:00 for Course DB (1 of 2)")
    ]


def test_rooms_have_seats_and_limits_and_sessions_no_break_and_an_order(planning: Planning) -> None:
    """Two bookings a day is the limit of R2; the break after the second period begins at ten."""
    small = planning.room("R3", capacity=10)
    draft = planning.planned()
    at = {(item["weekday"], item["starts_at"]): item for item in planning.entries(draft)}
    for starts_at in ("08:00", "09:00"):
        assert (
            planning.move(draft, at[MONDAY, starts_at], room_id=str(planning.other_hall.id)).status_code
            == 200
        )

    in_break = planning.move(draft, at[THURSDAY, "08:00"], starts_at="09:00")
    too_early = planning.move(draft, at[THURSDAY, "08:00"], weekday=TUESDAY, starts_at="10:20")
    too_often = planning.move(
        draft, at[TUESDAY, "09:00"], weekday=MONDAY, starts_at="10:20", room_id=str(planning.other_hall.id)
    )
    crowded = planning.move(draft, at[TUESDAY, "09:00"], room_id=str(small.id))

    assert broken(in_break) == [("breaks", "Course NET (2 of 2) runs into the break before Thursday 10:20")]
    assert broken(too_early) == [
        (
            "order",
            "Course NET (2 of 2) starts on Tuesday 10:20, before Course NET (1 of 2) has ended",
        )
    ]
    assert broken(too_often) == [
        ("booking-limit", f"Room R2 holds 3 events on Monday in week {week}, at most 2 allowed")
        for week in (1, 2)
    ]
    assert broken(crowded) == [("seats", "Room R3 seats 10, Course DB (2 of 2) has 30")]


def test_a_pinned_session_stays_until_it_is_unpinned(planning: Planning) -> None:
    draft = planning.planned()
    entry = planning.entry_at(draft, MONDAY, "08:00")
    planning.move(draft, entry, is_pinned=True)

    stuck = planning.move(draft, entry, weekday=FRIDAY)
    moved = planning.move(draft, entry, weekday=FRIDAY, is_pinned=False)

    assert broken(stuck) == [("pins", "Course DB (1 of 2) is pinned to Monday 08:00, not Friday 08:00")]
    assert (moved.status_code, place_of(moved.get_json()["entries"][0])) == (
        200,
        (FRIDAY, "08:00", "09:00", "R1"),
    )


def test_a_substitute_is_somebody_free_who_does_not_teach_it_anyway(planning: Planning) -> None:
    draft = planning.planned()
    entry = planning.entry_at(draft, MONDAY, "08:00")

    herself = planning.move(draft, entry, substitute_id=str(planning.ada))
    nobody = planning.move(draft, entry, substitute_id=str(uuid4()))
    ben = planning.move(draft, entry, substitute_id=str(planning.ben))
    elsewhere = planning.move(
        draft, planning.entry_at(draft, WEDNESDAY, "08:00"), weekday=MONDAY,
        room_id=str(planning.other_hall.id),
    )  # fmt: skip
    back = planning.move(draft, entry, substitute_id=None)

    assert (herself.status_code, nobody.status_code) == (422, 422)
    assert set(nobody.get_json()["errors"]) == {"substitute_id"}
    assert ben.get_json()["entries"][0]["substitute"]["name"] == "Ben Otieno"
    assert "teacher-clash" in dict(broken(elsewhere))
    assert back.get_json()["entries"][0]["substitute"] is None


def test_a_clash_that_was_there_before_does_not_keep_other_sessions_from_moving(planning: Planning) -> None:
    draft = planning.planned()
    first, second = (planning.entry_at(draft, MONDAY, starts_at) for starts_at in ("08:00", "09:00"))
    with planning.college.unit_of_work() as session:
        row = session.get_one(TimetableEntry, UUID(second["id"]))
        row.starts_at, row.ends_at = time(8), time(9)

    other = planning.move(draft, planning.entry_at(draft, TUESDAY, "09:00"), weekday=FRIDAY)
    away = planning.move(draft, first, starts_at="10:20")

    assert (other.status_code, away.status_code) == (200, 200)


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"weekday": SATURDAY}, {"starts_at"}),
        ({"starts_at": "08:30"}, {"starts_at"}),
        ({"starts_at": "17:00", "session_type": "practical"}, {"starts_at"}),
        ({"room_id": str(uuid4())}, {"room_id"}),
        ({"enrollment_id": str(uuid4())}, {"ordinal"}),
        ({"ordinal": 3}, {"ordinal"}),
        ({"ordinal": 0}, {"json"}),
        ({"ordinal": 10**40}, {"json"}),
        ({"weekday": 7}, {"json"}),
        ({"weekday": "1"}, {"json"}),
        ({"weekday": None}, {"json"}),
        ({"starts_at": "8"}, {"json"}),
        ({"starts_at": "08:00:00.000001"}, {"json"}),
        ({"session_type": "lunch"}, {"json"}),
        ({"held_on": "2026-10-14"}, {"json"}),
        ({"is_pinned": "maybe"}, {"json"}),
        ({"room_id": "x" * 100_000}, {"json"}),
    ],
)
def test_a_place_that_makes_no_sense_is_refused(
    planning: Planning, values: dict[str, Any], named: set[str]
) -> None:
    draft = planning.draft()
    usual = planning.session(planning.networks_a, 1, MONDAY, "08:00")

    answer = planning.planner.post(f"{draft}/entries", usual | values)

    assert answer.status_code == 422, answer.get_json()
    assert set(answer.get_json()["errors"]) == named
    assert planning.entries(draft) == []


def test_a_session_has_one_place(planning: Planning) -> None:
    draft = planning.draft()
    values = planning.session(planning.databases_a, 1, MONDAY, "08:00")
    entry = planning.placed(draft, values)

    again = planning.planner.post(f"{draft}/entries", values | {"weekday": FRIDAY})

    assert (again.status_code, again.get_json()["code"]) == (409, "already_placed")
    assert again.get_json()["errors"] == {"entry_id": entry["id"]}


def test_entries_are_found_by_whom_and_where_they_concern(planning: Planning) -> None:
    draft = planning.planned()
    carol = planning.trainer()
    planning.move(draft, planning.entry_at(draft, MONDAY, "08:00"), substitute_id=str(carol))

    def number(**query: Any) -> int:
        return len(planning.entries(draft, **query))

    assert number(class_group_id=str(planning.first.id)) == 4
    assert number(course_id=str(planning.networks.id)) == 2
    assert number(trainer_id=str(planning.ada)) == 3
    assert number(trainer_id=str(carol)) == 1
    assert number(room_id=str(planning.lab.id)) == 1
    assert number(weekday=TUESDAY) == 2
    assert number(session_type="practical") == 1
    assert number(is_temporary="true") == 0
    first = planning.planner.get(f"{draft}/entries", limit=4, sort="weekday").get_json()
    rest = planning.planner.get(
        f"{draft}/entries", limit=4, sort="weekday", cursor=first["next_cursor"]
    ).get_json()
    assert (len(first["items"]), len(rest["items"]), rest["next_cursor"]) == (4, 2, None)


def test_sessions_of_weeks_without_each_other_share_a_room(planning: Planning) -> None:
    """The practical in odd weeks, and another one in even weeks."""
    even = planning.course(
        "EVEN",
        theory_sessions=0,
        theory_slots=1,
        practical_sessions=1,
        practical_slots=2,
        practical_weeks="even",
        mapped={"practical_room_type": "lab"},
    )
    enrolment = planning.enrol(planning.second, even, planning.ben)
    draft = planning.draft()
    planning.placed(draft, planning.practical(THURSDAY, "08:00"))

    other = planning.placed(
        draft,
        planning.session(
            enrolment, 1, THURSDAY, "08:00", session_type="practical", room_id=str(planning.lab.id)
        ),
    )

    assert other["weeks"] == [2]
