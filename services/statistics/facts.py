"""The rows that figures are summed of: sessions with their counts, or totals and records of trainees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, extract, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import (
    AttendanceRecord,
    AttendanceSession,
    AttendanceTotal,
    ClassGroup,
    Enrollment,
    Programme,
)
from models.attendance import SESSION_STATUSES
from models.attendance_record import RECORD_STATUSES
from services.access import Actor, Permission, Role
from services.attendance.kind import SESSIONS
from services.curriculum.enrolling import ENROLLMENTS
from services.records import covers
from services.statistics.asking import Question, of_enrollments, of_sessions

Sums = Mapping[str, ColumnElement[Any]]

_is_held = AttendanceSession.status != "canceled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Rows to be summed.

    Parameters
    ----------
    rows
        Selects nothing yet: where the rows come from, and which of them are meant.
    sums
        What is summed, by name.
    trainee
        The column of the trainee, where rows are of single trainees.
    """

    rows: Select[Any]
    sums: Sums
    trainee: InstrumentedAttribute[Any] | None = None

    def summed(self, *parts: ColumnElement[Any]) -> Select[Any]:
        """Select the sums, for each value of the parts."""
        columns = [column.label(name) for name, column in self.sums.items()]
        return self.rows.add_columns(*parts, *columns).group_by(*parts)


def facts_of(session: Session, question: Question, *, actor: Actor) -> Facts:
    """The rows that answer a question about attendance, as far as the actor may know of them."""
    if actor.role is not Role.TRAINEE and not question.is_of_trainees:
        return _of_sessions(session, question, actor)
    if question.is_of_whole_enrollments:
        return _of_totals(question, actor)
    return _of_records(session, question, actor)


def sessions_of(session: Session, question: Question, *, actor: Actor, permission: Permission) -> Select[Any]:
    """From the sessions that are meant, as far as a permission covers them."""
    return _from(AttendanceSession, question).where(
        covers(SESSIONS, actor=actor, permission=permission), *of_sessions(session, question)
    )


def _from(model: type[Any], question: Question) -> Select[Any]:
    rows: Select[Any] = (
        select()
        .select_from(model)
        .join(Enrollment, Enrollment.id == model.enrollment_id)
        .where(*of_enrollments(question))
    )
    if question.by in ("programme", "department"):
        rows = rows.join(ClassGroup, ClassGroup.id == Enrollment.class_group_id)
        rows = rows.join(Programme, Programme.id == ClassGroup.programme_id)
    return rows


def _of_sessions(session: Session, question: Question, actor: Actor) -> Facts:
    table = AttendanceSession
    rows = sessions_of(session, question, actor=actor, permission=Permission.STATISTICS_READ)
    lasted = extract("epoch", table.ended_at) - extract("epoch", table.started_at)
    delayed = extract("epoch", table.started_at) - extract("epoch", table.starts_at)
    sums: dict[str, ColumnElement[Any]] = {
        status: func.coalesce(func.sum(case((_is_held, getattr(table, f"{status}_count")), else_=0)), 0)
        for status in RECORD_STATUSES
    }
    sums |= {f"sessions_{status}": _how_many(table.status == status) for status in SESSION_STATUSES}
    sums |= {
        "sessions_missed": _how_many(table.canceled_because == "missed"),
        "sessions_makeup": _how_many(and_(table.is_makeup, _is_held)),
        "sessions_auto_closed": _how_many(table.auto_closed.is_(True)),
    }
    for name, seconds in (("seconds", lasted), ("delay_seconds", delayed)):
        timed = case((_is_held, seconds))
        sums |= {f"sum_{name}": func.sum(timed), f"timed_{name}": func.count(timed)}
    return Facts(rows=rows, sums=sums)


def _of_totals(question: Question, actor: Actor) -> Facts:
    rows = _from(AttendanceTotal, question).where(*_whose(AttendanceTotal, question, actor))
    sums = {
        status: func.coalesce(func.sum(getattr(AttendanceTotal, f"{status}_count")), 0)
        for status in RECORD_STATUSES
    }
    return Facts(rows=rows, sums=sums, trainee=AttendanceTotal.trainee_id)


def _of_records(session: Session, question: Question, actor: Actor) -> Facts:
    rows = (
        _from(AttendanceSession, question)
        .join(AttendanceRecord, AttendanceRecord.session_id == AttendanceSession.id)
        .where(
            _is_held, *of_sessions(session, question), *_whose(AttendanceRecord, question, actor)
        )
    )  # fmt: skip
    sums = {status: _how_many(AttendanceRecord.status == status) for status in RECORD_STATUSES}
    return Facts(rows=rows, sums=sums, trainee=AttendanceRecord.trainee_id)


def _whose(table: Any, question: Question, actor: Actor) -> list[ColumnElement[bool]]:
    """Rows of the trainee who is asked for, of those whom the actor may ask for."""
    conditions = [] if question.trainee_id is None else [table.trainee_id == question.trainee_id]
    if actor.role is Role.TRAINEE:
        return [*conditions, table.trainee_id == actor.user_id]
    return [*conditions, covers(ENROLLMENTS, actor=actor, permission=Permission.STATISTICS_READ)]


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
