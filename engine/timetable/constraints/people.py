"""Who attends an event, for the rules that treat groups and teachers alike."""

from __future__ import annotations

from collections.abc import Iterator

from engine.timetable.problem import Group, Problem, Teacher


def everybody(problem: Problem) -> Iterator[tuple[Group | Teacher, tuple[int, ...]]]:
    """Each group, then each teacher, with their events."""
    yield from zip(problem.groups, problem.events_of_group, strict=True)
    yield from zip(problem.teachers, problem.events_of_teacher, strict=True)


def attending(problem: Problem, event: int) -> Iterator[Group | Teacher]:
    """Groups, then teachers, of one event."""
    course = problem.courses[problem.events[event].course]
    yield from (problem.groups[index] for index in course.groups)
    yield from (problem.teachers[index] for index in course.teachers)


def share_a_week(problem: Problem, first: int, second: int) -> bool:
    """Whether some week has both events."""
    return bool(problem.weeks(first) & problem.weeks(second))


def price_for(who: Group | Teacher, *, group: int, teacher: int) -> int:
    """The one of two prices that holds for somebody."""
    return group if isinstance(who, Group) else teacher
