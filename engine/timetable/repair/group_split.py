"""A class group that is split, and its courses with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from engine.timetable.problem import Course, Event, Group, Problem
from engine.timetable.repair.changes import Scene
from engine.timetable.repair.parts import check_index, exchanged, free_id
from engine.timetable.timetable import Timetable


@dataclass(frozen=True, slots=True)
class GroupSplit:
    """A group is split into parts that are taught apart from then on.

    The first part takes the group's index, and its courses, events and places. Every further part is a
    new group with the same hours and limits. Of each course that was for the group alone it gets a copy,
    with the same teachers and events, but neither pins nor places. Courses that other groups attend as
    well are attended by all parts together. Trainees and students are divided.

    What had to follow an event of the group still does: in a copy, it follows the copy's event; in a
    course that all parts attend, the events of all parts.

    New groups, courses and events come last, so that all others keep their index.

    Parameters
    ----------
    group
        Index of the group.
    shares
        Size of each part relative to the others, two parts or more: ``(1, 1)`` for halves, or a head
        count each.
    ids
        Ids of the parts, in the order of the shares, by which people call them too; when empty, the
        group's id and name with ``-1``, ``-2``, ... after them.
    """

    group: int
    shares: tuple[int, ...] = (1, 1)
    ids: tuple[str, ...] = ()

    def apply(self, problem: Problem, timetable: Timetable) -> Scene:
        """Split the group and everything that was for it alone."""
        self._check(problem)
        first, *others = self._parts(problem)
        newcomers = range(len(problem.groups), len(problem.groups) + len(others))
        split = replace(
            problem,
            groups=(*exchanged(problem.groups, self.group, first), *others),
            courses=tuple(self._kept(course, newcomers) for course in problem.courses),
        )
        for number, newcomer in enumerate(newcomers, start=1):
            copies = {
                index: replace(course, students=_divided(course.students, self.shares)[number])
                for index, course in enumerate(problem.courses)
                if course.groups == (self.group,)
            }
            split = _with_copies(split, copies, newcomer)
        places = (None,) * (len(split.events) - len(problem.events))
        return split, Timetable((*timetable.placements, *places))

    def _check(self, problem: Problem) -> None:
        check_index("group", self.group, problem.groups)
        group, number = problem.groups[self.group], len(self.shares)
        if number < 2:
            parts = f"{number} part{'s' * (number != 1)}"
            raise ValueError(f"Group {group} is split into {parts}; expected 2 or more.")
        if min(self.shares) < 1:
            raise ValueError(
                f"Group {group} has a part with a share of {min(self.shares)}; expected 1 or more."
            )
        if 0 < group.size < number:
            raise ValueError(f"Group {group} is split into {number} parts; it has {group.size} trainees.")
        if self.ids and len(self.ids) != number:
            raise ValueError(
                f"Group {group} is split into {number} parts; expected as many ids, not {len(self.ids)}."
            )

    def _parts(self, problem: Problem) -> list[Group]:
        sizes = enumerate(_divided(problem.groups[self.group].size, self.shares))
        return [replace(self._named(problem, number), size=size) for number, size in sizes]

    def _named(self, problem: Problem, number: int) -> Group:
        group = problem.groups[self.group]
        if self.ids:
            return replace(group, id=self.ids[number], name="")
        name = f"{group.name}-{number + 1}" if group.name else ""
        return replace(group, id=free_id(f"{group.id}-{number + 1}", problem.groups), name=name)

    def _kept(self, course: Course, newcomers: Sequence[int]) -> Course:
        """A course of before, as it is once the group has become its first part."""
        if course.groups == (self.group,):
            return replace(course, students=_divided(course.students, self.shares)[0])
        return replace(course, groups=(*course.groups, *newcomers)) if self.group in course.groups else course


def _with_copies(problem: Problem, copies: dict[int, Course], newcomer: int) -> Problem:
    """The problem with some courses and their events once more, for a group that is new."""
    events = [index for index, event in enumerate(problem.events) if event.course in copies]
    course_copy = {index: len(problem.courses) + number for number, index in enumerate(copies)}
    event_copy = {index: len(problem.events) + number for number, index in enumerate(events)}
    group = problem.groups[newcomer]
    return replace(
        problem,
        courses=(
            *problem.courses,
            *(_course_for(problem, group, newcomer, item) for item in copies.values()),
        ),
        events=(
            *(_following(problem, event, newcomer, event_copy) for event in problem.events),
            *(_copy(problem.events[index], course_copy, event_copy) for index in events),
        ),
    )


def _course_for(problem: Problem, group: Group, index: int, course: Course) -> Course:
    name = free_id(f"{course.id}-{group.id}", problem.courses)
    return replace(course, id=name, name=str(course), groups=(index,))


def _following(problem: Problem, event: Event, newcomer: int, event_copy: dict[int, int]) -> Event:
    """An event that all parts attend follows the new group's events too."""
    if newcomer not in problem.courses[event.course].groups:
        return event
    copies = (event_copy[earlier] for earlier in event.after if earlier in event_copy)
    return replace(event, after=(*event.after, *copies))


def _copy(event: Event, course_copy: dict[int, int], event_copy: dict[int, int]) -> Event:
    return replace(
        event,
        course=course_copy[event.course],
        after=tuple(event_copy.get(earlier, earlier) for earlier in event.after),
        pin_slot=None,
        pin_room=None,
        previous=None,
    )


def _divided(total: int, shares: Sequence[int]) -> list[int]:
    """Whole numbers in proportion to the shares, which add up to the total."""
    ends = [-(-total * so_far // sum(shares)) for so_far in accumulate(shares, initial=0)]
    return [end - begin for begin, end in pairwise(ends)]
