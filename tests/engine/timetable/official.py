"""The competition's formulation UD2 in plain dictionaries, from its rules alone.

Written apart from the rules of the product, to check them: what follows reads nothing of a problem
but the data that a ``.ctt`` file has.

References
----------
.. [1] Di Gaspero, L., McCollum, B., Schaerf, A. (2007). The second international timetabling
       competition (ITC-2007): curriculum-based course timetabling (track 3).
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable

MISSING_DAY, ISOLATED = 5, 2


def official_costs(problem: Problem, timetable: Timetable) -> dict[str, int]:
    """RoomCapacity, MinimumWorkingDays, CurriculumCompactness and RoomStability, weighted."""
    lectures = _lectures(problem, timetable)
    capacity = stability = days = 0
    for course in problem.courses:
        own = [(day, room) for name, room, day, _ in lectures if name == course.id]
        seats = {room.id: room.capacity for room in problem.rooms}
        capacity += sum(max(0, course.students - seats[room]) for _, room in own)
        days += MISSING_DAY * max(0, course.min_days - len({day for day, _ in own}))
        stability += max(0, len({room for _, room in own}) - 1)
    return {
        "room-capacity": capacity,
        "working-days": days,
        "isolated-lectures": _compactness(problem, lectures),
        "room-stability": stability,
    }


def official_breaches(problem: Problem, timetable: Timetable) -> dict[str, int]:
    """Lectures, Conflicts, Availability and RoomOccupation, each as a count."""
    lectures = _lectures(problem, timetable)
    by_period: dict[tuple[int, int], list[str]] = {}
    for name, _, day, period in lectures:
        by_period.setdefault((day, period), []).append(name)
    members = _curricula(problem)
    teacher = {course.id: course.teachers for course in problem.courses}
    per_day = problem.grid.slots_per_day
    closed = {(c.id, *divmod(slot, per_day)) for c in problem.courses for slot in c.unavailable}
    conflicts = sum(
        one == two or teacher[one] == teacher[two] or any({one, two} <= names for names in members)
        for names in by_period.values()
        for one, two in combinations(names, 2)
    )
    occupied = Counter((room, day, period) for _, room, day, period in lectures)
    return {
        "lectures": len(problem.events) - len(lectures),
        "conflicts": conflicts,
        "availability": sum((name, day, period) in closed for name, _, day, period in lectures),
        "room-occupation": sum(count - 1 for count in occupied.values()),
    }


def _lectures(problem: Problem, timetable: Timetable) -> list[tuple[str, str, int, int]]:
    """Course, room, day and period of each lecture, as in the competition's solution files."""
    lines = []
    for event, place in timetable.placed():
        day, period = divmod(place.slot, problem.grid.slots_per_day)
        course = problem.courses[problem.events[event].course].id
        lines.append((course, problem.rooms[place.room].id, day, period))
    return lines


def _curricula(problem: Problem) -> list[set[str]]:
    return [
        {course.id for course in problem.courses if group in course.groups}
        for group in range(len(problem.groups))
    ]


def _compactness(problem: Problem, lectures: list[tuple[str, str, int, int]]) -> int:
    """Each lecture of a curriculum with none of the same curriculum before or after it that day."""
    isolated = 0
    for names in _curricula(problem):
        taught = [(day, period) for name, _, day, period in lectures if name in names]
        isolated += sum((d, p - 1) not in taught and (d, p + 1) not in taught for d, p in taught)
    return ISOLATED * isolated
