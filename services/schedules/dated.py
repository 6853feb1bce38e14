"""The dated sessions of a class group, a trainer or a room, as calendars need them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, or_, select
from sqlalchemy.orm import Session

from models import (
    AttendanceSession,
    ClassGroup,
    Course,
    Enrollment,
    EnrollmentTrainer,
    Room,
    Timetable,
    TimetableEntry,
    User,
)
from services.schedules.subjects import Subject
from services.schedules.week import effective_trainers, taught_by


@dataclass(frozen=True, slots=True)
class Dated:
    """A session on its date, with the names of all that it hangs on; what was deleted has those it had.

    Parameters
    ----------
    row
        Columns as :data:`_DATED` names them.
    trainers
        The names of those who hold it, who leads it first.
    """

    row: Row[Any]
    trainers: Mapping[UUID, str]


# Columns, not entities: a class group has hundreds of sessions in a term, and to make objects of each
# and of all that it hangs on was a third of the time that a calendar program waited.
_DATED = (
    select(
        AttendanceSession.id,
        AttendanceSession.version,
        AttendanceSession.updated_at,
        AttendanceSession.enrollment_id,
        AttendanceSession.session_type,
        AttendanceSession.is_makeup,
        AttendanceSession.status,
        AttendanceSession.starts_at,
        AttendanceSession.ends_at,
        AttendanceSession.trainer_id,
        User.first_name,
        User.last_name,
        Room.code.label("room_code"),
        Room.name.label("room_name"),
        Room.building,
        Course.code.label("course_code"),
        Course.title.label("course_title"),
        Enrollment.class_group_id,
        ClassGroup.name.label("class_group_name"),
        TimetableEntry.enrollment_id.label("planned_enrollment_id"),
        TimetableEntry.session_type.label("planned_type"),
        TimetableEntry.ordinal,
        TimetableEntry.held_on,
        Timetable.number,
    )
    .join(Enrollment, Enrollment.id == AttendanceSession.enrollment_id)
    .join(Course, Course.id == Enrollment.course_id)
    .join(ClassGroup, ClassGroup.id == Enrollment.class_group_id)
    .join(Room, Room.id == AttendanceSession.room_id)
    .join(User, User.id == AttendanceSession.trainer_id)
    .outerjoin(TimetableEntry, TimetableEntry.id == AttendanceSession.entry_id)
    .outerjoin(Timetable, Timetable.id == TimetableEntry.timetable_id)
    .order_by(AttendanceSession.starts_at, AttendanceSession.id)
)


def dated_of(session: Session, subject: Subject, *, since: datetime) -> list[Dated]:
    """The sessions that a class group is taught, a trainer holds or a room is taken by, from a time on."""
    rows: Sequence[Any] = session.execute(
        _DATED.where(AttendanceSession.starts_at >= since, _is_of(subject)),
        execution_options={"include_deleted": True},
    ).all()
    own = _own_trainers(session, {row.enrollment_id for row in rows})
    found = [Dated(row, _trainers(row, own[row.enrollment_id])) for row in rows]
    return [one for one in found if subject.type != "trainer" or subject.id in one.trainers]


def _is_of(subject: Subject) -> ColumnElement[bool]:
    if subject.type == "class_group":
        return Enrollment.class_group_id == subject.id
    if subject.type == "room":
        return AttendanceSession.room_id == subject.id
    return or_(AttendanceSession.trainer_id == subject.id, taught_by(subject.id))


def _own_trainers(session: Session, enrollments: Iterable[UUID]) -> Mapping[UUID, dict[UUID, str]]:
    """The names of the trainers of each enrolment, in their order."""
    found: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    rows = session.execute(
        select(EnrollmentTrainer.enrollment_id, User.id, User.first_name, User.last_name)
        .join(User, User.id == EnrollmentTrainer.trainer_id)
        .where(EnrollmentTrainer.enrollment_id.in_(enrollments))
        .order_by(EnrollmentTrainer.position),
        execution_options={"include_deleted": True},
    )
    for enrollment_id, user_id, first_name, last_name in rows:
        found[enrollment_id][user_id] = f"{first_name} {last_name}"
    return found


def _trainers(row: Row[Any], own: Mapping[UUID, str]) -> dict[UUID, str]:
    lead = f"{row.first_name} {row.last_name}"
    return {one: own.get(one, lead) for one in effective_trainers(list(own), row.trainer_id)}
