"""What a place for a missed session costs: exact, in whole numbers, as a sum of named parts."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.makeup.query import Query
from engine.makeup.words import idle_of, load_of
from engine.timetable.problem import Group, Teacher

IntArray = NDArray[np.int64]

SEATS_A_STEP = 10
MAX_WEIGHT = 10_000


@dataclass(frozen=True, slots=True)
class MakeupWeights:
    """Cost of one unit of each part; 0 leaves it out.

    A day's or week's *usual* load is the even share of the cycle's average week, rounded up.

    Parameters
    ----------
    load_group, load_teacher
        A slot of a day above the usual load of a day, for one group or teacher.
    idle_group, idle_teacher
        A free slot between the first and the last of a day. A session that fills one saves as much.
    week_group, week_teacher
        A slot of a week above the usual load of a week.
    distance
        A day between the missed date and the new one.
    spare_seats
        Each ten seats left empty, begun ones too; no more are counted than there are students.
    missing_seat
        A student without a seat, where the problem's weights allow that at all.

    Raises
    ------
    ValueError
        If a weight is negative or above ``MAX_WEIGHT``.
    """

    load_group: int = 3
    load_teacher: int = 2
    idle_group: int = 3
    idle_teacher: int = 1
    week_group: int = 1
    week_teacher: int = 1
    distance: int = 2
    spare_seats: int = 1
    missing_seat: int = 5

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if not 0 <= value <= MAX_WEIGHT:
                raise ValueError(f"Weight {item.name} is {value}; expected 0 to {MAX_WEIGHT:,}.")


class Price(NamedTuple):
    """Parts of a cost."""

    load: int
    idle: int
    week: int
    distance: int
    room: int

    @property
    def total(self) -> int:
        """The cost."""
        return sum(self)


@dataclass(frozen=True)
class Prices:
    """Parts of the cost of every date and start, and of every room, admissible or not.

    Parameters
    ----------
    load, idle
        Of shape (dates, starts).
    week, distance
        Of shape (dates,).
    room
        Of shape (rooms,).
    """

    load: IntArray
    idle: IntArray
    week: IntArray
    distance: IntArray
    room: IntArray

    @property
    def of_times(self) -> IntArray:
        """All but the room's, of shape (dates, starts)."""
        return self.load + self.idle + (self.week + self.distance)[:, None]

    def of(self, date: int, start: int, room: int) -> Price:
        """Parts of one place, by the positions of its date, start and room."""
        return Price(
            int(self.load[date, start]),
            int(self.idle[date, start]),
            int(self.week[date]),
            int(self.distance[date]),
            int(self.room[room]),
        )


def price_places(query: Query, weights: MakeupWeights) -> Prices:
    """Price every place of a query."""
    load, idle, week = price_people(query, weights)
    distance = price_distance(query, weights)
    return Prices(load.sum(0), idle.sum(0), week.sum(0), distance, price_rooms(query, weights))


def price_distance(query: Query, weights: MakeupWeights) -> IntArray:
    """Price of each date for its distance; of shape (dates,)."""
    days_away = np.array(query.dates) - query.index.number_of(query.missed.date)
    distance: IntArray = weights.distance * np.abs(days_away)
    return distance


def price_people(query: Query, weights: MakeupWeights) -> tuple[IntArray, IntArray, IntArray]:
    """Parts that somebody's days and weeks cost, person by person.

    Load and gaps are of shape (people, dates, starts), weeks of shape (people, dates).
    """
    rows = query.index.rows
    of_load = by_person(query, weights.load_teacher, weights.load_group)
    of_idle = by_person(query, weights.idle_teacher, weights.idle_group)
    of_week = by_person(query, weights.week_teacher, weights.week_group)
    usual = rows.usual_day[query.rows][:, None]
    was_above = np.maximum(0, load_of(query.before) - usual)
    is_above = np.maximum(0, load_of(query.after) - usual[:, :, None])
    further_idle = idle_of(query.after) - idle_of(query.before)[:, :, None]
    spare = rows.usual_week[query.rows][:, None] - query.week_load
    above_week = np.maximum(0, query.event.duration - np.maximum(0, spare))
    return (
        of_load[:, None, None] * (is_above - was_above[:, :, None]),
        of_idle[:, None, None] * further_idle,
        of_week[:, None] * above_week,
    )


def by_person(query: Query, teacher: int, group: int) -> IntArray:
    """The weight that holds for each of those who attend; a course with nobody pays nothing."""
    price = {Teacher: teacher, Group: group}
    owners = query.index.rows.owners
    return np.array([price.get(type(owners[row]), 0) for row in query.rows], np.int64)


def price_rooms(query: Query, weights: MakeupWeights) -> IntArray:
    """Price of each room; of shape (rooms,)."""
    problem = query.problem
    students = problem.courses[query.event.course].students
    capacity = np.array([room.capacity for room in problem.rooms], np.int64)
    spare = np.minimum(np.maximum(0, capacity - students), students)
    missing = np.maximum(0, students - capacity)
    price: IntArray = weights.spare_seats * -(-spare // SEATS_A_STEP) + weights.missing_seat * missing
    return price
