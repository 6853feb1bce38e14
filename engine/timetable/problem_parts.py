"""Problems with parts changed or left out, for asking what would be possible then.

Changes are such that a problem without contradictions stays one: something asked for is left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Literal

from engine.timetable.problem import Event, Problem

Kind = Literal["rooms", "teachers", "groups", "courses"]


def with_item(problem: Problem, kind: Kind, index: int, **changes: Any) -> Problem:
    """The problem with one room, teacher, group or course changed."""
    items = list(getattr(problem, kind))
    items[index] = replace(items[index], **changes)
    return problem.with_fitting(**{kind: tuple(items)})


def with_events(problem: Problem, events: Iterable[int], **changes: Any) -> Problem:
    """The problem with some events changed alike."""
    changed = list(problem.events)
    for index in events:
        changed[index] = replace(changed[index], **changes)
    return problem.with_fitting(events=tuple(changed))


def only_events(problem: Problem, events: Iterable[int]) -> Problem:
    """The problem with some of its events, in their order; orders that refer to others are left out.

    Rooms, teachers, groups and courses keep their indices, with or without events.
    """
    kept = sorted(set(events))
    index_of = {event: index for index, event in enumerate(kept)}
    return problem.with_fitting(events=tuple(_renumbered(problem.events[event], index_of) for event in kept))


def only_courses(problem: Problem, courses: Iterable[int]) -> Problem:
    """The problem with all events of some courses and no others."""
    return only_events(problem, (event for course in courses for event in problem.events_of_course[course]))


def _renumbered(event: Event, index_of: dict[int, int]) -> Event:
    return replace(event, after=tuple(index_of[other] for other in event.after if other in index_of))
