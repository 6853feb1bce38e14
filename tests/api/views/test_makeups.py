"""Makeups: places for one missed session, why not there, and places for many together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

import pytest

from api.schemas.makeups import MakeupOptionsSchema, MakeupRefusalsSchema, MakeupsAnswerSchema
from engine.makeup import MakeupIndex, find
from engine.makeup import Session as Missed
from models import Holiday
from services.timetabling.term_calendar import calendar_of
from tests.installation import College
from tests.services.timetabling.asked_college import AskedCollege

MONDAY = date(2026, 9, 14)
TUESDAY, WEDNESDAY, FRIDAY = (MONDAY + timedelta(days=days) for days in (1, 2, 4))
TODAY = date(2026, 9, 10)


@pytest.fixture
def asked(college: College) -> AskedCollege:
    """A college with a version, in the first week of its term."""
    asked = AskedCollege(college)
    asked.put_clock(TODAY)
    return asked


def options(asked: AskedCollege, **query: Any) -> dict[str, Any]:
    """Places for the first session of all, missed on a Monday."""
    values = {"entry_id": str(asked.entry(0).id), "date": str(MONDAY), "limit": 200, **query}
    response = asked.get("/makeups/options", **values)
    assert response.status_code == 200, response.get_json()
    found: dict[str, Any] = response.get_json()
    assert MakeupOptionsSchema().dump(found) == found
    return found


def places(found: dict[str, Any]) -> set[tuple[str, str, str]]:
    """Date, time and room of the options."""
    return {(one["date"], one["starts_at"], one["room"]["code"]) for one in found["items"]}


def made_up(asked: AskedCollege, **body: Any) -> dict[str, Any]:
    """The answer of a run."""
    run = asked.run("/makeups", body, documented=MakeupsAnswerSchema)
    assert run["status"] == "succeeded", run["error"]
    answer: dict[str, Any] = run["answer"]
    return answer


def test_the_places_are_the_engines_in_the_engines_order(asked: AskedCollege) -> None:
    found = options(asked, latest=str(FRIDAY))

    scene = asked.scene()
    with asked.college.unit_of_work() as session:
        index = MakeupIndex(scene.placed.problem, scene.placed.timetable, calendar_of(session, scene))
    ranking = find(index, Missed(0, MONDAY))
    expected = [(str(one.place.date), one.cost) for one in ranking if TODAY < one.place.date <= FRIDAY]
    assert [(one["date"], one["cost"]) for one in found["items"]] == expected
    assert found["places"] == len(expected)
    assert (found["earliest"], found["latest"]) == (str(TODAY + timedelta(days=1)), str(FRIDAY))
    assert found["missed"]["date"] == str(MONDAY)


def test_who_is_touched_is_told_with_their_days(asked: AskedCollege) -> None:
    best = options(asked)["items"][0]

    assert {(one["kind"], one["id"]) for one in best["touched"]} == {
        ("trainer", str(asked.ada)),
        ("class_group", str(asked.group.id)),
    }
    assert best["cost"] == sum(best["parts"].values())


def test_nothing_is_offered_where_anything_is_held(asked: AskedCollege) -> None:
    asked.held_once(4, WEDNESDAY, time(8), 0)
    asked.college.add(Holiday(name="A day off", starts_on=FRIDAY, ends_on=FRIDAY))

    found = places(options(asked, earliest=str(MONDAY), latest=str(FRIDAY)))

    assert (str(WEDNESDAY), "09:00", "R1") in found
    assert (str(WEDNESDAY), "08:00", "R1") not in found  # the room is taken
    assert (str(WEDNESDAY), "08:00", "R2") in found
    assert not {one for one in found if one[:2] == (str(TUESDAY), "08:00")}  # Ada teaches
    assert not {one for one in found if one[:2] == (str(TUESDAY), "09:00")}  # the class group is taught
    assert not {one for one in found if one[0] == str(FRIDAY)}


def test_pages_follow_each_other(asked: AskedCollege) -> None:
    whole = options(asked, latest=str(FRIDAY))["items"]

    first = options(asked, latest=str(FRIDAY), limit=5)
    second = options(asked, latest=str(FRIDAY), limit=5, cursor=first["next_cursor"])

    assert first["items"] + second["items"] == whole[:10]


def test_a_session_of_one_date_can_be_missed_too(asked: AskedCollege) -> None:
    once = asked.held_once(0, WEDNESDAY, time(8), 0)

    found = options(asked, entry_id=str(once.id), date=str(WEDNESDAY))

    assert (found["missed"]["date"], found["missed"]["starts_at"]) == (str(WEDNESDAY), "08:00")


def test_why_not_is_said_for_each_time_and_room(asked: AskedCollege) -> None:
    response = asked.get(
        "/makeups/refusals", entry_id=str(asked.entry(0).id), date=str(MONDAY), on=str(TUESDAY)
    )

    found = response.get_json()
    eight, nine, ten = found["times"][:3]
    assert MakeupRefusalsSchema().dump(found) == found
    assert any("has Course ICT-1" in words for words in eight["refused"])
    assert any("A has Course ICT-2" in words for words in nine["refused"])
    assert ten["refused"] == []
    assert [room["codes"] for room in ten["rooms"]] == [[], ["room_taken"]]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"date": str(TUESDAY)}, "date"),
        ({"date": "2026-12-14"}, "date"),
        ({"latest": "2026-09-08"}, "latest"),
        ({"earliest": "2026-12-12"}, "earliest"),
        ({"earliest": "2026-10-10", "latest": "2026-10-09"}, "earliest"),
        ({"cursor": "nonsense"}, "cursor"),
    ],
)
def test_dates_that_make_no_sense_are_refused_by_their_field(
    asked: AskedCollege, query: dict[str, str], field: str
) -> None:
    values = {"entry_id": str(asked.entry(0).id), "date": str(MONDAY), **query}

    response = asked.get("/makeups/options", **values)

    assert response.status_code == 422
    assert field in response.get_json()["errors"]


def test_what_is_not_held_on_a_holiday_is_not_missed(asked: AskedCollege) -> None:
    asked.college.add(Holiday(name="A day off", starts_on=MONDAY, ends_on=MONDAY))

    response = asked.get("/makeups/options", entry_id=str(asked.entry(0).id), date=str(MONDAY))

    assert (response.status_code, response.get_json()["code"]) == (422, "not_missed")


def test_entries_of_others_are_not_there(asked: AskedCollege) -> None:
    response = asked.get("/makeups/options", entry_id=str(uuid4()), date=str(MONDAY))

    assert response.status_code == 404


def test_a_date_beyond_the_term_has_no_reasons(asked: AskedCollege) -> None:
    response = asked.get(
        "/makeups/refusals", entry_id=str(asked.entry(0).id), date=str(MONDAY), on="2027-01-04"
    )

    assert response.status_code == 422
    assert "on" in response.get_json()["errors"]


def test_a_leave_is_made_up_without_a_clash(asked: AskedCollege) -> None:
    leave = {"trainer_id": str(asked.ben), "starts_on": str(MONDAY), "ends_on": str(FRIDAY)}

    answer = made_up(asked, trainer_away=leave)

    found = [one["place"] for one in answer["places"]]
    assert (answer["status"], answer["sessions"], answer["placed"]) == ("optimal", 4, 4)
    assert answer["cost"] == answer["bound"]
    assert not {place["date"] for place in found} & {str(MONDAY + timedelta(days=days)) for days in range(5)}
    assert len({(place["date"], place["starts_at"]) for place in found}) == 4  # Ben is at one place at a time
    held = set(_held_places(asked))
    assert not {(place["weekday"], place["starts_at"], place["room"]["code"]) for place in found} & held


def test_what_a_closed_room_would_have_held_goes_elsewhere(asked: AskedCollege) -> None:
    closed = {"room_id": str(asked.rooms[1].id), "starts_on": str(MONDAY), "ends_on": str(TUESDAY)}

    answer = made_up(asked, room_closed=closed, latest=str(TUESDAY), earliest=str(MONDAY))

    assert answer["placed"] == 2
    assert {one["place"]["room"]["code"] for one in answer["places"]} == {"R1"}


def test_who_has_no_place_is_told(asked: AskedCollege) -> None:
    sessions = [
        {"entry_id": str(asked.entry(event).id), "date": str(day)}
        for event, day in ((0, MONDAY), (1, TUESDAY))
    ]
    asked.college.add(Holiday(name="Long holiday", starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 10)))

    answer = made_up(asked, sessions=sessions, earliest="2026-10-01", latest="2026-10-10")

    assert (answer["status"], answer["placed"], answer["left_out_at_least"]) == ("infeasible", 0, 2)
    assert [(one["place"], one["is_possible"]) for one in answer["places"]] == [(None, False)] * 2


def _bodies() -> Iterator[tuple[dict[str, Any], str]]:
    dates = {"starts_on": str(MONDAY), "ends_on": str(FRIDAY)}
    yield {}, "sessions"
    yield {"sessions": []}, "json"
    yield (
        {"trainer_away": {"trainer_id": "ADA", **dates}, "room_closed": {"room_id": "R1", **dates}},
        "room_closed",
    )
    yield {"trainer_away": {"trainer_id": str(uuid4()), **dates}}, "trainer_away"
    yield {"room_closed": {"room_id": str(uuid4()), **dates}}, "room_closed"
    yield (
        {"trainer_away": {"trainer_id": "ADA", "starts_on": str(FRIDAY), "ends_on": str(MONDAY)}},
        "trainer_away",
    )
    yield (
        {"trainer_away": {"trainer_id": "ADA", "starts_on": str(FRIDAY), "ends_on": str(FRIDAY)}},
        "trainer_away",
    )
    yield {"sessions": [{"entry_id": "FIRST", "date": str(TUESDAY)}]}, "sessions"
    yield {"sessions": [{"entry_id": "FIRST", "date": str(MONDAY)}] * 2}, "sessions"
    yield {"sessions": [{"entry_id": "FIRST", "date": str(MONDAY)}], "latest": "2026-09-08"}, "latest"


@pytest.mark.parametrize(("body", "field"), list(_bodies()))
def test_what_is_missed_must_be_told_and_make_sense(
    asked: AskedCollege, body: dict[str, Any], field: str
) -> None:
    ids = {"ADA": str(asked.ada), "R1": str(asked.rooms[0].id), "FIRST": str(asked.entry(0).id)}

    response = asked.post("/makeups", _filled(body, ids))

    assert response.status_code == 422
    assert field in response.get_json()["errors"]


def test_a_version_that_fits_no_longer_is_to_be_repaired_first(asked: AskedCollege) -> None:
    entry = asked.entry(0).id
    asked.change(asked.rooms[1], is_available=False)

    response = asked.get("/makeups/options", entry_id=str(entry), date=str(MONDAY))

    assert (response.status_code, response.get_json()["code"]) == (409, "sessions_do_not_fit")


def _filled(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _filled(one, ids) for name, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, ids) for one in value]
    return ids.get(value, value) if isinstance(value, str) else value


def _held_places(asked: AskedCollege) -> Iterator[tuple[int, str, str]]:
    codes = {room.id: room.code for room in asked.rooms}
    for entry in asked.scene().placed.entries:
        if entry is not None:
            yield entry.weekday, f"{entry.starts_at:%H:%M}", codes[entry.room_id]
