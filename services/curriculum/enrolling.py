"""Class groups take courses in terms: this is what a timetable places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import ClassGroup, Course, Enrollment, EnrollmentTrainer, ProgrammeCourse, Term
from models.curriculum import OPEN_STATUSES
from models.session import now_of
from services.access import Actor, Permission, Scope
from services.access.reach import class_groups_of, class_groups_of_department
from services.curriculum.statuses import check_move, status_before
from services.curriculum.trainers import assign, check_trainers, dismiss, trainers_of
from services.errors import Conflict, Invalid
from services.records import Kind, change, create, fetch


class NotInCurriculum(Invalid):
    """The class group's programme does not have the course."""

    code = "not_in_curriculum"


class EnrollmentKept(Conflict):
    """What was begun stays, for attendance and results belong to it."""

    code = "enrollment_kept"


def enrol(session: Session, *, actor: Actor, values: Mapping[str, Any]) -> Enrollment:
    """Enrol a class group in a course for a term, with its trainers if they are known.

    ``values`` may name the academic year; it must be that of the term then.

    Raises
    ------
    NotInCurriculum
        If the programme of the class group does not have the course.
    Invalid, Conflict, Forbidden
        If something is not there or not of the year, the group is enrolled already, or out of reach.
    TrainerOverloaded, TrainerUnavailable
        If a trainer has no room for it.
    """
    own = {name: value for name, value in values.items() if name != "trainer_ids"}
    own["academic_year_id"] = _year_of(session, own["term_id"], own.get("academic_year_id"))
    enrollment = create(session, ENROLLMENTS, actor=actor, values=own)
    assign(session, enrollment, values.get("trainer_ids", ()))
    return fetch(session, ENROLLMENTS, actor=actor, record_id=enrollment.id)


def change_enrollment(
    session: Session,
    *,
    actor: Actor,
    enrollment_id: UUID,
    values: Mapping[str, Any],
    version: int | None = None,
) -> Enrollment:
    """Move an enrolment to another state, or give it other trainers.

    Raises
    ------
    NotFound, Stale, Forbidden
        As for any record.
    BadMove
        If its state cannot become the one wanted.
    Invalid, TrainerOverloaded, TrainerUnavailable
        If a trainer does not teach, or has no room for it.
    """
    own = {name: value for name, value in values.items() if name != "trainer_ids"}
    if "trainer_ids" in values:
        own["updated_at"] = now_of(session)  # trainers are a part of the enrolment: its version counts
    enrollment = change(
        session, ENROLLMENTS, actor=actor, record_id=enrollment_id, values=own, version=version
    )
    if "trainer_ids" not in values:
        return enrollment
    if enrollment.status not in OPEN_STATUSES:
        raise EnrollmentKept(f"This enrolment is {enrollment.status}; its trainers stay as they were.")
    assign(session, enrollment, values["trainer_ids"])
    return fetch(session, ENROLLMENTS, actor=actor, record_id=enrollment_id)


def is_in_curriculum(session: Session, *, class_group_id: UUID, course_id: UUID) -> bool:
    """Whether the programme of a class group has a course."""
    mapping = (
        select(ProgrammeCourse.id)
        .join(ClassGroup, ClassGroup.programme_id == ProgrammeCourse.programme_id)
        .where(ClassGroup.id == class_group_id, ProgrammeCourse.course_id == course_id)
    )
    return session.scalar(mapping) is not None


def _year_of(session: Session, term_id: UUID, year_id: UUID | None) -> UUID:
    """The academic year of a term, which must be the one that was named."""
    term = session.scalar(select(Term).where(Term.id == term_id))
    if term is None:
        raise Invalid(f"There is no term {term_id}.", fields={"term_id": "There is no term with this id."})
    if year_id is not None and year_id != term.academic_year_id:
        raise Invalid(
            f"{term.name} is a term of another academic year.",
            fields={"academic_year_id": "The year of the term, or nothing."},
        )
    return term.academic_year_id


def _check(session: Session, enrollment: Enrollment) -> None:
    check_move(enrollment)
    before = status_before(enrollment)
    if before is None:
        _refuse_outside_curriculum(session, enrollment)
    elif enrollment.status in OPEN_STATUSES and before not in OPEN_STATUSES:
        _refuse_outside_curriculum(session, enrollment)
        check_trainers(session, enrollment, trainers_of(session, enrollment.id))


def _refuse_outside_curriculum(session: Session, enrollment: Enrollment) -> None:
    group_id, course_id = enrollment.class_group_id, enrollment.course_id
    if not is_in_curriculum(session, class_group_id=group_id, course_id=course_id):
        group = session.scalar(select(ClassGroup.name).where(ClassGroup.id == group_id))
        code = session.scalar(select(Course.code).where(Course.id == course_id))
        raise NotInCurriculum(
            f"{code} is not in the curriculum of {group}; map it to the programme first.",
            fields={"course_id": "Not in the curriculum of this class group."},
        )


def _refuse_if_begun(session: Session, enrollment: Enrollment) -> None:
    if enrollment.status not in ("scheduled", "cancelled"):
        raise EnrollmentKept(
            f"This enrolment is {enrollment.status.replace('_', ' ')} and stays; it can be cancelled"
            " while it is in progress."
        )
    dismiss(session, enrollment.id)


def _is_taught_by(trainer_id: UUID) -> ColumnElement[bool]:
    return Enrollment.id.in_(
        select(EnrollmentTrainer.enrollment_id).where(EnrollmentTrainer.trainer_id == trainer_id)
    )


ENROLLMENTS = Kind(
    model=Enrollment,
    noun="enrolment",
    plural="enrolments",
    read=Permission.ENROLLMENTS_READ,
    write=Permission.ENROLLMENTS_WRITE,
    within={
        Scope.DEPARTMENT: lambda actor: Enrollment.class_group_id.in_(class_groups_of_department(actor)),
        Scope.CLASS_GROUP: lambda actor: Enrollment.class_group_id.in_(class_groups_of(actor)),
    },
    unique=(("class_group_id", "course_id", "term_id"),),
    filters={"trainer_id": _is_taught_by},
    order={"status": Enrollment.status, "created_at": Enrollment.created_at},
    load=(
        # Joined: a class group or course that was deleted since is still named.
        joinedload(Enrollment.class_group),
        joinedload(Enrollment.course),
        joinedload(Enrollment.term),
        joinedload(Enrollment.academic_year),
        selectinload(Enrollment.trainers).joinedload(EnrollmentTrainer.trainer),
    ),
    check=_check,
    before_delete=_refuse_if_begun,
)
"""How enrolments of class groups are read and written."""
