"""People take courses alone, beside what their class group takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Course, Enrollment, PersonalEnrollment, Prerequisite, TraineeProfile, User
from models.curriculum import OPEN_STATUSES
from models.session import now_of
from services.access import Actor, Permission, Scope, scope_of
from services.curriculum.courses import COURSES
from services.curriculum.statuses import check_move, status_before
from services.errors import Conflict, Forbidden, Invalid, NotFound
from services.records import Kind, change, create, fetch

MOVES: Mapping[str, tuple[str, ...]] = {
    "scheduled": ("in_progress", "cancelled"),
    "in_progress": ("completed", "cancelled"),
    "completed": (),
    "cancelled": ("in_progress",),
}
"""Where each state may go; a course that was left can be taken up again."""


class AlreadyEnrolled(Conflict):
    """The person takes the course, or has completed it."""

    code = "already_enrolled"


class PrerequisitesMissing(Conflict):
    """Courses that must be known before were not completed."""

    code = "prerequisites_missing"


def _check(session: Session, enrollment: PersonalEnrollment) -> None:
    check_move(enrollment, MOVES)
    if enrollment.status == "completed" and status_before(enrollment) != "completed":
        enrollment.completed_at = now_of(session)


PERSONAL_ENROLLMENTS = Kind(
    model=PersonalEnrollment,
    noun="personal enrolment",
    plural="personal enrolments",
    read=Permission.SELF_ENROLL,
    write=Permission.SELF_ENROLL,
    within={Scope.OWN: lambda actor: PersonalEnrollment.user_id == actor.user_id},
    unique=(("user_id", "course_id"),),
    order={"status": PersonalEnrollment.status, "created_at": PersonalEnrollment.created_at},
    # Joined, so that a course that was deleted since is still named.
    load=(joinedload(PersonalEnrollment.course),),
    check=_check,
)
"""How personal enrolments are read and written."""


def enrol_person(
    session: Session,
    *,
    actor: Actor,
    course_id: UUID,
    user_id: UUID | None = None,
    skip_prerequisites: bool = False,
) -> PersonalEnrollment:
    """Enrol a person in a course: oneself, or another where the actor answers for everybody.

    Who cancelled before takes it up again.

    Raises
    ------
    NotFound
        If there is no such course.
    Forbidden
        If the actor may neither enrol others nor skip prerequisites, and asks for it.
    Invalid
        If there is no such person.
    AlreadyEnrolled
        If the person takes the course, or has completed it.
    PrerequisitesMissing
        If courses were not completed that must be known before.
    """
    person_id = actor.user_id if user_id is None else user_id
    if person_id != actor.user_id or skip_prerequisites:
        _require_authority(actor)
    course = fetch(session, COURSES, actor=actor, record_id=course_id)
    _require_person(session, person_id)
    before = _find(session, course_id=course_id, user_id=person_id)
    if before is not None and before.status != "cancelled":
        state = "has completed" if before.status == "completed" else "takes"
        raise AlreadyEnrolled(f"This person {state} {course.code} already.")
    if not skip_prerequisites:
        _require_prerequisites(session, course=course, user_id=person_id)
    if before is not None:
        again = {"status": "in_progress"}
        return change(session, PERSONAL_ENROLLMENTS, actor=actor, record_id=before.id, values=again)
    values = {"user_id": person_id, "course_id": course_id, "status": "in_progress"}
    return create(session, PERSONAL_ENROLLMENTS, actor=actor, values=values)


def leave(session: Session, *, actor: Actor, course_id: UUID) -> None:
    """Cancel the actor's own enrolment in a course.

    Raises
    ------
    NotFound
        If the actor does not take it.
    """
    enrollment = _find(session, course_id=course_id, user_id=actor.user_id)
    if enrollment is None or enrollment.status not in OPEN_STATUSES:
        raise NotFound(f"You do not take course {course_id}.")
    left = {"status": "cancelled"}
    change(session, PERSONAL_ENROLLMENTS, actor=actor, record_id=enrollment.id, values=left)


def change_personal_enrollment(
    session: Session,
    *,
    actor: Actor,
    enrollment_id: UUID,
    values: Mapping[str, Any],
    version: int | None = None,
) -> PersonalEnrollment:
    """Move a personal enrolment to another state; one's own can only be cancelled.

    Raises
    ------
    NotFound, Stale, Forbidden
        As for any record; completing is said by those who answer for everybody.
    BadMove
        If its state cannot become the one wanted.
    """
    if values.get("status") != "cancelled":
        _require_authority(actor)
    return change(
        session, PERSONAL_ENROLLMENTS, actor=actor, record_id=enrollment_id, values=values, version=version
    )


def _require_authority(actor: Actor) -> None:
    if scope_of(Permission.SELF_ENROLL, actor.role) is not Scope.TENANT:
        raise Forbidden(
            f"As {actor.role} you enrol yourself, with the prerequisites completed, and may leave again;"
            " more is for those who answer for the whole institution."
        )


def _require_person(session: Session, user_id: UUID) -> None:
    if session.scalar(select(User.id).where(User.id == user_id, User.is_active)) is None:
        raise Invalid(
            f"There is no open account {user_id}.",
            fields={"user_id": "There is no open account with this id."},
        )


def _find(session: Session, *, course_id: UUID, user_id: UUID) -> PersonalEnrollment | None:
    return session.scalar(
        select(PersonalEnrollment).where(
            PersonalEnrollment.course_id == course_id, PersonalEnrollment.user_id == user_id
        )
    )


def _require_prerequisites(session: Session, *, course: Course, user_id: UUID) -> None:
    """Refuse a person who has completed a prerequisite neither alone nor with the class group."""
    alone = select(PersonalEnrollment.course_id).where(
        PersonalEnrollment.user_id == user_id, PersonalEnrollment.status == "completed"
    )
    together = (
        select(Enrollment.course_id)
        .join(TraineeProfile, TraineeProfile.class_group_id == Enrollment.class_group_id)
        .where(TraineeProfile.user_id == user_id, Enrollment.status == "completed")
    )
    missing = session.scalars(
        select(Course.code)
        .join(Prerequisite, Prerequisite.needs_id == Course.id)
        .where(
            Prerequisite.course_id == course.id,
            Prerequisite.needs_id.not_in(alone),
            Prerequisite.needs_id.not_in(together),
        )
        .order_by(Course.code)
    ).all()
    if missing:
        raise PrerequisitesMissing(f"{course.code} needs {', '.join(missing)} to be completed before.")
