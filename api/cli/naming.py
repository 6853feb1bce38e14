"""Sessions, slots and rooms as people name them on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from api.cli.bad_input import BadInput
from engine.timetable.problem import DAY_NAMES, Group, Problem, Room, Teacher


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


def find_slots(problem: Problem, text: str) -> range:
    """The slots meant by a day, ``Monday``, or the one meant by a day and time, ``Monday 08:00``.

    Raises
    ------
    BadInput
        If the week has no such day or slot.
    """
    days = [name.casefold() for name in DAY_NAMES[: problem.grid.days]]
    if text.strip().casefold() not in days:
        slot = find_slot(problem, text)
        return range(slot, slot + 1)
    first = days.index(text.strip().casefold()) * problem.grid.slots_per_day
    return range(first, first + problem.grid.slots_per_day)


def find_teacher(problem: Problem, text: str) -> int:
    """The teacher meant by an id, or by a name that only one has; as for all of these, by index.

    Raises
    ------
    BadInput
        If there is no such teacher.
    """
    return _find_by_id_or_name("teacher", text, problem.teachers)


def find_group(problem: Problem, text: str) -> int:
    """The group meant."""
    return _find_by_id_or_name("group", text, problem.groups)


def find_room(problem: Problem, text: str) -> int:
    """The room meant."""
    return _find_by_id_or_name("room", text, problem.rooms)


def _find_by_id_or_name(kind: str, text: str, items: Sequence[Room | Teacher | Group]) -> int:
    ids = [item.id for item in items]
    names = [item.name for item in items]
    if text not in ids and names.count(text) == 1:
        return names.index(text)
    return _find(kind, text, ids)


def _course_ids(problem: Problem) -> list[str]:
    return [course.id for course in problem.courses]


def _find(kind: str, text: str, names: Iterable[str]) -> int:
    known = list(names)
    if text in known:
        return known.index(text)
    near = get_close_matches(text, known, n=3, cutoff=0.5)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise BadInput(f"There is no {kind} {text!r}.{hint}")
