"""The courses of a generated college, each accepted only once it has a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from random import Random

from engine.timetable.generate.diary import Diary
from engine.timetable.generate.names import course_name
from engine.timetable.generate.people import ClassGroup, Trainer
from engine.timetable.generate.placing import HiddenWeek, Session
from engine.timetable.problem import Course, Event, Group, Placement, Room, Teacher

_TRAINERS_TRIED = 6
_MOST_SUBSTITUTES = 3


@dataclass(frozen=True, slots=True)
class CourseDraft:
    """A course to be added.

    Parameters
    ----------
    groups
        Indices of the class groups taught together.
    department
        Index of the department whose trainers teach it.
    trainers
        How many of them at a time.
    titles
        Names to take one from that no group has yet.
    sessions
        Its meetings; the first is the one that practicals follow.
    """

    groups: tuple[int, ...]
    department: int
    titles: Sequence[str]
    sessions: Sequence[Session]
    trainers: int = 1


class CourseBook:
    """Courses and events so far, and where the hidden timetable holds them."""

    def __init__(
        self,
        rooms: Sequence[Room],
        groups: Sequence[ClassGroup],
        trainers: Sequence[Trainer],
        rng: Random,
    ) -> None:
        self.rng = rng
        self.rooms = rooms
        self.groups = groups
        self.courses: list[Course] = []
        self.events: list[Event] = []
        self.placements: list[Placement] = []
        self.week = HiddenWeek(rooms, rng)
        self.group_diaries = [_diary(item.group) for item in groups]
        self.trainer_diaries = [_diary(item.teacher) for item in trainers]
        self._staff: dict[int, list[int]] = defaultdict(list)
        for index, trainer in enumerate(trainers):
            self._staff[trainer.department].append(index)
        self._names: list[set[str]] = [set() for _ in groups]

    def add(self, draft: CourseDraft) -> bool:
        """Add a course if some trainers can be found with whom all its sessions have a place."""
        for teachers in self._teams(draft):
            people = [self.trainer_diaries[item] for item in teachers]
            people += [self.group_diaries[item] for item in draft.groups]
            places = self.week.place_course(draft.sessions, people, seats=self._students(draft))
            if places is not None:
                self._enter(draft, teachers, places)
                return True
        return False

    def load(self, group: int) -> int:
        """Slots that a class group is taught in over the whole cycle."""
        return self.group_diaries[group].load

    def _teams(self, draft: CourseDraft) -> list[tuple[int, ...]]:
        """Trainers to try, those with the smallest share of their load first."""
        staff = self._staff[draft.department]
        some = self.rng.sample(staff, min(len(staff), _TRAINERS_TRIED))
        some.sort(key=lambda item: self.trainer_diaries[item].fullness)
        return list(zip(*(some[shift:] for shift in range(draft.trainers)), strict=False))

    def _students(self, draft: CourseDraft) -> int:
        return sum(self.groups[item].group.size for item in draft.groups)

    def _enter(self, draft: CourseDraft, teachers: tuple[int, ...], places: Sequence[Placement]) -> None:
        first = len(self.events)
        self.events += [
            Event(
                course=len(self.courses),
                duration=session.duration,
                kind=session.kind,
                features=session.features,
                weeks=session.weeks,
                after=(first,) if session.is_practical else (),
            )
            for session in draft.sessions
        ]
        self.placements += places
        self.courses.append(
            Course(
                id=f"C{len(self.courses) + 1:04d}",
                teachers=teachers,
                groups=draft.groups,
                students=self._students(draft),
                name=self._take_name(draft),
                min_days=min(3, len(draft.sessions)),
                substitutes=self._substitutes(draft, teachers),
            )
        )

    def _substitutes(self, draft: CourseDraft, teachers: tuple[int, ...]) -> tuple[int, ...]:
        """One to three colleagues of the department, as far as it has them, in turn and not by chance."""
        staff = self._staff[draft.department]
        after = staff.index(teachers[0]) + 1
        colleagues = [item for item in (*staff[after:], *staff[:after]) if item not in teachers]
        return tuple(colleagues[: 1 + len(self.courses) % _MOST_SUBSTITUTES])

    def _take_name(self, draft: CourseDraft) -> str:
        """A title at the level of the groups' year; a level up when all are taken."""
        used = [self._names[item] for item in draft.groups]
        year = self.groups[draft.groups[0]].year
        name = next(
            name
            for level in count(year)
            for name in (course_name(title, level) for title in draft.titles)
            if not any(name in names for names in used)
        )
        for names in used:
            names.add(name)
        return name


def _diary(person: Group | Teacher) -> Diary:
    return Diary(person.unavailable, max_day=person.max_day, max_week=person.max_week)
