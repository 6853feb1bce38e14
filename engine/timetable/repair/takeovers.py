"""Somebody who takes over from a teacher: a whole course, or one event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.timetable.problem import Course, Problem
from engine.timetable.repair.changes import Scene
from engine.timetable.repair.parts import check_index, exchanged, free_id
from engine.timetable.repair.week_parts import parts_of, split_off
from engine.timetable.timetable import Timetable


@dataclass(frozen=True, slots=True)
class TeacherReplaced:
    """Somebody takes over all events of a course from one of its teachers, where they are.

    Whoever taught it is qualified, and becomes a substitute of the course. For some weeks only, what is
    held in them leaves the course for one of its own, as with ``EventTakenOver``.

    Parameters
    ----------
    course
        Index of the course.
    teacher
        Index of the one who taught it.
    by
        Index of the one who takes over; need not be a substitute of the course.
    weeks
        Bit set of the weeks in which; 0 for good.
    """

    course: int
    teacher: int
    by: int
    weeks: int = 0

    def apply(self, problem: Problem, timetable: Timetable) -> Scene:
        """Put the one in the other's place."""
        check_index("course", self.course, problem.courses)
        events = problem.events_of_course[self.course]
        if self.weeks:
            return _given_away(problem, timetable, events, self)
        course = _taught_by(problem, problem.courses[self.course], self.teacher, self.by)
        return replace(problem, courses=exchanged(problem.courses, self.course, course)), timetable


@dataclass(frozen=True, slots=True)
class EventTakenOver:
    """Somebody takes over one event of a course from one of its teachers, where it is.

    Teachers belong to courses, so the event leaves its course for one of its own, which comes last and
    has the same name; the only event of a course takes its course with it. The least number of days
    over which the course is spread is shared: one for the event, the others for those that stay. A
    course without groups no longer keeps the event apart from those that stay.

    In some weeks only, the event is split: those weeks become an event of their own, which comes last,
    and the course keeps the event in all other weeks, and its days.

    Parameters
    ----------
    event
        Index of the event.
    teacher
        Index of the teacher who cannot.
    by
        Index of the one who takes over; need not be a substitute of the course.
    weeks
        Bit set of the weeks in which; 0 for good.
    """

    event: int
    teacher: int
    by: int
    weeks: int = 0

    def apply(self, problem: Problem, timetable: Timetable) -> Scene:
        """Give the event a course of its own, with the one in the other's place."""
        check_index("event", self.event, problem.events)
        return _given_away(problem, timetable, (self.event,), self)


def _given_away(
    problem: Problem,
    timetable: Timetable,
    events: Sequence[int],
    takeover: TeacherReplaced | EventTakenOver,
) -> Scene:
    """Give events of one course, as far as they are held in the weeks, a course of their own."""
    parts = parts_of(problem, events, takeover.weeks)
    index = problem.events[events[0]].course
    split, places, taken = split_off(problem, timetable, parts)
    course, leaving = problem.courses[index], sum(event in taken for event in events)
    if set(taken) == set(split.events_of_course[index]):
        changed = _taught_by(split, course, takeover.teacher, takeover.by)
        return replace(split, courses=exchanged(split.courses, index, changed)), places
    apart = replace(
        _taught_by(split, course, takeover.teacher, takeover.by),
        id=free_id(f"{course.id}-{problem.teachers[takeover.by].id}", problem.courses),
        name=str(course),
        min_days=min(len(parts), course.min_days),
    )
    # Only who leaves in every week takes a day along.
    rest = replace(course, min_days=course.min_days - min(leaving, apart.min_days))
    moved = list(split.events)
    for event in taken:
        moved[event] = replace(moved[event], course=len(split.courses))
    courses = (*exchanged(split.courses, index, rest), apart)
    return replace(split, courses=courses, events=tuple(moved)), places


def _taught_by(problem: Problem, course: Course, teacher: int, by: int) -> Course:
    """The course with somebody else in a teacher's place, who may stand in from then on."""
    check_index("teacher", teacher, problem.teachers)
    check_index("teacher", by, problem.teachers)
    if teacher not in course.teachers:
        names = ", ".join(str(problem.teachers[item]) for item in course.teachers) or "nobody"
        raise ValueError(f"{problem.teachers[teacher]} does not teach {course}; it is taught by {names}.")
    if by in course.teachers:
        raise ValueError(f"{problem.teachers[by]} teaches {course} already; expected somebody else.")
    place = course.teachers.index(teacher)
    others = (item for item in course.substitutes if item != by)
    return replace(course, teachers=exchanged(course.teachers, place, by), substitutes=(*others, teacher))
