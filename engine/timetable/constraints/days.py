"""Single days of a group or teacher, as the referee sees them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


class PersonDay(NamedTuple):
    """What one day of one week holds for somebody.

    Parameters
    ----------
    week
        The week, which stands for its week pattern.
    day
        The day of the week.
    slots
        Slots in use, ascending; one with two events is there once.
    events
        Events held, ascending.
    """

    week: int
    day: int
    slots: tuple[int, ...]
    events: tuple[int, ...]


def days_of(
    problem: Problem, timetable: Timetable, events: Sequence[int], weeks: Iterable[int]
) -> Iterator[PersonDay]:
    """Days on which any of the events is held, week by week."""
    for week in weeks:
        by_day: defaultdict[int, set[int]] = defaultdict(set)
        for event in events:
            place = timetable[event]
            if place is not None and problem.weeks(event) >> week & 1:
                by_day[problem.grid.day(place.slot)].add(event)
        for day, held in sorted(by_day.items()):
            slots = {slot for event in held for slot in timetable.slots_of(problem, event)}
            yield PersonDay(week, day, tuple(sorted(slots)), tuple(sorted(held)))
