"""Write instances of the competition, from problems that are no richer than the competition's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from engine.timetable.formats.ctt import parse_ctt
from engine.timetable.formats.errors import FormatError
from engine.timetable.problem import Problem

PARTS = ("rooms", "teachers", "groups", "courses", "events")


def format_ctt(problem: Problem, *, file: str, extended: bool = False) -> str:
    """Write a problem as an instance of the competition.

    Weights are not part of the format. All else is: what has been written is read back and
    compared, so nothing of the problem is lost in silence. The extended format (``.ectt``) has the
    rooms' buildings and the courses' unsuitable rooms as well.

    Raises
    ------
    FormatError
        If the format cannot carry the problem.
    """
    cannot = f"{'an .ectt' if extended else 'a .ctt'} file cannot carry"
    for course in problem.courses:
        if len(course.teachers) != 1:
            raise FormatError(file, f"{cannot} course {course} with {len(course.teachers)} teachers")
    lines = _extended(problem) if extended else _plain(problem)
    text = "\n".join(lines) + "\n"
    try:
        found = parse_ctt(text, file=file, weights=problem.weights)
    except FormatError as error:
        raise FormatError(file, f"{cannot} this problem: {error.reason}") from error
    if found != problem:
        raise FormatError(file, f"{cannot} {_first_difference(problem, found)} of this problem")
    return text


def _plain(problem: Problem) -> Iterator[str]:
    unavailable = list(_unavailable(problem))
    yield from _header(problem)
    yield f"Constraints: {len(unavailable)}"
    yield from _section("COURSES", _courses(problem))
    yield from _section("ROOMS", (f"{room.id} {room.capacity}" for room in problem.rooms))
    yield from _section("CURRICULA", _curricula(problem))
    yield from _section("UNAVAILABILITY_CONSTRAINTS", unavailable)
    yield from ("", "END.")


def _extended(problem: Problem) -> Iterator[str]:
    unavailable, unsuitable = list(_unavailable(problem)), list(_unsuitable(problem))
    yield from _header(problem)
    # Neither limit binds: the model has the load of a day per group, not one for all.
    yield f"Min_Max_Daily_Lectures: 0 {problem.grid.slots_per_day}"
    yield f"UnavailabilityConstraints: {len(unavailable)}"
    yield f"RoomConstraints: {len(unsuitable)}"
    yield from _section("COURSES", (f"{row} 0" for row in _courses(problem)))
    rooms = (f"{room.id} {room.capacity} {room.building}".rstrip() for room in problem.rooms)
    yield from _section("ROOMS", rooms)
    yield from _section("CURRICULA", _curricula(problem))
    yield from _section("UNAVAILABILITY_CONSTRAINTS", unavailable)
    yield from _section("ROOM_CONSTRAINTS", unsuitable)
    yield from ("", "END.")


def _header(problem: Problem) -> Iterator[str]:
    yield f"Name: {problem.name}"
    yield f"Courses: {len(problem.courses)}"
    yield f"Rooms: {len(problem.rooms)}"
    yield f"Days: {problem.grid.days}"
    yield f"Periods_per_day: {problem.grid.slots_per_day}"
    yield f"Curricula: {len(problem.groups)}"


def _section(name: str, rows: Iterator[str] | list[str]) -> Iterator[str]:
    yield from ("", f"{name}:")
    yield from rows


def _courses(problem: Problem) -> Iterator[str]:
    for course, events in zip(problem.courses, problem.events_of_course, strict=True):
        teacher = problem.teachers[course.teachers[0]].id
        yield f"{course.id} {teacher} {len(events)} {course.min_days} {course.students}"


def _curricula(problem: Problem) -> Iterator[str]:
    members: list[list[str]] = [[] for _ in problem.groups]
    for course in problem.courses:
        for group in course.groups:
            members[group].append(course.id)
    for group_, courses in zip(problem.groups, members, strict=True):
        yield " ".join((group_.id, str(len(courses)), *courses))


def _unavailable(problem: Problem) -> Iterator[str]:
    grid = problem.grid
    for course in problem.courses:
        for slot in sorted(course.unavailable):
            yield f"{course.id} {grid.day(slot)} {grid.slot_of_day(slot)}"


def _unsuitable(problem: Problem) -> Iterator[str]:
    for course in problem.courses:
        for room in sorted(course.unsuitable_rooms):
            yield f"{course.id} {problem.rooms[room].id}"


def _first_difference(problem: Problem, found: Problem) -> str:
    for part in PARTS:
        pairs = zip(getattr(problem, part), getattr(found, part), strict=False)
        for index, (ours, theirs) in enumerate(pairs):
            for item in fields(ours):
                if getattr(ours, item.name) != getattr(theirs, item.name):
                    return f"{part}[{index}].{item.name}"
        if len(getattr(problem, part)) != len(getattr(found, part)):
            return f"the {part}"
    return "the name" if problem.name != found.name else "the time grid"
