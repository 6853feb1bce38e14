"""Solutions of the competition: one line ``course room day period`` for every lecture."""

from __future__ import annotations

from collections.abc import Mapping

from engine.timetable.formats.ctt import slot_at
from engine.timetable.formats.ctt_lines import Line, lines_of
from engine.timetable.formats.errors import FormatError, quote
from engine.timetable.problem import Placement, Problem
from engine.timetable.timetable import Timetable

LECTURE = '"course room day period" with whole numbers'


def obstacle(problem: Problem) -> str | None:
    """Why no solution file can carry a timetable of the problem; None when one can."""
    for index, event in enumerate(problem.events):
        if event.duration != 1:
            return f"{problem.event_name(index)} lasts {event.duration} slots, a lecture lasts 1"
        if problem.weeks(index) != problem.grid.all_weeks:
            return f"{problem.event_name(index)} is not held in every week, a lecture is"
    for name in (*(course.id for course in problem.courses), *(room.id for room in problem.rooms)):
        if name.split() != [name]:
            return f"the id {quote(name)} is not one word"
    return None


def parse_ctt_solution(text: str, problem: Problem, *, file: str) -> Timetable:
    """Read a solution: the n-th line of a course places its n-th event.

    Rooms are found with or without the ``r`` that leads their ids in some published copies.

    Raises
    ------
    FormatError
        If a line is malformed, names what the problem does not have or repeats a course and
        period, if a course has too many or too few lectures, or if no solution file can carry a
        timetable of this problem.
    """
    _require_lectures(problem, file)
    course_of = {course.id: index for index, course in enumerate(problem.courses)}
    room_of = {room.id: index for index, room in enumerate(problem.rooms)}
    found: list[list[Placement]] = [[] for _ in problem.courses]
    seen: set[tuple[int, int]] = set()
    for line in lines_of(text, file):
        course_id, room_id, *when = line.words(LECTURE, counts=(4,))
        day, period = (line.whole(word, LECTURE) for word in when)
        if course_id not in course_of:
            line.fail(f"expected the id of a course, found {quote(course_id)}")
        course, slot = course_of[course_id], slot_at(line, day, period, problem.grid)
        if (course, slot) in seen:
            line.fail(f"course {quote(course_id)} is in day {day}, period {period} already")
        seen.add((course, slot))
        found[course].append(Placement(slot, _find_room(line, room_id, room_of)))
        if len(found[course]) > (wanted := len(problem.events_of_course[course])):
            line.fail(f"expected {wanted} lectures of course {quote(course_id)}, found one more")
    return _timetable(problem, found, file)


def format_ctt_solution(problem: Problem, timetable: Timetable, *, file: str) -> str:
    """Write a timetable as a solution, one line an event.

    Raises
    ------
    FormatError
        If no solution file can carry a timetable of this problem, or an event has no place.
    """
    _require_lectures(problem, file)
    rows = []
    for index, place in enumerate(timetable.placements):
        if place is None:
            raise FormatError(
                file, f"expected a place for every lecture; {problem.event_name(index)} has none"
            )
        course, room = problem.courses[problem.events[index].course], problem.rooms[place.room]
        day, period = problem.grid.day(place.slot), problem.grid.slot_of_day(place.slot)
        rows.append(f"{course.id} {room.id} {day} {period}\n")
    return "".join(rows)


def _require_lectures(problem: Problem, file: str) -> None:
    if (reason := obstacle(problem)) is not None:
        raise FormatError(file, f"a solution file cannot carry a timetable of this problem: {reason}")


def _find_room(line: Line, name: str, room_of: Mapping[str, int]) -> int:
    spellings = (name, f"r{name}", name.removeprefix("r"))
    known = next((spelling for spelling in spellings if spelling in room_of), None)
    if known is None:
        line.fail(f"expected the id of a room, found {quote(name)}")
    return room_of[known]


def _timetable(problem: Problem, found: list[list[Placement]], file: str) -> Timetable:
    placements: list[Placement | None] = [None] * len(problem.events)
    for course, places, events in zip(problem.courses, found, problem.events_of_course, strict=True):
        if len(places) < len(events):
            raise FormatError(
                file, f"expected {len(events)} lectures of course {quote(course.id)}, found {len(places)}"
            )
        for event, place in zip(events, places, strict=True):
            placements[event] = place
    return Timetable(tuple(placements))
