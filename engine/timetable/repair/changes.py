"""What can happen to a timetable after it was made, as plain data.

A change takes a problem and its timetable and gives both as they are then. Events keep their places,
however impossible; mending is another matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from engine.timetable.problem import Course, Event, Group, Problem, Room, Teacher
from engine.timetable.repair.parts import check_index, exchanged, free_id
from engine.timetable.timetable import Timetable

Closable = TypeVar("Closable", Room, Teacher, Group)
Scene = tuple[Problem, Timetable]


class Change(Protocol):
    """Something that happened."""

    def apply(self, problem: Problem, timetable: Timetable) -> Scene:
        """The problem and the timetable once it has happened.

        Raises
        ------
        ValueError
            If it names somebody or something that the problem does not have.
        """


@dataclass(frozen=True, slots=True)
class TeacherAway:
    """A teacher cannot teach: in some slots of every week, or at all.

    Parameters
    ----------
    teacher
        Index of the teacher.
    slots
        When; None for the whole week.
    """

    teacher: int
    slots: frozenset[int] | None = None

    def apply(self, problem: Problem, timetable: Timetable) -> Scene:
        """Close the teacher's slots."""
        teachers = _closed(problem, "teacher", problem.teachers, self.teacher, self.slots)
        return replace(problem, teachers=teachers), timetable


@dataclass(frozen=True, slots=True)
class GroupAway:
    """A group cannot attend: in some slots of every week, or at all."""

    group: int
    slots: frozenset[int] | None = None

    def apply(self, problem: Problem, timetable: Timetable) -> Scene:
        """Close the group's slots."""
        groups = _closed(problem, "group", problem.groups, self.group, self.slots)
        return replace(problem, groups=groups), timetable


@dataclass(frozen=True, slots=True)
class RoomClosed:
    """A room cannot be used: in some slots of every week, or at all."""

    room: int
    slots: frozenset[int] | None = None

    def apply(self, problem: Problem, timetable: Timetable) -> Scene:
        """Close the room's slots."""
        rooms = _closed(problem, "room", problem.rooms, self.room, self.slots)
        return replace(problem, rooms=rooms), timetable


@dataclass(frozen=True, slots=True)
class SeatsChanged:
    """A room has another number of seats."""

    room: int
    capacity: int

    def apply(self, problem: Problem, timetable: Timetable) -> Scene:
        """Change the capacity."""
        check_index("room", self.room, problem.rooms)
        room = replace(problem.rooms[self.room], capacity=self.capacity)
        return replace(problem, rooms=exchanged(problem.rooms, self.room, room)), timetable


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Events are not held any more."""

    events: frozenset[int]

    def apply(self, problem: Problem, timetable: Timetable) -> Scene:
        """Take the events out; those that had to follow them no longer do."""
        for event in self.events:
            check_index("event", event, problem.events)
        kept = [event for event in range(len(problem.events)) if event not in self.events]
        number = {event: index for index, event in enumerate(kept)}
        events = tuple(_renumbered(problem.events[event], number) for event in kept)
        return replace(problem, events=events), Timetable(tuple(timetable[event] for event in kept))


@dataclass(frozen=True, slots=True)
class EventsAdded:
    """A course has more events, which have no place yet.

    They are like another event of the course: they need the same room, are held in the same weeks and
    follow the same events. Neither its pins nor its previous place are theirs. They come last, so that
    all other events keep their index.

    Parameters
    ----------
    course
        Index of the course.
    count
        How many more, up to as many as the weeks of the cycle have slots: events of a course never
        overlap.
    duration
        Slots that each lasts; None for as many as the one they are like.
    like
        Index of the event they are like; None for the first of the course. Those of a course without
        events need no particular room, last one slot unless told otherwise, and are held every week.
    """

    course: int
    count: int = 1
    duration: int | None = None
    like: int | None = None

    def apply(self, problem: Problem, timetable: Timetable) -> Scene:
        """Put the events at the end."""
        check_index("course", self.course, problem.courses)
        most = problem.grid.num_slots * problem.grid.weeks
        if not 1 <= self.count <= most:
            course = problem.courses[self.course]
            raise ValueError(f"Course {course} gets {self.count} more events; expected 1 to {most}.")
        model = self._model(problem)
        duration = model.duration if self.duration is None else self.duration
        event = replace(model, duration=duration, pin_slot=None, pin_room=None, previous=None)
        events = (*problem.events, *(event,) * self.count)
        placements = (*timetable.placements, *(None,) * self.count)
        return replace(problem, events=events), Timetable(placements)

    def _model(self, problem: Problem) -> Event:
        siblings = problem.events_of_course[self.course]
        if self.like is None:
            return problem.events[siblings[0]] if siblings else Event(self.course)
        check_index("event", self.like, problem.events)
        if self.like not in siblings:
            raise ValueError(
                f"Event {self.like} is {problem.event_name(self.like)}; "
                f"expected an event of course {problem.courses[self.course]}."
            )
        return problem.events[self.like]


@dataclass(frozen=True, slots=True)
class TeacherReplaced:
    """Somebody takes over all events of a course from one of its teachers, for good.

    Whoever taught it is qualified, and becomes a substitute of the course.

    Parameters
    ----------
    course
        Index of the course.
    teacher
        Index of the one who taught it.
    by
        Index of the one who takes over; need not be a substitute of the course.
    """

    course: int
    teacher: int
    by: int

    def apply(self, problem: Problem, timetable: Timetable) -> Scene:
        """Put the one in the other's place."""
        check_index("course", self.course, problem.courses)
        course = _taught_by(problem, problem.courses[self.course], self.teacher, self.by)
        return replace(problem, courses=exchanged(problem.courses, self.course, course)), timetable


@dataclass(frozen=True, slots=True)
class EventTakenOver:
    """Somebody takes over one event of a course from one of its teachers, where it is.

    Teachers belong to courses, so the event leaves its course for one of its own, which comes last and
    has the same name; the only event of a course takes its course with it. The least number of days
    over which the course is spread is shared: one for the event, the others for those that stay. A
    course without groups no longer keeps the event apart from those that stay.

    Parameters
    ----------
    event
        Index of the event.
    teacher
        Index of the teacher who cannot.
    by
        Index of the one who takes over; need not be a substitute of the course.
    """

    event: int
    teacher: int
    by: int

    def apply(self, problem: Problem, timetable: Timetable) -> Scene:
        """Give the event a course of its own, with the one in the other's place."""
        check_index("event", self.event, problem.events)
        event = problem.events[self.event]
        if len(problem.events_of_course[event.course]) == 1:
            return TeacherReplaced(event.course, self.teacher, self.by).apply(problem, timetable)
        course = problem.courses[event.course]
        apart = replace(
            _taught_by(problem, course, self.teacher, self.by),
            id=free_id(f"{course.id}-{problem.teachers[self.by].id}", problem.courses),
            name=str(course),
            min_days=min(1, course.min_days),
        )
        rest = replace(course, min_days=course.min_days - apart.min_days)
        courses = (*exchanged(problem.courses, event.course, rest), apart)
        events = exchanged(problem.events, self.event, replace(event, course=len(problem.courses)))
        return replace(problem, courses=courses, events=events), timetable


def apply_changes(problem: Problem, timetable: Timetable, changes: Iterable[Change]) -> Scene:
    """Let several things happen one after the other; indices are those after the one before.

    Raises
    ------
    ValueError
        If a change names somebody or something that the problem does not have.
    """
    for change in changes:
        problem, timetable = change.apply(problem, timetable)
    return problem, timetable


def _closed(
    problem: Problem, kind: str, items: tuple[Closable, ...], index: int, slots: frozenset[int] | None
) -> tuple[Closable, ...]:
    check_index(kind, index, items)
    closed = frozenset(range(problem.grid.num_slots)) if slots is None else slots
    item = items[index]
    return exchanged(items, index, replace(item, unavailable=item.unavailable | closed))


def _renumbered(event: Event, number: dict[int, int]) -> Event:
    return replace(event, after=tuple(number[earlier] for earlier in event.after if earlier in number))


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
