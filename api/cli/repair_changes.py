"""What ``smart-roster repair`` is told has happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.cli.bad_input import BadInput
from api.cli.naming import (
    find_course_or_event,
    find_event,
    find_group,
    find_room,
    find_slots,
    find_teacher,
    find_weeks,
    split_count,
)
from engine.timetable.problem import Problem
from engine.timetable.repair import (
    Cancelled,
    Change,
    EventsAdded,
    EventTakenOver,
    GroupAway,
    GroupSplit,
    RoomClosed,
    SeatsChanged,
    TeacherAway,
    TeacherReplaced,
    apply_changes,
    is_passing,
)
from engine.timetable.timetable import Timetable

if TYPE_CHECKING:
    from api.cli.repairing import RepairOptions


@dataclass(frozen=True, slots=True)
class Happened:
    """The problem and the timetable as they are now, and what has happened in single weeks only."""

    problem: Problem
    timetable: Timetable
    passing: tuple[Change, ...]


def change(problem: Problem, timetable: Timetable, options: RepairOptions) -> Happened:
    """What has happened.

    What is added or split comes first and renumbers nothing, so that the other options may name what
    came of it; what is cancelled comes last, since events are numbered anew without it.

    Raises
    ------
    BadInput
        If an option names what the problem does not have.
    ValueError
        If a change cannot be.
    """
    _check_weeks(options)
    grown, places = apply_changes(problem, timetable, list(_growth(problem, options)))
    changes = list(_changes(grown, options))
    passing = tuple(item for item in changes if is_passing(grown, item))
    lasting = [item for item in changes if item not in passing]
    return Happened(*apply_changes(grown, places, lasting), passing)


def _check_weeks(options: RepairOptions) -> None:
    """Refuse weeks beside what can only happen for good, or beside nothing that happens in them."""
    if options.weeks is None:
        return
    for name, given in (("--seats", options.seats), ("--split", options.split)):
        if given:
            raise BadInput(f"{name} holds in every week; expected it without --weeks.")
    if not any(
        (options.teachers, options.groups, options.rooms, options.cancel, options.add, options.replace)
    ):
        raise BadInput("--weeks says when something happens; expected something that does.")


def away_weeks(problem: Problem, options: RepairOptions) -> int:
    """Bit set of the weeks in which everything happens; 0 for every week."""
    return 0 if options.weeks is None else find_weeks(problem, options.weeks)


def away_slots(problem: Problem, options: RepairOptions) -> frozenset[int] | None:
    """When somebody is away or something is closed; None for the whole week."""
    return frozenset(slot for time in options.times for slot in find_slots(problem, time)) or None


def _growth(problem: Problem, options: RepairOptions) -> Iterator[Change]:
    courses = [course.id for course in problem.courses]
    groups = [name for group in problem.groups for name in (group.id, group.name)]
    for text in options.add:
        name, count = split_count(text, courses, default=1)
        course, like = find_course_or_event(problem, name)
        yield EventsAdded(course, count, like=like, weeks=away_weeks(problem, options))
    for text in options.split:
        name, count = split_count(text, groups, default=2)
        yield GroupSplit(find_group(problem, name), (1,) * count)


def _changes(problem: Problem, options: RepairOptions) -> Iterator[Change]:
    slots, weeks = away_slots(problem, options), away_weeks(problem, options)
    for text in options.replace:
        yield _replacement(problem, text, options)
    for teacher in options.teachers:
        yield TeacherAway(find_teacher(problem, teacher), slots, weeks)
    for group in options.groups:
        yield GroupAway(find_group(problem, group), slots, weeks)
    for room in options.rooms:
        yield RoomClosed(find_room(problem, room), slots, weeks)
    for room, seats in options.seats:
        yield SeatsChanged(find_room(problem, room), seats)
    if options.cancel:
        yield Cancelled(frozenset(find_event(problem, event) for event in options.cancel), weeks)


def _replacement(problem: Problem, text: str, options: RepairOptions) -> Change:
    what, equals, who = text.rpartition("=")
    if not equals:
        raise BadInput(f"{text!r} does not say who takes over; expected EVENT=ID.")
    course, event = find_course_or_event(problem, what)
    by = find_teacher(problem, who)
    away = frozenset(find_teacher(problem, name) for name in options.teachers)
    teacher = _replaced_teacher(problem, course, away)
    weeks = away_weeks(problem, options)
    if event is None:
        return TeacherReplaced(course, teacher, by, weeks)
    return EventTakenOver(event, teacher, by, weeks)


def _replaced_teacher(problem: Problem, course: int, away: frozenset[int]) -> int:
    """The course's teacher, or the one of several who is away."""
    teachers = problem.courses[course].teachers
    found = teachers if len(teachers) == 1 else [teacher for teacher in teachers if teacher in away]
    if len(found) != 1:
        names = ", ".join(str(problem.teachers[teacher]) for teacher in teachers) or "nobody"
        raise BadInput(
            f"Course {problem.courses[course].id} is taught by {names}; "
            "expected one teacher, or one who is named by --teacher-away."
        )
    return found[0]
