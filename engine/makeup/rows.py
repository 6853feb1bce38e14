"""The rows of the index: everything that can be in only one place at a time."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from engine.makeup.calendar import DAYS_A_WEEK
from engine.makeup.words import Words
from engine.timetable.problem import Course, Group, Problem, Room, Teacher

IntArray = NDArray[np.int64]

NO_LIMIT = 1 << 30


class Rows:
    """Row numbers, and what is always so of each row.

    Rooms come first, by index, then teachers and groups. Then courses that nobody in particular
    attends: their events must not overlap all the same.

    Attributes
    ----------
    of_course : list of list of int
        Rows of those who attend: teachers and groups, or the course itself where there are none.
    owners : list
        The room, teacher, group or course of each row.
    closed : ndarray of shape (rows, 7)
        Slots of each weekday that are never available, as bits; nothing for courses.
    max_day, max_week : ndarray of shape (rows,)
        Slots a day and a week at most.
    usual_week, usual_day : ndarray of shape (rows,)
        Load of the cycle's average week, and its even share for a day with a slot open, rounded up.
    """

    def __init__(self, problem: Problem) -> None:
        self.num_rooms = len(problem.rooms)
        self.groups_at = self.num_rooms + len(problem.teachers)
        self.courses_at = self.groups_at + len(problem.groups)
        self.owners: list[Room | Teacher | Group | Course] = [
            *problem.rooms,
            *problem.teachers,
            *problem.groups,
        ]
        self.of_course = [self._attending(course) for course in problem.courses]
        self.closed = self._closed(problem)
        people: list[Teacher | Group] = [*problem.teachers, *problem.groups]
        self.max_day = self._limits(who.max_day for who in people)
        self.max_week = self._limits(who.max_week for who in people)
        self.usual_week = self._usual_week(problem)
        full = (1 << problem.grid.slots_per_day) - 1
        open_days = np.maximum(1, (self.closed[:, : problem.grid.days] != full).sum(1))
        self.usual_day = -(-self.usual_week // open_days)

    def __len__(self) -> int:
        return len(self.owners)

    def _attending(self, course: Course) -> list[int]:
        teachers = [self.num_rooms + teacher for teacher in course.teachers]
        groups = [self.groups_at + group for group in course.groups]
        if not teachers and not groups:
            self.owners.append(course)
            return [len(self) - 1]
        return [*teachers, *groups]

    def _closed(self, problem: Problem) -> Words:
        closed = np.zeros((len(self), DAYS_A_WEEK), np.uint32)
        for row, owner in enumerate(self.owners[: self.courses_at]):
            if not isinstance(owner, Course) and owner.unavailable:
                closed[row] = week_words(problem, owner.unavailable)
        return closed

    def _limits(self, values: Iterable[int | None]) -> IntArray:
        limits = np.full(len(self), NO_LIMIT, np.int64)
        given = [NO_LIMIT if value is None else value for value in values]
        limits[self.num_rooms : self.courses_at] = given
        return limits

    def _usual_week(self, problem: Problem) -> IntArray:
        of_course = [0] * len(problem.courses)
        for event in problem.events:
            of_course[event.course] += event.duration * (event.weeks or problem.grid.all_weeks).bit_count()
        load = np.zeros(len(self), np.int64)
        for slots, rows in zip(of_course, self.of_course, strict=True):
            load[rows] += slots
        return -(-load // problem.grid.weeks)


def week_words(problem: Problem, slots: Iterable[int]) -> Words:
    """Slots of a week as a word for each of the seven days."""
    words = [0] * DAYS_A_WEEK
    for slot in slots:
        words[problem.grid.day(slot)] |= 1 << problem.grid.slot_of_day(slot)
    return np.array(words, np.uint32)
