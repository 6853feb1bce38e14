"""Calendar feeds when versions follow each other, and when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from models import (
    AttendanceSession,
    Timetable,
    TimetableEntry,
)
from services.access import Role
from services.policy import change_policy
from services.timetabling.publishing import publish, validate
from services.timetabling.versions import create_version
from tests.calendars import before_term, events, group_feed
from tests.installation import College
from tests.published import Published


@pytest.fixture
def published(college: College) -> Published:
    """A college whose term is about to begin."""
    return before_term(college)


def published_by_dublin(published: Published, weekday: int) -> Timetable:
    """A version by Dublin's clock with both lectures of the course, published as planners do."""
    college = published.college
    actor = college.actor(Role.ADMIN)
    with college.unit_of_work() as session:
        change_policy(session, values={"time_zone": "Europe/Dublin"})
        values = {"term_id": published.term.id, "name": f"Weekday {weekday}"}
        version = create_version(session, actor=actor, values=values).timetable
    common = {"timetable_id": version.id}
    published.entry(weekday, "08:00", **common)
    published.entry(4, "09:00", ordinal=2, **common)
    published.entry(4, "14:00", session_type="practical", room_id=published.lab.id, **common)
    with college.unit_of_work() as session:
        validate(session, actor=actor, timetable_id=version.id)
        return publish(session, actor=actor, timetable_id=version.id).timetable


def test_eight_o_clock_stays_eight_when_the_clocks_change(published: Published) -> None:
    published_by_dublin(published, 0)

    shown = events(published.college, group_feed(published))
    mondays = sorted(event.start for event in shown if event.start.weekday() == 0)

    assert len(mondays) == 14
    assert {start.astimezone(ZoneInfo("Europe/Dublin")).time() for start in mondays} == {time(8)}
    assert {start.astimezone(UTC).time() for start in mondays} == {time(7), time(8)}


def test_practicals_of_odd_weeks_are_held_in_odd_weeks(published: Published) -> None:
    published_by_dublin(published, 0)

    shown = events(published.college, group_feed(published))
    practicals = sorted(event.start.date() for event in shown if "practical" in event["SUMMARY"])

    assert practicals[:3] == [date(2026, 9, 11), date(2026, 9, 25), date(2026, 10, 9)]


def test_another_version_moves_what_calendars_show_instead_of_doubling_it(published: Published) -> None:
    published_by_dublin(published, 0)
    made = group_feed(published)
    before = {str(event["UID"]): event for event in events(published.college, made)}
    published_by_dublin(published, 2)

    after = {str(event["UID"]): event for event in events(published.college, made)}

    assert before.keys() == after.keys()
    assert len(after) == 14 + 14 + 7
    moved = [uid for uid in before if before[uid].start != after[uid].start]
    assert {before[uid].start.weekday() for uid in moved} == {0}
    assert {after[uid].start.weekday() for uid in moved} == {2}
    assert all(after[uid]["SEQUENCE"] > before[uid]["SEQUENCE"] for uid in before)


def test_a_session_that_was_held_before_another_version_came_keeps_a_name_of_its_own(
    published: Published,
) -> None:
    published_by_dublin(published, 0)
    made = group_feed(published)
    published.college.installation.clock.ahead += timedelta(days=7)  # Tuesday of the first week
    published_by_dublin(published, 2)

    shown = events(published.college, made)
    first_week = sorted(event.start.date() for event in shown if event.start.date() < date(2026, 9, 11))

    assert first_week == [date(2026, 9, 7), date(2026, 9, 9)]
    assert len({str(event["UID"]) for event in shown}) == len(shown)


def test_sessions_of_a_version_that_was_deleted_are_still_shown(published: Published) -> None:
    row = published.dated(published.monday)
    made = group_feed(published)
    published.change(AttendanceSession, row.id, entry_id=None)
    with published.college.unit_of_work() as session:
        session.delete(session.get_one(TimetableEntry, published.monday.id))

    (event,) = events(published.college, made)

    assert event["UID"] == str(row.id)
