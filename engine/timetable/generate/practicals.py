"""Courses with practicals: as many as the labs and workshops are meant to be needed for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heappush

from engine.timetable.generate.courses import CourseBook, CourseDraft
from engine.timetable.generate.departments import DEPARTMENTS
from engine.timetable.generate.placing import Session
from engine.timetable.generate.sizes import CollegeSize
from engine.timetable.generate.week import GRID

_FAILURES_ALLOWED = 20
_MOST_HOURS = 20 * GRID.weeks


def add_practical_courses(book: CourseBook, size: CollegeSize) -> None:
    """Fill labs and workshops, each speciality by itself, up to the size's share of open hours."""
    for kind, use in (("lab", size.lab_use), ("workshop", size.workshop_use)):
        for feature in _features(kind, size):
            _fill(book, feature, kind, round(use * _open_hours(book, feature, kind)))


def _features(kind: str, size: CollegeSize) -> Iterator[str]:
    departments = DEPARTMENTS[: size.departments]
    yield from dict.fromkeys(item.feature for item in departments if item.practical_kind == kind)


def _open_hours(book: CourseBook, feature: str, kind: str) -> int:
    return sum(
        (GRID.num_slots - len(room.unavailable)) * GRID.weeks
        for room in book.rooms
        if room.kind == kind and feature in room.features
    )


def _fill(book: CourseBook, feature: str, kind: str, hours: int) -> None:
    """Give practicals to the group with the fewest until the hours are used up.

    A group that fails several times has no room left in its week and is passed over from then on.
    """
    queue = [
        (0, book.rng.random(), index, 0)
        for index, item in enumerate(book.groups)
        if DEPARTMENTS[item.department].feature == feature
    ]
    heapify(queue)
    while queue and hours >= GRID.weeks:
        had, tie, group, failures = heappop(queue)
        sessions = _sessions(book, feature, kind, hours)
        added = sum(session.hours for session in sessions if session.is_practical)
        if not book.add(_draft(book, group, sessions)):
            added, failures = 0, failures + 1
        hours -= added
        if failures < _FAILURES_ALLOWED and had + added < _MOST_HOURS:
            heappush(queue, (had + added, tie, group, failures))


def _draft(book: CourseBook, group: int, sessions: Sequence[Session]) -> CourseDraft:
    item = book.groups[group]
    return CourseDraft(
        groups=(group,),
        department=item.department,
        titles=DEPARTMENTS[item.department].practical_titles,
        sessions=sessions,
        trainers=2 if book.rng.random() < 0.06 else 1,
    )


def _sessions(book: CourseBook, feature: str, kind: str, hours: int) -> list[Session]:
    """One or two lectures, then one or two practicals, some of these in odd or even weeks only."""
    rng = book.rng
    lectures = [Session(1, "theory")] * (2 if rng.random() < 0.3 else 1)
    practicals = 2 if hours > 6 * GRID.weeks and rng.random() < 0.45 else 1
    return lectures + [
        Session(
            duration=3 if rng.random() < 0.28 else 2,
            kind=kind,
            features=frozenset({feature}),
            weeks=rng.choice((1, 2)) if rng.random() < 0.2 else 0,
            is_practical=True,
        )
        for _ in range(practicals)
    ]
