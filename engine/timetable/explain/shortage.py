"""Rooms that are too few for all that needs them, found by counting and told as one cause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from engine.timetable.constraints import hard_rules
from engine.timetable.explain.event_facts import BreaksKept
from engine.timetable.explain.supply_facts import HeldIn, RoomSupply
from engine.timetable.kernel.state import domain_of, forms_of
from engine.timetable.layout import BoolArray, IntArray, Layout
from engine.timetable.problem import Problem
from engine.timetable.problem_parts import only_events

MANY_COURSES = 20
"""Courses beyond which a shortage is told as a whole in any case."""


@dataclass(frozen=True)
class Shortage:
    """Events that only some rooms will do for, and that need more than these have.

    Parameters
    ----------
    facts
        What is to be held there, and that there are no more such rooms.
    part
        The problem with these two facts only.
    missing
        Slots of rooms that are missing.
    """

    facts: tuple[HeldIn, RoomSupply]
    part: Problem
    missing: int

    @property
    def least_rooms(self) -> int:
        """Rooms that must be added at least, if no event is left out."""
        return -(-self.missing // self.part.grid.num_slots)

    @property
    def least_left_out(self) -> tuple[int, ...]:
        """Events of the part to leave out if no room is added: the longest first, which no fewer can be.

        Of equals, one of the course that has the most left, as the hardest to place.
        """
        left = {course: list(events) for course, events in enumerate(self.part.events_of_course) if events}
        duration = [event.duration for event in self.part.events]
        for events in left.values():
            events.sort(key=duration.__getitem__)
        out: list[int] = []
        missing = self.missing
        while missing > 0:
            most = max((c for c in left if left[c]), key=lambda c: (duration[left[c][-1]], len(left[c])))
            out.append(left[most].pop())
            missing -= duration[out[-1]]
        return tuple(out)


def shortage_among(problem: Problem) -> Shortage | None:
    """The largest shortage of rooms, if it has no smaller cause.

    It has one where leaving out one course would do, since then each that would is to be named, or
    where one course alone is too much for the rooms; but nobody wants to hear of more than
    ``MANY_COURSES``.
    """
    bare = _bare(problem)
    layout = Layout(bare)
    crowds = list(_crowds(layout))
    if not crowds:
        return None
    crowd = max(crowds, key=lambda one: (one.missing, -len(one.rooms)))
    loads = np.bincount(layout.course[crowd.bundles], _load(layout)[crowd.bundles])
    supply = loads.sum() - crowd.missing
    is_of_few = np.count_nonzero(loads) <= MANY_COURSES
    if is_of_few and (loads.max() >= crowd.missing or loads.max() > supply):
        return None
    return _told(layout, crowd)


@dataclass(frozen=True)
class _Crowd:
    """Bundles held in one week that only some rooms will do for, and the slots these lack."""

    rooms: tuple[int, ...]
    bundles: IntArray
    missing: int


def _crowds(layout: Layout) -> Iterator[_Crowd]:
    """Every set of rooms that is some event's choice, and all of them, where they are too few."""
    rooms_ok, cells_ok = _domain(layout)
    choices = {tuple(np.flatnonzero(row).tolist()) for row in rooms_ok}
    for rooms in sorted(choices | {tuple(range(len(layout.problem.rooms)))}):
        outside = np.ones(rooms_ok.shape[1], bool)
        outside[list(rooms)] = False
        needy = ~(rooms_ok & outside).any(1)
        supply = int(cells_ok[~outside].sum())
        for pattern in range(len(layout.patterns)):
            bundles = np.flatnonzero(needy & layout.patterns_of[:, pattern])
            missing = int(_load(layout)[bundles].sum()) - supply
            if missing > 0 and rooms:
                yield _Crowd(rooms, bundles, missing)


def _told(layout: Layout, crowd: _Crowd) -> Shortage:
    problem, load = layout.problem, _load(layout)[crowd.bundles]
    events = [event for bundle in crowd.bundles.tolist() for event in layout.bundles[bundle]]
    courses = tuple(sorted({problem.events[event].course for event in events}))
    rooms_ok, _ = _domain(layout)
    wanted = load @ rooms_ok[crowd.bundles]
    like = max(crowd.rooms, key=lambda room: (wanted[room], problem.rooms[room].capacity))
    rooms = frozenset(crowd.rooms)
    return Shortage(
        (HeldIn(rooms, courses, len(events), int(load.sum())), RoomSupply(rooms, like)),
        only_events(problem, events),
        crowd.missing,
    )


def _bare(problem: Problem) -> Problem:
    """The problem with only those facts that a shortage of rooms is made of."""
    free: frozenset[int] = frozenset()
    days = BreaksKept().lifted(problem) if problem.grid.breaks else problem
    return replace(
        days,
        rooms=tuple(replace(room, max_bookings=None) for room in problem.rooms),
        teachers=tuple(replace(t, unavailable=free, max_day=None, max_week=None) for t in problem.teachers),
        groups=tuple(replace(g, unavailable=free, max_day=None, max_week=None) for g in problem.groups),
        courses=tuple(replace(course, unavailable=free) for course in problem.courses),
        events=tuple(replace(event, pin_slot=None, pin_room=None, after=()) for event in problem.events),
    )


def _domain(layout: Layout) -> tuple[BoolArray, BoolArray]:
    """Which rooms do for which bundle, and in which slots rooms are open."""
    _, rooms_ok, cells_ok = domain_of(layout, forms_of(layout, hard_rules(layout.problem), []))
    return rooms_ok, cells_ok


def _load(layout: Layout) -> IntArray:
    """Slots that each bundle's events last together."""
    return np.array([len(events) for events in layout.bundles], np.int64) * layout.duration
