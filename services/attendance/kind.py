"""How dated sessions and their records are read: by whom, how far, and by what they are found."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, extract, or_, select
from sqlalchemy.orm import joinedload

from models import AttendanceRecord, AttendanceSession, ClassGroup, Enrollment, Programme
from services.access import Actor, Permission, Role, Scope
from services.access.reach import class_groups_of, class_groups_of_department, trainers_of_department
from services.records import Kind

SECONDS = 60


def _of_groups(groups: Any) -> ColumnElement[bool]:
    """Sessions of class groups."""
    enrolled = select(Enrollment.id).where(Enrollment.class_group_id.in_(groups))
    return AttendanceSession.enrollment_id.in_(enrolled)


def _own(actor: Actor) -> ColumnElement[bool]:
    """What a trainer holds; what a trainee's class group attends."""
    if actor.role is Role.TRAINEE:
        return _of_groups(class_groups_of(actor))
    return AttendanceSession.trainer_id == actor.user_id


def _of_department(actor: Actor) -> ColumnElement[bool]:
    return or_(
        _of_groups(class_groups_of_department(actor)),
        AttendanceSession.trainer_id.in_(trainers_of_department(actor)),
        AttendanceSession.trainer_id == actor.user_id,
    )


def _enrolled(**values: Any) -> ColumnElement[bool]:
    """Sessions of enrolments with these values."""
    return AttendanceSession.enrollment_id.in_(select(Enrollment.id).filter_by(**values))


def _in_department(department_id: Any) -> ColumnElement[bool]:
    groups = (
        select(ClassGroup.id)
        .join(Programme, Programme.id == ClassGroup.programme_id)
        .where(Programme.department_id == department_id)
    )
    return _of_groups(groups)


def _minutes(later: Any, earlier: Any) -> ColumnElement[Any]:
    return (extract("epoch", later) - extract("epoch", earlier)) / SECONDS


def _is_there(column: Any, wanted: bool) -> ColumnElement[bool]:
    there: ColumnElement[bool] = column.is_not(None) if wanted else column.is_(None)
    return there


SESSIONS = Kind(
    model=AttendanceSession,
    noun="session",
    plural="sessions",
    read=Permission.SESSIONS_READ,
    write=Permission.SESSIONS_WRITE,
    within={
        Scope.OWN: _own,
        Scope.CLASS_GROUP: lambda actor: or_(
            _of_groups(class_groups_of(actor)), AttendanceSession.trainer_id == actor.user_id
        ),
        Scope.DEPARTMENT: _of_department,
    },
    filters={
        "starts_from": lambda moment: AttendanceSession.starts_at >= moment,
        "starts_before": lambda moment: AttendanceSession.starts_at < moment,
        "class_group_id": lambda group_id: _enrolled(class_group_id=group_id),
        "course_id": lambda course_id: _enrolled(course_id=course_id),
        "term_id": lambda term_id: _enrolled(term_id=term_id),
        "department_id": _in_department,
        "started_late_minutes": lambda least: (
            _minutes(AttendanceSession.started_at, AttendanceSession.starts_at) >= least
        ),
        "ended_early_minutes": lambda least: (
            _minutes(AttendanceSession.ends_at, AttendanceSession.ended_at) >= least
        ),
        "in_other_room": lambda wanted: _is_there(AttendanceSession.planned_room_id, wanted),
        "by_other_trainer": lambda wanted: _is_there(AttendanceSession.planned_trainer_id, wanted),
    },
    order={"starts_at": AttendanceSession.starts_at},
    load=(
        # Joined: what was deleted since is still named where it was held; a statement of its own hides it.
        joinedload(AttendanceSession.enrollment).options(
            joinedload(Enrollment.class_group), joinedload(Enrollment.course)
        ),
        joinedload(AttendanceSession.room),
        joinedload(AttendanceSession.planned_room),
        joinedload(AttendanceSession.trainer),
        joinedload(AttendanceSession.planned_trainer),
    ),
)
"""How dated sessions are read. They come from timetables and makeups; nobody writes them by hand."""


def _sessions(condition: ColumnElement[bool]) -> Select[UUID]:
    return select(AttendanceSession.id).where(condition)


def _own_records(actor: Actor) -> ColumnElement[bool]:
    """A trainee's own; those of the sessions that a trainer holds."""
    if actor.role is Role.TRAINEE:
        return AttendanceRecord.trainee_id == actor.user_id
    return AttendanceRecord.session_id.in_(_sessions(AttendanceSession.trainer_id == actor.user_id))


def _records_with(condition: Any) -> Any:
    return lambda value: AttendanceRecord.session_id.in_(_sessions(condition(value)))


RECORDS = Kind(
    model=AttendanceRecord,
    noun="attendance record",
    plural="attendance records",
    read=Permission.RECORDS_READ,
    write=Permission.RECORDS_WRITE,
    within={
        Scope.OWN: _own_records,
        Scope.DEPARTMENT: lambda actor: AttendanceRecord.session_id.in_(_sessions(_of_department(actor))),
    },
    filters={
        name: _records_with(SESSIONS.filters[name])
        for name in ("starts_from", "starts_before", "class_group_id", "course_id", "term_id")
    },
    load=(
        joinedload(AttendanceRecord.session),
        joinedload(AttendanceRecord.trainee),
    ),
)
"""How attendance records are read: a line for each trainee and session."""
