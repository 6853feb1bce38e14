"""Problems made impossible on purpose, each with what its cause must name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.timetable import Problem

Planted = tuple[Problem, set[str]]


def absent_teacher(problem: Problem) -> Planted:
    """The teacher of most slots is there for one slot less than needed."""
    loads = [_load(problem, events) for events in problem.events_of_teacher]
    teacher = loads.index(max(loads))
    away = frozenset(range(loads[teacher] - 1, problem.grid.num_slots))
    teachers = list(problem.teachers)
    teachers[teacher] = replace(teachers[teacher], unavailable=away)
    return replace(problem, teachers=tuple(teachers)), {str(teachers[teacher])}


def squeezed_group(problem: Problem) -> Planted:
    """The group of most slots has time for one slot less."""
    loads = [_load(problem, events) for events in problem.events_of_group]
    group = loads.index(max(loads))
    groups = list(problem.groups)
    away = frozenset(range(loads[group] - 1, problem.grid.num_slots))
    groups[group] = replace(groups[group], unavailable=away)
    return replace(problem, groups=tuple(groups)), {str(groups[group])}


def too_few_rooms(problem: Problem) -> Planted:
    """As many rooms as leave an event out, where courses may use any; a cause need not name a room."""
    needed = _load(problem, range(len(problem.events)))
    kept = (needed - 1) // problem.grid.num_slots
    return replace(problem, rooms=problem.rooms[:kept]), set()


def with_three_causes(college: Problem) -> Planted:
    """A teacher who is never there, a group that may learn one slot a week, a course without its lab."""
    events, teachers, groups = list(college.events), list(college.teachers), list(college.groups)
    absent = next(iter(college.courses[events[0].course].teachers))
    taught = {index for index, course in enumerate(college.courses) if absent in course.teachers}
    concerned = {group for course in taught for group in college.courses[course].groups}
    squeezed = next(g for g in range(len(groups)) if g not in concerned and college.events_of_group[g])
    odd = next(
        index
        for index, event in enumerate(events)
        if event.course not in taught and squeezed not in college.courses[event.course].groups
    )
    events[odd] = replace(events[odd], kind="observatory")
    teachers[absent] = replace(teachers[absent], unavailable=frozenset(range(college.grid.num_slots)))
    groups[squeezed] = replace(groups[squeezed], max_week=1)
    problem = replace(college, events=tuple(events), teachers=tuple(teachers), groups=tuple(groups))
    return problem, {str(teachers[absent]), str(groups[squeezed]), "observatory"}


def _load(problem: Problem, events: Iterable[int]) -> int:
    return sum(problem.events[event].duration for event in events)
