"""How much there is at each level of the institution: one statement for all counts of a level."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from models import (
    ClassGroup,
    Course,
    Department,
    Enrollment,
    EnrollmentTrainer,
    Programme,
    ProgrammeCourse,
    Room,
    TraineeProfile,
    TrainerProfile,
    User,
)
from services.access import Actor
from services.records import fetch
from services.structure.class_groups import CLASS_GROUPS
from services.structure.departments import DEPARTMENTS
from services.structure.people import TRAINEES, TRAINERS
from services.structure.programmes import PROGRAMMES

Totals = Mapping[str, int]


def school_totals(session: Session) -> Totals:
    """What the whole institution has."""
    return _count(
        session,
        departments=select(Department.id),
        programmes=select(Programme.id),
        class_groups=select(ClassGroup.id),
        trainees=_trainees(),
        trainers=_trainers(),
        rooms=select(Room.id),
        courses=select(Course.id),
    )


def department_totals(session: Session, *, actor: Actor, department_id: UUID) -> Totals:
    """What a department has.

    Raises
    ------
    NotFound
        If there is none within reach.
    """
    fetch(session, DEPARTMENTS, actor=actor, record_id=department_id)
    programmes = select(Programme.id).where(Programme.department_id == department_id)
    groups = select(ClassGroup.id).where(ClassGroup.programme_id.in_(programmes))
    return _count(
        session,
        programmes=programmes,
        class_groups=groups,
        trainees=_trainees(TraineeProfile.class_group_id.in_(groups)),
        trainers=_trainers(TrainerProfile.department_id == department_id),
        courses=select(Course.id).where(Course.department_id == department_id),
    )


def programme_totals(session: Session, *, actor: Actor, programme_id: UUID) -> Totals:
    """What a programme has.

    Raises
    ------
    NotFound
        If there is none within reach.
    """
    fetch(session, PROGRAMMES, actor=actor, record_id=programme_id)
    groups = select(ClassGroup.id).where(ClassGroup.programme_id == programme_id)
    return _count(
        session,
        class_groups=groups,
        trainees=_trainees(TraineeProfile.class_group_id.in_(groups)),
        trainers=_trainers(User.id.in_(_teachers_of(Enrollment.class_group_id.in_(groups)))),
        courses=select(Course.id)
        .join(ProgrammeCourse, ProgrammeCourse.course_id == Course.id)
        .where(ProgrammeCourse.programme_id == programme_id),
    )


def class_group_totals(session: Session, *, actor: Actor, class_group_id: UUID) -> Totals:
    """What a class group has.

    Raises
    ------
    NotFound
        If there is none within reach.
    """
    fetch(session, CLASS_GROUPS, actor=actor, record_id=class_group_id)
    return _count(
        session,
        trainees=_trainees(TraineeProfile.class_group_id == class_group_id),
        trainers=_trainers(User.id.in_(_teachers_of(Enrollment.class_group_id == class_group_id))),
        enrollments=select(Enrollment.id).where(Enrollment.class_group_id == class_group_id),
    )


def _trainees(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Open accounts of trainees who are neither suspended nor gone."""
    return (
        select(User.id)
        .join(TraineeProfile, TraineeProfile.user_id == User.id)
        .where(TRAINEES.where, User.is_active, TraineeProfile.status == "active", *conditions)
    )


def _trainers(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Open accounts of those who teach."""
    return (
        select(User.id)
        .join(TrainerProfile, TrainerProfile.user_id == User.id)
        .where(TRAINERS.where, User.is_active, *conditions)
    )


def _teachers_of(condition: ColumnElement[bool]) -> Select[Any]:
    """Accounts of those who teach what is not cancelled of some enrolments."""
    return (
        select(EnrollmentTrainer.trainer_id)
        .join(Enrollment, Enrollment.id == EnrollmentTrainer.enrollment_id)
        .where(condition, Enrollment.status != "cancelled")
    )


def _count(session: Session, **parts: Select[Any]) -> Totals:
    counts = (
        part.with_only_columns(func.count(), maintain_column_froms=True).scalar_subquery().label(name)
        for name, part in parts.items()
    )
    return dict(session.execute(select(*counts)).one()._mapping)
