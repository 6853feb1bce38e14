"""From dates and clock times to slots of the week."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from engine.timetable.problem import TimeGrid
from models import RoomMaintenance, TrainerAvailability
from services.timetabling.closures import TeachingDates, closed_slots, trainer_slots

NAIROBI = ZoneInfo("Africa/Nairobi")
MONDAY = date(2026, 9, 7)
FOUR_WEEKS = TeachingDates.of(
    MONDAY, MONDAY + timedelta(days=25), weekdays=range(5), holidays=(), zone=NAIROBI
)
GRID = TimeGrid(days=5, slots_per_day=3, starts=(8 * 60, 9 * 60, 10 * 60 + 20))
"""Slots at 08:00, 09:00 and, after a break, 10:20."""


def maintenance(day: date, start: str, end: str, *, until: date | None = None) -> RoomMaintenance:
    """A maintenance by the clock in Nairobi."""
    return RoomMaintenance(
        starts_at=datetime.combine(day, time.fromisoformat(start), NAIROBI),
        ends_at=datetime.combine(until or day, time.fromisoformat(end), NAIROBI),
    )


def said(kind: str, start: str, end: str, *, weekday: int = 0) -> TrainerAvailability:
    """A time about which a trainer has said something."""
    return TrainerAvailability(
        weekday=weekday, starts_at=time.fromisoformat(start), ends_at=time.fromisoformat(end), kind=kind
    )


@pytest.mark.parametrize(("weeks", "is_closed"), [(1, False), (2, True), (4, True)])
def test_a_slot_is_closed_when_half_of_its_dates_are(weeks: int, is_closed: bool) -> None:
    plan = [maintenance(MONDAY + timedelta(weeks=week), "08:00", "09:00") for week in range(weeks)]

    assert closed_slots(GRID, FOUR_WEEKS, plan) == (frozenset({0}) if is_closed else frozenset())


def test_holidays_are_no_dates_of_a_slot() -> None:
    """Of two Mondays that are left of four, one is half."""
    term = TeachingDates.of(
        MONDAY,
        MONDAY + timedelta(days=25),
        weekdays=range(5),
        holidays=[(MONDAY + timedelta(weeks=2), MONDAY + timedelta(weeks=3))],
        zone=NAIROBI,
    )

    assert closed_slots(GRID, term, [maintenance(MONDAY, "08:00", "09:00")]) == {0}


def test_touching_a_slot_for_a_minute_closes_it_and_a_break_does_not() -> None:
    week = TeachingDates.of(MONDAY, MONDAY + timedelta(days=4), weekdays=range(5), holidays=(), zone=NAIROBI)

    assert closed_slots(GRID, week, [maintenance(MONDAY, "08:59", "09:01")]) == {0, 1}
    assert closed_slots(GRID, week, [maintenance(MONDAY, "10:00", "10:20")]) == set()


def test_a_maintenance_over_days_closes_all_that_lies_between() -> None:
    week = TeachingDates.of(MONDAY, MONDAY + timedelta(days=4), weekdays=range(5), holidays=(), zone=NAIROBI)
    plan = [maintenance(MONDAY, "10:00", "08:30", until=MONDAY + timedelta(days=2))]

    assert closed_slots(GRID, week, plan) == {2, 3, 4, 5, 6}


def test_a_maintenance_far_beyond_the_term_closes_every_slot_of_it() -> None:
    plan = [maintenance(date(2020, 1, 1), "00:00", "00:00", until=date(2099, 1, 1))]

    assert closed_slots(GRID, FOUR_WEEKS, plan) == set(range(15))
    assert closed_slots(GRID, FOUR_WEEKS, [maintenance(date(2020, 1, 1), "08:00", "09:00")]) == set()


def test_a_term_without_a_single_teaching_day_closes_nothing() -> None:
    none = TeachingDates.of(MONDAY, MONDAY, weekdays=(), holidays=(), zone=NAIROBI)

    assert closed_slots(GRID, none, [maintenance(MONDAY, "08:00", "09:00")]) == set()


def test_times_away_and_disliked_concern_every_slot_they_touch() -> None:
    rows = [said("unavailable", "08:30", "09:00"), said("disliked", "09:30", "10:21")]

    assert trainer_slots(GRID, rows) == (frozenset({0}), frozenset({1, 2}))


def test_who_says_when_free_is_free_at_no_other_time() -> None:
    rows = [said("available", "08:00", "09:30"), said("disliked", "09:30", "11:20", weekday=1)]

    unavailable, disliked = trainer_slots(GRID, rows)

    assert set(range(15)) - unavailable == {0, 5}
    assert disliked == {5}


def test_available_and_disliked_times_may_join_within_a_slot() -> None:
    rows = [said("available", "08:00", "09:30"), said("disliked", "09:30", "10:00")]

    unavailable, disliked = trainer_slots(GRID, rows)

    assert set(range(15)) - unavailable == {0, 1}
    assert disliked == {1}


def test_who_says_nothing_is_always_free() -> None:
    assert trainer_slots(GRID, []) == (frozenset(), frozenset())


def test_what_is_said_of_a_day_without_teaching_concerns_no_slot() -> None:
    assert trainer_slots(GRID, [said("unavailable", "08:00", "12:00", weekday=6)]) == (
        frozenset(),
        frozenset(),
    )
