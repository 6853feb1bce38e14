"""Curricula: which courses a programme has, in which term of study, and the rooms they need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar
from uuid import UUID

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, joinedload

from models import Base, ClassGroup, Course, Enrollment, Programme, ProgrammeCourse
from models.curriculum import OPEN_STATUSES
from services.access import Actor, Permission, Scope
from services.access.reach import programmes_of_class_groups, programmes_of_department
from services.errors import Conflict, Invalid
from services.facilities.rooms import tidy_facilities
from services.policy import policy_of
from services.records import Kind, fetch, visible
from services.structure.programmes import PROGRAMMES

T = TypeVar("T", bound=Base)


class MappingInUse(Conflict):
    """Class groups are enrolled in a course because their programme has it."""

    code = "mapping_in_use"


@dataclass(frozen=True, slots=True)
class TermOfStudy:
    """The courses of one term of a programme."""

    term_number: int
    courses: Sequence[ProgrammeCourse]

    @property
    def weekly_slots(self) -> int:
        """Slots that all these courses take in a week in which each of their sessions is held."""
        return sum(
            course.theory_sessions * course.theory_slots + course.practical_sessions * course.practical_slots
            for course in (mapping.course for mapping in self.courses)
        )


@dataclass(frozen=True, slots=True)
class YearOfStudy:
    """The terms of one year of a programme."""

    year_of_study: int
    terms: Sequence[TermOfStudy]


@dataclass(frozen=True, slots=True)
class Curriculum:
    """A programme and everything that is taught in it, by year and term of study."""

    programme: Programme
    years: Sequence[YearOfStudy]


def _check(session: Session, mapping: ProgrammeCourse) -> None:
    if inspect(mapping).persistent:
        _refuse_other_pair(mapping)
    programme = _parent(session, Programme, mapping.programme_id, "programme_id")
    course = _parent(session, Course, mapping.course_id, "course_id")
    _check_term_of_study(session, mapping, programme)
    _check_room_types(mapping, course)
    mapping.theory_facilities = tidy_facilities(mapping.theory_facilities or [])
    mapping.practical_facilities = tidy_facilities(mapping.practical_facilities or [])


def _parent(session: Session, model: type[T], row_id: UUID, field: str) -> T:
    """A parent row as it stands now, kept so until this unit of work has ended."""
    held = select(model).where(model.id == row_id).with_for_update(read=True)
    row = session.scalar(held.execution_options(populate_existing=True))
    if row is None:
        noun = field.removesuffix("_id")
        raise Invalid(f"There is no {noun} {row_id}.", fields={field: f"There is no {noun} with this id."})
    return row


def _refuse_other_pair(mapping: ProgrammeCourse) -> None:
    for name in ("programme_id", "course_id"):
        if inspect(mapping).attrs[name].history.has_changes():
            raise Invalid(
                "A mapping stays with its programme and its course. Delete it and make another.",
                fields={name: "Cannot be changed."},
            )


def _check_term_of_study(session: Session, mapping: ProgrammeCourse, programme: Programme) -> None:
    a_year = policy_of(session).terms_per_year
    if mapping.term_number > a_year:
        raise Invalid(
            f"A year of study has {a_year} terms, so there is no term {mapping.term_number} in it.",
            fields={"term_number": f"From 1 to {a_year}."},
        )
    term = (mapping.year_of_study - 1) * a_year + mapping.term_number
    if term > programme.duration_terms:
        raise Invalid(
            f"Term {mapping.term_number} of year {mapping.year_of_study} would be term {term} of"
            f" {programme.name}, which has {programme.duration_terms}.",
            fields={"year_of_study": f"Within the programme's {programme.duration_terms} terms."},
        )


def _check_room_types(mapping: ProgrammeCourse, course: Course) -> None:
    if course.practical_sessions and mapping.practical_room_type is None:
        raise Invalid(
            f"{course.code} has practicals; say what type of room they need.",
            fields={"practical_room_type": "Needed for a course with practicals."},
        )
    if not course.practical_sessions and mapping.practical_room_type is not None:
        raise Invalid(
            f"{course.code} has no practicals, so there is no room type for them.",
            fields={"practical_room_type": "Only for a course with practicals."},
        )


def _refuse_while_enrolled(session: Session, mapping: ProgrammeCourse) -> None:
    group = session.scalar(
        select(ClassGroup.name)
        .join(Enrollment, Enrollment.class_group_id == ClassGroup.id)
        .where(
            ClassGroup.programme_id == mapping.programme_id,
            Enrollment.course_id == mapping.course_id,
            Enrollment.status.in_(OPEN_STATUSES),
        )
        .limit(1)
    )
    if group is not None:
        raise MappingInUse(
            f"{group} is enrolled in {mapping.course.code}; complete or cancel that enrolment first."
        )


PROGRAMME_COURSES = Kind(
    model=ProgrammeCourse,
    noun="programme course",
    plural="programme courses",
    read=Permission.CURRICULUM_READ,
    write=Permission.CURRICULUM_WRITE,
    within={
        Scope.DEPARTMENT: lambda actor: ProgrammeCourse.programme_id.in_(programmes_of_department(actor)),
        Scope.CLASS_GROUP: lambda actor: ProgrammeCourse.programme_id.in_(programmes_of_class_groups(actor)),
    },
    unique=(("programme_id", "course_id"),),
    order={"year_of_study": ProgrammeCourse.year_of_study, "term_number": ProgrammeCourse.term_number},
    load=(joinedload(ProgrammeCourse.programme), joinedload(ProgrammeCourse.course)),
    check=_check,
    before_delete=_refuse_while_enrolled,
    where=ProgrammeCourse.programme_id.in_(select(Programme.id)),
)
"""How the courses of programmes are read and written."""


def read_curriculum(session: Session, *, actor: Actor, programme_id: UUID) -> Curriculum:
    """Everything that is taught in a programme, by year and term of study.

    Raises
    ------
    NotFound
        If there is no such programme within the actor's reach.
    """
    programme = fetch(session, PROGRAMMES, actor=actor, record_id=programme_id)
    in_order = (
        visible(PROGRAMME_COURSES, actor=actor)
        .where(ProgrammeCourse.programme_id == programme_id)
        .order_by(ProgrammeCourse.year_of_study, ProgrammeCourse.term_number, ProgrammeCourse.id)
    )
    years = groupby(session.scalars(in_order), key=lambda mapping: mapping.year_of_study)
    return Curriculum(programme, [YearOfStudy(year, _terms(mappings)) for year, mappings in years])


def _terms(mappings: Iterable[ProgrammeCourse]) -> list[TermOfStudy]:
    terms = groupby(mappings, key=lambda mapping: mapping.term_number)
    return [TermOfStudy(number, list(courses)) for number, courses in terms]
