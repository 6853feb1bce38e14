"""Whether a term's tables say everything that a timetable of it cannot do without."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.timetable.problem import TimeGrid
from services.curriculum.enrolling import NotInCurriculum
from services.errors import Invalid
from services.timetabling.term_rows import Enrolled, TermRows

_NAMED = 5
"""How many of those at fault a message names."""


class NothingToPlan(Invalid):
    """No class group is enrolled in a course of the term."""

    code = "nothing_to_plan"


class NoTrainer(Invalid):
    """Somebody must teach every enrolment."""

    code = "enrollment_without_trainer"


class NoPracticalRoom(Invalid):
    """A course with practicals needs a type of room for them."""

    code = "practical_room_type_missing"


class NoSize(Invalid):
    """How many are taught decides which rooms will do."""

    code = "class_group_without_size"


class SessionTooLong(Invalid):
    """A session must fit between two breaks of the day."""

    code = "session_too_long"


def check_ready(rows: TermRows, grid: TimeGrid) -> None:
    """Refuse tables from which no timetable can be made, naming those at fault.

    Raises
    ------
    NothingToPlan, NoTrainer, NotInCurriculum, NoPracticalRoom, NoSize, SessionTooLong
        The first of these that is found.
    """
    if not rows.enrolled:
        raise NothingToPlan(
            f"No class group is enrolled in a course of {rows.term.name} {rows.term.academic_year.name};"
            " there is nothing to plan."
        )
    for error, words, at_fault in _faults(rows, grid):
        if at_fault:
            names = ", ".join(dict.fromkeys(at_fault[:_NAMED]))
            more = f" and {len(at_fault) - _NAMED} more" if len(at_fault) > _NAMED else ""
            raise error(f"{words}: {names}{more}.")


def _faults(rows: TermRows, grid: TimeGrid) -> Iterator[tuple[type[Invalid], str, Sequence[str]]]:
    """What may be wrong, with the names of those it is wrong with; each is looked for only in turn."""
    enrolled = rows.enrolled
    yield (
        NoTrainer,
        "Name an active trainer for these enrolments",
        [_name(item) for item in enrolled if not rows.teaching(item)],
    )
    yield (
        NotInCurriculum,
        "Map these courses to the programmes of their class groups, with the type of room they need",
        [
            _name(item)
            for item in enrolled
            if (item.class_group.programme_id, item.course.id) not in rows.curriculum
        ],
    )
    yield (
        NoPracticalRoom,
        "Say in the curriculum which type of room these courses need for practicals",
        [
            _name(item)
            for item in enrolled
            if item.course.practical_sessions and rows.mapping(item).practical_room_type is None
        ],
    )
    groups = {item.class_group.id: item.class_group for item in enrolled}.values()
    yield (
        NoSize,
        "Enter trainees, or a planned size, for these class groups",
        [group.name for group in groups if not rows.size(group)],
    )
    longest = max(
        duration
        for duration in range(1, grid.slots_per_day + 1)
        if any(grid.fits(slot, duration) for slot in range(grid.slots_per_day))
    )
    yield (
        SessionTooLong,
        f"Sessions last at most {longest} slots, the longest stretch without a break; shorten these courses'",
        [_name(item) for item in enrolled if _longest(item) > longest],
    )


def _longest(item: Enrolled) -> int:
    course = item.course
    return max(
        course.theory_slots if course.theory_sessions else 0,
        course.practical_slots if course.practical_sessions else 0,
    )


def _name(item: Enrolled) -> str:
    return f"{item.course.code} {item.course.title} of {item.class_group.name}"
