"""Sessions, slots and rooms as people name them on the command line."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from api.cli.bad_input import BadInput
from engine.timetable.problem import Problem


def find_event(problem: Problem, text: str) -> int:
    """The event meant by ``COURSE``, or ``COURSE/2`` for the second of its events.

    Raises
    ------
    BadInput
        If there is no such course or event, or the course has several and none was chosen.
    """
    course, _, number = text.partition("/") if text not in _course_ids(problem) else (text, "", "")
    index = _find("course", course, _course_ids(problem))
    events = problem.events_of_course[index]
    if not number and len(events) == 1:
        return events[0]
    if not number.isascii() or not number.isdigit() or not 1 <= int(number) <= len(events):
        raise BadInput(
            f"Course {course} has {len(events)} events: say which, from {course}/1 to {course}/{len(events)}."
            if events
            else f"Course {course} has no events."
        )
    return events[int(number) - 1]


def find_slot(problem: Problem, text: str) -> int:
    """The slot meant by its day and time, ``Monday 08:00``.

    Raises
    ------
    BadInput
        If no slot starts then.
    """
    labels = [problem.grid.label(slot).casefold() for slot in range(problem.grid.num_slots)]
    return _find("slot", " ".join(text.casefold().split()), labels)


def find_room(problem: Problem, text: str) -> int:
    """The room meant by its id, or by its name where only one room has it.

    Raises
    ------
    BadInput
        If there is no such room.
    """
    ids = [room.id for room in problem.rooms]
    names = [room.name for room in problem.rooms]
    if text not in ids and names.count(text) == 1:
        return names.index(text)
    return _find("room", text, ids)


def _course_ids(problem: Problem) -> list[str]:
    return [course.id for course in problem.courses]


def _find(kind: str, text: str, names: Iterable[str]) -> int:
    known = list(names)
    if text in known:
        return known.index(text)
    near = get_close_matches(text, known, n=3, cutoff=0.5)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise BadInput(f"There is no {kind} {text!r}.{hint}")
