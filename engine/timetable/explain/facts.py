"""All facts of a problem."""

from __future__ import annotations

from collections.abc import Iterable

from engine.timetable.explain.event_facts import Teaching, event_facts
from engine.timetable.explain.fact import Fact
from engine.timetable.explain.people_facts import DayLimit, Unavailable, WeekLimit, courses_with, people_facts
from engine.timetable.explain.room_facts import room_facts
from engine.timetable.explain.supply_facts import HeldIn
from engine.timetable.problem import Problem


def facts_of(problem: Problem) -> tuple[Fact, ...]:
    """What the planner has said of the events there are: who teaches what first, then its conditions."""
    return (*event_facts(problem), *people_facts(problem), *room_facts(problem))


def courses_of(problem: Problem, facts: Iterable[Fact]) -> frozenset[int]:
    """Courses that the facts teach, and all courses of the people whose time they speak of."""
    courses: set[int] = set()
    for fact in facts:
        if isinstance(fact, Teaching):
            courses.add(fact.course)
        if isinstance(fact, HeldIn):
            courses.update(fact.courses)
        if isinstance(fact, Unavailable | DayLimit | WeekLimit):
            courses.update(courses_with(problem, fact.kind, fact.index))
    return frozenset(courses)
