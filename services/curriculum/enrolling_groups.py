"""Enrolling a class group in everything that its curriculum has in a term."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import ClassGroup, Course, Enrollment, ProgrammeCourse, Term
from services.access import Actor
from services.curriculum.enrolling import NotInCurriculum, enrol
from services.errors import Invalid
from services.records import fetch, require
from services.structure.calendar import TERMS
from services.structure.class_groups import CLASS_GROUPS


@dataclass(slots=True)
class GroupEnrolled:
    """What came of it: new enrolments, and those that were there before."""

    created: list[Enrollment] = field(default_factory=list)
    there_before: list[UUID] = field(default_factory=list)
    """Courses that the class group had been enrolled in for the term."""


def enrol_in_curriculum(
    session: Session,
    *,
    actor: Actor,
    class_group_id: UUID,
    term_id: UUID,
    term_number: int | None = None,
    trainers: Mapping[UUID, Sequence[UUID]] | None = None,
) -> GroupEnrolled:
    """Enrol a class group in all courses of its year and term of study.

    ``term_number`` is the term of study; without one, the term's own place among those of its academic
    year. ``trainers`` says who teaches, by course.

    Raises
    ------
    NotFound
        If the class group or term is not there, or out of reach.
    Invalid
        If the curriculum has nothing for them.
    NotInCurriculum
        If trainers are given for a course that is not taught then.
    Forbidden, TrainerOverloaded, TrainerUnavailable
        As for a single enrolment.
    """
    group = fetch(session, CLASS_GROUPS, actor=actor, record_id=class_group_id)
    require(session, CLASS_GROUPS, actor=actor, record=group, permission=CLASS_GROUPS.write)
    term = fetch(session, TERMS, actor=actor, record_id=term_id)
    number = term_number or _place_in_year(session, term)
    courses = _courses_of(session, group, number)
    if not courses:
        raise Invalid(
            f"The curriculum of {group.name} has nothing in year {group.year_of_study}, term {number}."
        )
    trainers = trainers or {}
    for course_id in trainers.keys() - set(courses):
        raise NotInCurriculum(
            f"Course {course_id} is not taught in year {group.year_of_study}, term {number}.",
            fields={"trainers": "Courses of this year and term of study."},
        )
    enrolled = _enrolled_in(session, class_group_id, term_id)
    outcome = GroupEnrolled(there_before=[course_id for course_id in courses if course_id in enrolled])
    for course_id in courses:
        if course_id not in enrolled:
            values = {
                "class_group_id": class_group_id,
                "course_id": course_id,
                "term_id": term_id,
                "trainer_ids": trainers.get(course_id, ()),
            }
            outcome.created.append(enrol(session, actor=actor, values=values))
    return outcome


def _place_in_year(session: Session, term: Term) -> int:
    earlier = select(func.count()).where(
        Term.academic_year_id == term.academic_year_id, Term.starts_on < term.starts_on
    )
    return (session.scalar(earlier) or 0) + 1


def _courses_of(session: Session, group: ClassGroup, term_number: int) -> list[UUID]:
    return list(
        session.scalars(
            select(Course.id)
            .join(ProgrammeCourse, ProgrammeCourse.course_id == Course.id)
            .where(
                ProgrammeCourse.programme_id == group.programme_id,
                ProgrammeCourse.year_of_study == group.year_of_study,
                ProgrammeCourse.term_number == term_number,
            )
            .order_by(Course.code)
        )
    )


def _enrolled_in(session: Session, class_group_id: UUID, term_id: UUID) -> set[UUID]:
    return set(
        session.scalars(
            select(Enrollment.course_id).where(
                Enrollment.class_group_id == class_group_id, Enrollment.term_id == term_id
            )
        )
    )
