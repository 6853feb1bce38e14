"""Courses without practicals: they fill the college up to its number of events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from random import Random

from engine.timetable.generate.courses import CourseBook, CourseDraft
from engine.timetable.generate.departments import COMMON_TITLES, DEPARTMENTS
from engine.timetable.generate.placing import Session
from engine.timetable.generate.sizes import CollegeSize

_FAILURES_ALLOWED = 6
_JOINT_EVERY = 4
_VIRTUAL_EVERY = 5
_COMMON_SHARE = 0.3


def add_lecture_courses(book: CourseBook, size: CollegeSize) -> None:
    """Give courses to the group that is taught least until the number of events is reached."""
    cohorts = _cohorts(book)
    queue = [(book.load(group), book.rng.random(), group, 0) for group in range(len(book.groups))]
    heapify(queue)
    practicals = len(book.courses)
    while queue and len(book.events) < size.events:
        known, tie, group, failures = heappop(queue)
        if known == book.load(group):  # otherwise a joint course came in between
            mates = cohorts[book.groups[group].cohort]
            most = size.events - len(book.events)
            number = len(book.courses) - practicals
            draft = _draft(book, group, mates, number, size.departments, most)
            failures = 0 if book.add(draft) else failures + 1
        if failures < _FAILURES_ALLOWED:
            heappush(queue, (book.load(group), tie, group, failures))


def _cohorts(book: CourseBook) -> dict[tuple[int, int, int], list[int]]:
    cohorts: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for index, item in enumerate(book.groups):
        cohorts[item.cohort].append(index)
    return cohorts


def _draft(
    book: CourseBook, group: int, mates: Sequence[int], number: int, general: int, most: int
) -> CourseDraft:
    """Counting, not chance, makes a course joint or partly virtual: a small college has some too."""
    department = book.groups[group].department
    is_common = book.rng.random() < _COMMON_SHARE
    partners = [mate for mate in mates if mate != group] if number % _JOINT_EVERY == 0 else []
    return CourseDraft(
        groups=(group, min(partners, key=book.load)) if partners else (group,),
        department=general if is_common else department,
        titles=COMMON_TITLES if is_common else DEPARTMENTS[department].theory_titles,
        sessions=_sessions(book.rng, most, is_virtual=number % _VIRTUAL_EVERY == 1),
    )


def _sessions(rng: Random, most: int, *, is_virtual: bool) -> list[Session]:
    """One to four lectures; one may be virtual, the last a tutorial every other week."""
    number = min(most, rng.choice((1, 2, 2, 3, 3, 4)))
    sessions = [_lecture(rng) for _ in range(number)]
    if number > 1 and rng.random() < 0.2:
        sessions[-1] = Session(1, "theory", weeks=rng.choice((1, 2)))
    if is_virtual:
        sessions[0] = Session(1, "virtual")
    return sessions


def _lecture(rng: Random) -> Session:
    return Session(
        duration=2 if rng.random() < 0.2 else 1,
        kind="theory",
        features=frozenset({"projector"} if rng.random() < 0.4 else ()),
    )
