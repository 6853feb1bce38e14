"""Every admissible place for one missed session, ranked by exact cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.makeup.calendar import Horizon, Place, Session
from engine.makeup.costs import MakeupWeights, Price, Prices, price_places
from engine.makeup.index import MakeupIndex
from engine.makeup.query import Query, query
from engine.makeup.words import Words, has_bits, idle_of, load_of, starts_within
from engine.timetable.problem import Course, Group, Room, Teacher

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Option:
    """A place where a missed session can be made up.

    Parameters
    ----------
    price
        Parts of what it costs; negative in all where it fills gaps.
    """

    place: Place
    price: Price

    @property
    def cost(self) -> int:
        """What it costs."""
        return self.price.total


@dataclass(frozen=True, slots=True)
class Touch:
    """What an option does to the day of somebody who attends."""

    who: Teacher | Group
    load_before: int
    load_after: int
    idle_before: int
    idle_after: int

    def __str__(self) -> str:
        day = (
            f"{self.load_before} to {self.load_after} slots"
            if self.load_before
            else f"comes for {self.load_after} slot{'s'[: self.load_after - 1]} only"
        )
        change = self.idle_after - self.idle_before
        gaps = f", {abs(change)} {'more' if change > 0 else 'less'} idle" if change else ""
        return f"{self.who}: {day}{gaps}"


class Ranking:
    """Admissible places, cheapest first; those of equal cost by date, start and room.

    Parameters
    ----------
    searched
        What was asked.
    cells
        Date, start and room of each place, by position in the arrays; of shape (3, places).
    """

    def __init__(self, searched: Query, prices: Prices, cells: IntArray) -> None:
        self._query = searched
        self._prices = prices
        date, start, room = cells
        self._costs = prices.of_times[date, start] + prices.room[room]
        # Places come in the order of date, start and room, which a stable sort keeps.
        order = np.argsort(self._costs, kind="stable")
        self._cells = cells[:, order]
        self._costs = self._costs[order]

    def __len__(self) -> int:
        return len(self._costs)

    def __iter__(self) -> Iterator[Option]:
        return (self._option(rank) for rank in range(len(self)))

    def best(self, number: int) -> list[Option]:
        """The cheapest, at most so many."""
        return [self._option(rank) for rank in range(min(number, len(self)))]

    def touched(self, option: Option) -> list[Touch]:
        """Who attends, with their day before and after."""
        date = self._query.index.number_of(option.place.date) - self._query.dates.start
        before, after = self._query.before[:, date], self._query.after[:, date, option.place.start]
        figures = np.stack([load_of(before), load_of(after), idle_of(before), idle_of(after)], 1).tolist()
        owners = [self._query.index.rows.owners[row] for row in self._query.rows]
        return [
            Touch(owner, *four)
            for owner, four in zip(owners, figures, strict=True)
            if not isinstance(owner, Room | Course)
        ]

    def _option(self, rank: int) -> Option:
        date, start, room = self._cells[:, rank].tolist()
        place = Place(self._query.index.date(self._query.dates[date]), start, room)
        return Option(place, self._prices.of(date, start, room))


def find(
    index: MakeupIndex,
    missed: Session,
    horizon: Horizon | None = None,
    *,
    weights: MakeupWeights | None = None,
) -> Ranking:
    """Rank all places in which a missed session can be made up.

    The order of events (``after``) and pins belong to the week and are not asked for here.

    Parameters
    ----------
    index
        The term, in which the session may or may not be held.
    missed
        A session of the timetable, or a booked one.
    horizon
        Where to look; unless given, from today (or else the missed date) to the end of the term.
    weights
        What places cost.

    Raises
    ------
    ValueError
        If there is no such session, or no date of the horizon can be used.
    """
    searched = query(index, missed, horizon)
    return Ranking(searched, price_places(searched, weights or MakeupWeights()), admissible(searched))


def admissible(searched: Query) -> IntArray:
    """Date, start and room of all places that keep every rule, in that order; of shape (3, places)."""
    rooms = np.flatnonzero(suitable_rooms(searched))
    starts = _people_starts(searched) & _room_starts(searched, rooms)
    _leave_out_missed(searched, starts, rooms)
    by_date = has_bits(starts, searched.problem.grid.slots_per_day).transpose(1, 2, 0)
    date, start, room = np.nonzero(by_date)
    return np.stack([date, start, rooms[room]])


def suitable_rooms(searched: Query) -> NDArray[np.bool_]:
    """Rooms that would do at any time: allowed, of the right kind, equipped, large enough."""
    problem, event = searched.problem, searched.event
    course, weights = problem.courses[event.course], problem.weights
    closed = course.unsuitable_rooms if weights.use_room_constraints else frozenset()
    students = course.students if weights.hard_capacity else 0
    return np.array(
        [
            (event.rooms is None or index in event.rooms)
            and index not in closed
            and event.kind in ("", room.kind)
            and event.features <= room.features
            and room.capacity >= students
            for index, room in enumerate(problem.rooms)
        ],
        bool,
    )


def _people_starts(searched: Query) -> Words:
    """Starts that suit everybody who attends, as bits; of shape (dates,)."""
    index, rows, at = searched.index, searched.rows, searched.at
    taken = searched.before | index.never[rows, at] | index.away[rows, at]
    full = np.uint32((1 << searched.problem.grid.slots_per_day) - 1)
    free = full & ~(np.bitwise_or.reduce(taken, axis=0) | searched.course_closed)
    starts = starts_within(free, searched.event.duration)
    starts &= np.uint32(sum(1 << int(start) for start in np.flatnonzero(searched.uninterrupted)))
    starts[~(index.is_open[at] & _is_within_loads(searched))] = 0
    return starts


def _is_within_loads(searched: Query) -> NDArray[np.bool_]:
    """Dates on which nobody's day or week becomes too long; of shape (dates,)."""
    rows, people, duration = searched.index.rows, searched.rows, searched.event.duration
    day = load_of(searched.before) + duration <= rows.max_day[people][:, None]
    week = searched.week_load + duration <= rows.max_week[people][:, None]
    return np.asarray((day & week).all(0), bool)


def _room_starts(searched: Query, rooms: IntArray) -> Words:
    """Starts at which each room is free, as bits; of shape (rooms, dates)."""
    index, at = searched.index, searched.at
    taken = index.busy[rooms, at] | index.never[rooms, at] | index.away[rooms, at]
    starts = starts_within(~taken, searched.event.duration)
    starts[index.begun[rooms, at] >= searched.booking_limits[rooms, None]] = 0
    return starts


def _leave_out_missed(searched: Query, starts: Words, rooms: IntArray) -> None:
    """Take out the very place that was missed."""
    date = searched.index.number_of(searched.place.date) - searched.dates.start
    if 0 <= date < len(searched.dates):
        starts[rooms == searched.place.room, date] &= ~np.uint32(1 << searched.place.start)
