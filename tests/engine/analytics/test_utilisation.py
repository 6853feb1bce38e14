"""Figures of a timetable, counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.analytics import utilisation
from engine.timetable.problem import Course, Event, Group, Problem, Room, Teacher, TimeGrid
from engine.timetable.timetable import Timetable
from engine.timetable.weights import Weights


@pytest.fixture
def problem() -> Problem:
    """Two days of four slots, two weeks; one teacher and one group of 20 have three events in two rooms."""
    return Problem(
        name="small",
        grid=TimeGrid(days=2, slots_per_day=4, weeks=2),
        rooms=(Room("R1", 40, unavailable=frozenset({7})), Room("R2", 25, kind="lab")),
        teachers=(Teacher("T", max_week=6), Teacher("idle")),
        groups=(Group("G", size=20),),
        courses=(Course("C", teachers=(0,), groups=(0,), students=20),),
        events=(Event(0), Event(0, duration=2), Event(0, weeks=0b01)),
        weights=replace(Weights.preset("campus"), late_from=3),
    )


def test_hours_days_gaps_and_late_hours_are_those_of_an_average_week(problem: Problem) -> None:
    # Monday: slot 0, and slots 2 and 3 after a gap; Tuesday of odd weeks: slot 0.
    load = utilisation(problem, Timetable.of([(0, 0), (2, 0), (4, 1)])).teachers[0]

    assert (load.hours, load.limit_hours) == (3.5, 6.0)
    assert (load.days, load.gap_hours, load.late_hours) == (1.5, 1.0, 1.0)


def test_a_group_has_the_same_week_as_its_only_teacher(problem: Problem) -> None:
    figures = utilisation(problem, Timetable.of([(0, 0), (2, 0), (4, 1)]))

    assert figures.groups[0].hours == figures.teachers[0].hours
    assert figures.groups[0].limit_hours is None
    assert (figures.teachers[1].hours, figures.teachers[1].days) == (0.0, 0.0)


def test_rooms_are_used_by_hours_and_seats(problem: Problem) -> None:
    hall, lab = utilisation(problem, Timetable.of([(0, 0), (2, 0), (4, 1)])).rooms

    assert (hall.booked_hours, hall.open_hours) == (3.0, 7.0)
    assert (hall.seat_hours, hall.taken_seat_hours) == (120.0, 60.0)
    assert (lab.booked_hours, lab.open_hours) == (0.5, 8.0)
    assert (lab.seat_hours, lab.taken_seat_hours) == (12.5, 10.0)


def test_the_heat_of_the_week_counts_what_is_held_every_other_week_half(problem: Problem) -> None:
    heat = utilisation(problem, Timetable.of([(0, 0), (2, 0), (4, 1)])).sessions

    assert heat == ((1.0, 0.0, 1.0, 1.0), (0.5, 0.0, 0.0, 0.0))


def test_what_has_no_place_counts_nowhere(problem: Problem) -> None:
    figures = utilisation(problem, Timetable.of([None, None, None]))

    assert figures.teachers[0].hours == figures.rooms[0].booked_hours == 0.0
    assert sum(map(sum, figures.sessions)) == 0.0


def test_periods_of_other_lengths_are_counted_in_hours(problem: Problem) -> None:
    short = replace(problem, grid=TimeGrid(days=2, slots_per_day=4, weeks=2, slot_minutes=45))

    assert utilisation(short, Timetable.of([(0, 0), (2, 0), None])).teachers[0].hours == 2.25


def test_a_problem_without_anything_has_no_figures(problem: Problem) -> None:
    empty = replace(problem, rooms=(), teachers=(), groups=(), courses=(), events=())

    figures = utilisation(empty, Timetable(()))

    assert (figures.rooms, figures.teachers, figures.groups) == ((), (), ())


def test_a_timetable_of_another_problem_is_refused(problem: Problem) -> None:
    with pytest.raises(ValueError, match="1 events, the problem 3"):
        utilisation(problem, Timetable.of([(0, 0)]))
