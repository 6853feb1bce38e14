"""Sessions, slots and rooms as people name them on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from api.cli.bad_input import BadInput
from engine.timetable.problem import DAY_NAMES, Group, Problem, Room, Teacher

MAX_COUNT = 1_000
"""Largest number after a name: more parts, or more events, than anybody means."""


def find_event(problem: Problem, text: str) -> int:
    """The event meant by ``COURSE``, or ``COURSE/2`` for the second of its events.

    Raises
    ------
    BadInput
        If there is no such course or event, or the course has several and none was chosen.
    """
    course, event = find_course_or_event(problem, text)
    if event is not None:
        return event
    events = problem.events_of_course[course]
    if len(events) != 1:
        raise _undecided(problem, course)
    return events[0]


def find_course_or_event(problem: Problem, text: str) -> tuple[int, int | None]:
    """The course meant by ``COURSE``, or the course and the event meant by ``COURSE/2``.

    Raises
    ------
    BadInput
        If there is no such course or event.
    """
    name, _, number = text.partition("/") if text not in _course_ids(problem) else (text, "", "")
    course = _find("course", name, _course_ids(problem))
    events = problem.events_of_course[course]
    if not number:
        return course, None
    if not number.isascii() or not number.isdigit() or not 1 <= int(number) <= len(events):
        raise _undecided(problem, course)
    return course, events[int(number) - 1]


def split_count(text: str, ids: Iterable[str], *, default: int) -> tuple[str, int]:
    """A name and the number after its colon: ``G07:2`` is two of ``G07``.

    Parameters
    ----------
    text
        The name, and perhaps a colon and the number.
    ids
        Of the things there are; one that has a colon itself is not taken apart.
    default
        The number where there is none.

    Raises
    ------
    BadInput
        If the number is 0, or beyond anything that can be meant.
    """
    name, _, number = text.rpartition(":")
    if text in ids or not name or not number.isascii() or not number.isdigit():
        return text, default
    if len(number) > len(str(MAX_COUNT)) or not 1 <= int(number) <= MAX_COUNT:
        raise BadInput(f"{text!r} ends with {number}; expected 1 to {MAX_COUNT}.")
    return name, int(number)


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


def find_weeks(problem: Problem, text: str) -> int:
    """The weeks of the cycle meant by their numbers, from 1: ``2`` or ``2,4``; as a bit set.

    Raises
    ------
    BadInput
        If the cycle has no such week, or one week only.
    """
    last = problem.grid.weeks
    if last == 1:
        raise BadInput("The cycle has one week, so that every week is alike; nothing can happen in some.")
    weeks = 0
    for number in (item.strip() for item in text.split(",")):
        if number not in {str(week) for week in range(1, last + 1)}:
            raise BadInput(f"There is no week {number!r}; the cycle has weeks 1 to {last}.")
        weeks |= 1 << int(number) - 1
    return weeks


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


def _undecided(problem: Problem, course: int) -> BadInput:
    name, number = problem.courses[course].id, len(problem.events_of_course[course])
    if not number:
        return BadInput(f"Course {name} has no events.")
    return BadInput(f"Course {name} has {number} events: say which, from {name}/1 to {name}/{number}.")


def _course_ids(problem: Problem) -> list[str]:
    return [course.id for course in problem.courses]


def _find(kind: str, text: str, names: Iterable[str]) -> int:
    known = list(names)
    if text in known:
        return known.index(text)
    near = get_close_matches(text, known, n=3, cutoff=0.5)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise BadInput(f"There is no {kind} {text!r}.{hint}")
