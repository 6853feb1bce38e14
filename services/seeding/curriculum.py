"""Courses of the demo college, their place in the curriculum, and who is enrolled in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from engine.timetable.problem import Course as GeneratedCourse
from engine.timetable.problem import Event
from models import (
    Base,
    Course,
    Enrollment,
    EnrollmentTrainer,
    Prerequisite,
    ProgrammeCourse,
    User,
)
from models.curriculum import DIFFICULTIES
from services.seeding.calendar import TERM_WEEKS, Calendar
from services.seeding.departments import Structure
from services.seeding.generated import Generated

_ODD, _EVEN = 1, 2
_WEEKS = {_ODD: "odd", _EVEN: "even"}
_NUMERALS = ("I", "II", "III", "IV")
_BELOW = dict(zip(_NUMERALS[1:], _NUMERALS, strict=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a course is to the tables: sessions of one kind are all alike.

    The generator's sessions of a course may differ. Then the shortest stands for all, what all need
    is needed, and practicals of which some are in odd weeks only are all in odd weeks. So the number
    of sessions stays, and none asks for more than it did, but for lectures in every other week and
    online lectures beside others, which become like the others.
    """

    theory_sessions: int
    theory_slots: int
    theory_room_type: str
    theory_facilities: tuple[str, ...]
    practical_sessions: int
    practical_slots: int
    practical_room_type: str | None
    practical_facilities: tuple[str, ...]
    practical_weeks: str

    @classmethod
    def of(cls, events: Sequence[Event]) -> Form:
        """The form nearest to a generated course's sessions."""
        theory = [event for event in events if not event.after]
        practical = [event for event in events if event.after]
        on_site = [event for event in theory if event.kind != "virtual"]
        return cls(
            theory_sessions=len(theory),
            theory_slots=_shortest(theory),
            theory_room_type="theory" if on_site else "virtual",
            theory_facilities=_needed_by_all(on_site),
            practical_sessions=len(practical),
            practical_slots=_shortest(practical),
            practical_room_type=practical[0].kind if practical else None,
            practical_facilities=_needed_by_all(practical),
            practical_weeks=next((_WEEKS[event.weeks] for event in practical if event.weeks), "all"),
        )


class CurriculumBuilder:
    """Makes the rows of one generated course after the other; equal courses become one."""

    def __init__(self, structure: Structure, calendar: Calendar) -> None:
        self._structure = structure
        self._calendar = calendar
        self._courses: dict[tuple[int, str, Form], Course] = {}
        self._numbers: Counter[int] = Counter()
        self._mapped: set[tuple[UUID, UUID]] = set()

    def course(self, department: int, item: GeneratedCourse, form: Form) -> Iterator[Base]:
        """The course itself, if there is none like it yet."""
        if (department, item.name, form) in self._courses:
            return
        self._numbers[department] += 1
        owner = self._structure.departments[department]
        level = _level(item.name)
        course = Course(
            department_id=owner.id,
            code=f"{owner.code}-{100 + self._numbers[department]}",
            title=item.name,
            category="practical" if form.practical_sessions else "theory",
            difficulty_level=DIFFICULTIES[min(level, len(DIFFICULTIES)) - 1],
            duration_weeks=TERM_WEEKS,
            theory_sessions=form.theory_sessions,
            theory_slots=form.theory_slots,
            practical_sessions=form.practical_sessions,
            practical_slots=form.practical_slots,
            practical_weeks=form.practical_weeks,
        )
        self._courses[department, item.name, form] = course
        yield course

    def enrolment(
        self, department: int, item: GeneratedCourse, form: Form, trainers: Sequence[User]
    ) -> Iterator[Base]:
        """The course's place in the curriculum of the class group's programme, and the enrolment."""
        course = self._courses[department, item.name, form]
        group = self._structure.class_groups[item.groups[0]]
        if (group.programme_id, course.id) not in self._mapped:
            self._mapped.add((group.programme_id, course.id))
            yield ProgrammeCourse(
                programme_id=group.programme_id,
                course_id=course.id,
                year_of_study=group.year_of_study,
                term_number=self._calendar.current + 1,
                theory_room_type=form.theory_room_type,
                theory_facilities=list(form.theory_facilities),
                practical_room_type=form.practical_room_type,
                practical_facilities=list(form.practical_facilities),
            )
        enrollment = Enrollment(
            class_group_id=group.id,
            course_id=course.id,
            academic_year_id=self._calendar.year.id,
            term_id=self._calendar.term.id,
        )
        yield enrollment
        for position, trainer in enumerate(item.teachers, start=1):
            yield EnrollmentTrainer(
                enrollment_id=enrollment.id, trainer_id=trainers[trainer].id, position=position
            )

    def prerequisites(self) -> Iterator[Base]:
        """Courses of the level below that must be known before one of the same department and title."""
        by_title: dict[tuple[int, str], Course] = {}
        for (department, title, _), course in self._courses.items():
            by_title.setdefault((department, title), course)
        for (department, title, _), course in self._courses.items():
            words, _, numeral = title.rpartition(" ")
            below = by_title.get((department, f"{words} {_BELOW.get(numeral, '')}"))
            if below is not None:
                yield Prerequisite(course_id=course.id, needs_id=below.id)


def build_curriculum(
    college: Generated, structure: Structure, calendar: Calendar, trainers: Sequence[User]
) -> Iterator[Base]:
    """Courses, curriculum, prerequisites and the enrolments of the calendar's term.

    A course that the generator teaches to two class groups together is the first one's here, since
    an enrolment is of one class group.
    """
    builder = CurriculumBuilder(structure, calendar)
    problem = college.problem
    for index, item in enumerate(problem.courses):
        department = college.trainers[item.teachers[0]].department
        form = Form.of([problem.events[event] for event in problem.events_of_course[index]])
        yield from builder.course(department, item, form)
        yield from builder.enrolment(department, item, form, trainers)
    yield from builder.prerequisites()


def _level(title: str) -> int:
    numeral = title.rpartition(" ")[2]
    return _NUMERALS.index(numeral) + 1 if numeral in _NUMERALS else 1


def _shortest(events: Sequence[Event]) -> int:
    return min((event.duration for event in events), default=0)


def _needed_by_all(events: Sequence[Event]) -> tuple[str, ...]:
    needs = [event.features for event in events]
    return tuple(sorted(frozenset.intersection(*needs))) if needs else ()
