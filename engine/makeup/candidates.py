"""Missed sessions to be placed together: the times each could be held at, and what they cost alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.makeup.calendar import Place, Session
from engine.makeup.costs import MakeupWeights, by_person, price_distance, price_people, price_rooms
from engine.makeup.index import MakeupIndex
from engine.makeup.query import Query
from engine.makeup.scan import admissible
from engine.makeup.words import idle_of

IntArray = NDArray[np.int64]


class Time(NamedTuple):
    """A date and start at which one session can be held.

    Parameters
    ----------
    date
        Position of the date in the index.
    rooms, prices
        Admissible rooms, the cheapest first, and what each costs.
    alone
        What the time costs those who attend no other of the missed sessions, and its distance.
    least
        No assignment pays less for this session when it is held then, the room included.
    """

    date: int
    start: int
    rooms: tuple[int, ...]
    prices: tuple[int, ...]
    alone: int
    least: int


class Choice(NamedTuple):
    """A time and a room for one session."""

    time: Time
    room: int

    @property
    def is_dearer(self) -> bool:
        """Whether a cheaper room is free then."""
        return self.time.prices[self.time.rooms.index(self.room)] > self.time.prices[0]


Chosen = tuple[Choice | None, ...]
"""Time and room of each session; None where it is left out."""


@dataclass(frozen=True)
class Candidate:
    """One missed session with all its times.

    Parameters
    ----------
    shared
        Rows of those who attend other missed sessions too.
    """

    searched: Query
    times: tuple[Time, ...]
    shared: frozenset[int]

    @property
    def session(self) -> Session:
        """What was missed."""
        return self.searched.missed

    @property
    def duration(self) -> int:
        """Slots it lasts."""
        return self.searched.event.duration

    @cached_property
    def least(self) -> int:
        """What it costs at least, wherever it is held."""
        return min(time.least for time in self.times)

    @cached_property
    def time_at(self) -> dict[tuple[int, int], Time]:
        """Times by date and start."""
        return {(time.date, time.start): time for time in self.times}

    def place(self, choice: Choice) -> Place:
        """What was chosen, as a place in the calendar."""
        return Place(self.searched.index.date(choice.time.date), choice.time.start, choice.room)


def candidates(
    free: MakeupIndex, missed: Sequence[tuple[Session, Place]], dates: range, weights: MakeupWeights
) -> list[Candidate]:
    """All sessions with all their times; those without one have none."""
    queries = [Query(free, session, place, dates) for session, place in missed]
    often = Counter(row for one in queries for row in one.rows)
    return [_candidate(one, {row for row in one.rows if often[row] > 1}, weights) for one in queries]


def _candidate(searched: Query, shared: set[int], weights: MakeupWeights) -> Candidate:
    alone, least = _bounds(searched, shared, weights)
    room_prices = price_rooms(searched, weights)
    date, start, room = admissible(searched)
    order = np.lexsort((room_prices[room], start, date))
    date, start, room = date[order], start[order], room[order]
    first = np.flatnonzero(np.diff(date, prepend=-1) | np.diff(start, prepend=-1))
    times = [
        Time(
            searched.dates[day],
            slot,
            tuple(rooms.tolist()),
            tuple(room_prices[rooms].tolist()),
            int(alone[day, slot]),
            int(least[day, slot] + room_prices[rooms[0]]),
        )
        for day, slot, rooms in zip(
            date[first].tolist(), start[first].tolist(), _split(room, first), strict=True
        )
    ]
    return Candidate(searched, tuple(times), frozenset(shared))


def _split(values: IntArray, first: NDArray[np.intp]) -> Iterable[IntArray]:
    return np.split(values, first)[1:]


def _bounds(searched: Query, shared: set[int], weights: MakeupWeights) -> tuple[IntArray, IntArray]:
    """What each time costs those with no other missed session, and at least in all, without rooms.

    Load above the usual grows the faster the more is there, so that whatever else is booked, a
    session pays for it at least what it would pay alone. Gaps are another matter: the next session
    may fill what this one opens. But no day has less than none, so that all sessions of somebody's
    day together save at most the gaps it has now.
    """
    load, idle, week = price_people(searched, weights)
    others = np.array([row in shared for row in searched.rows])
    lonely = (load + idle + week[:, :, None])[~others].sum(0)
    of_idle = by_person(searched, weights.idle_teacher, weights.idle_group)
    now = idle_of(searched.before)[:, :, None] * of_idle[:, None, None]
    least = (load + week[:, :, None] - now)[others].sum(0)
    distance = price_distance(searched, weights)[:, None]
    return lonely + distance, lonely + least + distance
