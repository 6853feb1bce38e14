"""How a timetable uses rooms and people: hours, seats, days, gaps, late hours.

All figures are of an average week of the cycle: what is held every other week counts half.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable

Occupied = NDArray[np.bool_]
"""Whether each of several rooms or people is taken, by week of the cycle, day and slot of the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomUse:
    """A room's week.

    Parameters
    ----------
    booked_hours
        Hours a week in which something is held.
    open_hours
        Hours a week in which something could be.
    seat_hours, taken_seat_hours
        Seats there are, and trainees on them, over the booked hours.
    """

    booked_hours: float
    open_hours: float
    seat_hours: float
    taken_seat_hours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekLoad:
    """The week of a trainer or a class group.

    Parameters
    ----------
    limit_hours
        Hours a week at most; None where there is no limit.
    days
        Days a week with a session.
    gap_hours
        Hours between two sessions of a day without one.
    late_hours
        Hours of sessions in slots that count as late.
    """

    hours: float
    limit_hours: float | None
    days: float
    gap_hours: float
    late_hours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Utilisation:
    """A timetable in figures; rooms, trainers and class groups by the problem's indices.

    Parameters
    ----------
    sessions
        Sessions a week held in each slot, by day and slot of the day.
    """

    rooms: tuple[RoomUse, ...]
    teachers: tuple[WeekLoad, ...]
    groups: tuple[WeekLoad, ...]
    sessions: tuple[tuple[float, ...], ...]


def utilisation(problem: Problem, timetable: Timetable) -> Utilisation:
    """The figures of a timetable; events without a place count nowhere.

    Raises
    ------
    ValueError
        If the timetable is one of another problem.
    """
    if len(timetable) != len(problem.events):
        raise ValueError(f"The timetable has {len(timetable)} events, the problem {len(problem.events)}.")
    counter = _Counter(problem, timetable)
    return Utilisation(
        rooms=counter.rooms(),
        teachers=counter.loads(problem.events_of_teacher, [teacher.max_week for teacher in problem.teachers]),
        groups=counter.loads(problem.events_of_group, [group.max_week for group in problem.groups]),
        sessions=counter.heat(),
    )


class _Counter:
    """A timetable laid out over weeks, days and slots."""

    def __init__(self, problem: Problem, timetable: Timetable) -> None:
        grid = problem.grid
        self.problem = problem
        self.hours = grid.slot_minutes / 60
        self.shape = (grid.weeks, grid.days, grid.slots_per_day)
        self.weeks = np.array(
            [
                [problem.weeks(event) >> week & 1 for week in range(grid.weeks)]
                for event in range(len(timetable))
            ],
            dtype=bool,
        ).reshape(len(timetable), grid.weeks)
        self.slots = [timetable.slots_of(problem, event) for event in range(len(timetable))]
        self.room_of = [-1 if place is None else place.room for place in timetable.placements]

    def rooms(self) -> tuple[RoomUse, ...]:
        """What each room is used for."""
        events_of: list[list[int]] = [[] for _ in self.problem.rooms]
        for event, room in enumerate(self.room_of):
            if room >= 0:
                events_of[room].append(event)
        occupied = self._occupied(events_of)
        booked = self._weekly(occupied.sum(axis=(1, 2, 3)))
        taken = [self._trainee_hours(events) for events in events_of]
        slots = self.problem.grid.num_slots
        return tuple(
            RoomUse(
                booked_hours=float(booked[index]),
                open_hours=(slots - len(room.unavailable)) * self.hours,
                seat_hours=float(booked[index]) * room.capacity,
                taken_seat_hours=taken[index],
            )
            for index, room in enumerate(self.problem.rooms)
        )

    def loads(self, events_of: Sequence[Sequence[int]], limits: Sequence[int | None]) -> tuple[WeekLoad, ...]:
        """The weeks of those who attend these events."""
        occupied = self._occupied(events_of)
        late = occupied[..., self._late_from :]
        figures = (
            self._weekly(occupied.sum(axis=(1, 2, 3))),
            occupied.any(axis=3).sum(axis=(1, 2)) / self.shape[0],
            self._weekly(_gaps(occupied).sum(axis=(1, 2))),
            self._weekly(late.sum(axis=(1, 2, 3))),
        )
        return tuple(
            WeekLoad(
                hours=float(hours),
                limit_hours=None if limit is None else limit * self.hours,
                days=float(days),
                gap_hours=float(gaps),
                late_hours=float(late_hours),
            )
            for limit, hours, days, gaps, late_hours in zip(limits, *figures, strict=True)
        )

    def heat(self) -> tuple[tuple[float, ...], ...]:
        """Sessions held in each slot."""
        counts = np.zeros(self.problem.grid.num_slots)
        for event, slots in enumerate(self.slots):
            counts[slots.start : slots.stop] += self.weeks[event].mean()
        by_day = counts.reshape(self.shape[1:])
        return tuple(tuple(round(float(count), 3) for count in day) for day in by_day)

    @property
    def _late_from(self) -> int:
        """First slot of the day that counts as late; beyond the last where the problem names none."""
        return self.problem.weights.late_from or self.problem.grid.slots_per_day

    def _occupied(self, events_of: Sequence[Sequence[int]]) -> Occupied:
        grid = self.problem.grid
        taken = np.zeros((len(events_of), grid.weeks, grid.num_slots), dtype=bool)
        for index, events in enumerate(events_of):
            for event in events:
                slots = self.slots[event]
                taken[index, self.weeks[event], slots.start : slots.stop] = True
        return taken.reshape(len(events_of), *self.shape)

    def _trainee_hours(self, events: Sequence[int]) -> float:
        slots = sum(
            self.problem.courses[self.problem.events[event].course].students
            * len(self.slots[event])
            * self.weeks[event].mean()
            for event in events
        )
        return float(slots) * self.hours

    def _weekly(self, slots: NDArray[np.int64]) -> NDArray[np.float64]:
        """Hours an average week from slots of the whole cycle."""
        return slots * self.hours / self.shape[0]


def _gaps(occupied: Occupied) -> NDArray[np.int64]:
    """Free slots between the first and the last taken one of each day."""
    begun = np.logical_or.accumulate(occupied, axis=3)
    goes_on = np.logical_or.accumulate(occupied[..., ::-1], axis=3)[..., ::-1]
    gaps: NDArray[np.int64] = (begun & goes_on & ~occupied).sum(axis=3)
    return gaps
