"""Where causes are looked for first: small parts of a problem that are often impossible."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from engine.timetable.constraints import hard_rules
from engine.timetable.constraints.people import everybody
from engine.timetable.kernel.state import domain_of, forms_of
from engine.timetable.layout import Layout
from engine.timetable.problem import Problem
from engine.timetable.solve.proofs import counting_proofs

Courses = frozenset[int]


def counted_out(problem: Problem) -> Iterator[Courses]:
    """The courses of each counting proof, the fewest first."""
    parts = {_courses(problem, proof.events) for proof in counting_proofs(Layout(problem))}
    yield from sorted(parts, key=lambda part: (len(part), sorted(part)))


def suspects(problem: Problem) -> Iterator[Courses]:
    """Courses that meet in one person, one order, one room's pins, or one set of rooms."""
    seen: set[Courses] = set()
    for part in (*_of_people(problem), *_of_orders(problem), *_of_pins(problem), *_of_rooms(problem)):
        if part not in seen:
            seen.add(part)
            yield part


def _of_people(problem: Problem) -> Iterator[Courses]:
    for _, events in everybody(problem):
        if events:
            yield _courses(problem, events)


def _of_orders(problem: Problem) -> Iterator[Courses]:
    """Courses tied together by orders, directly or through others."""
    tied: dict[int, set[int]] = {}
    for event in problem.events:
        for other in event.after:
            pair = {event.course, problem.events[other].course}
            together = pair.union(*(tied.get(course, set()) for course in pair))
            for course in together:
                tied[course] = together
    yield from sorted({frozenset(courses) for courses in tied.values()}, key=sorted)


def _of_pins(problem: Problem) -> Iterator[Courses]:
    pinned: defaultdict[int, list[int]] = defaultdict(list)
    for index, event in enumerate(problem.events):
        if event.pin_room is not None:
            pinned[event.pin_room].append(index)
    for room in sorted(pinned):
        yield _courses(problem, pinned[room])


def _of_rooms(problem: Problem) -> Iterator[Courses]:
    """Courses that need rooms of one set, for every set that is some event's choice; the fewest first."""
    layout = Layout(problem)
    _, rooms_ok, _ = domain_of(layout, forms_of(layout, hard_rules(problem), []))
    parts = set()
    for choice in np.unique(rooms_ok, axis=0):
        inside = np.flatnonzero(~(rooms_ok & ~choice).any(1)).tolist()
        parts.add(frozenset(layout.course[inside].tolist()))
    yield from sorted(parts, key=lambda part: (len(part), sorted(part)))


def _courses(problem: Problem, events: Iterable[int]) -> Courses:
    return frozenset(problem.events[event].course for event in events)
