"""The same statistics by going through every row in Python, to be compared with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import AttendanceRecord, AttendanceSession, ClassGroup, Enrollment, Programme, SessionFeedback
from services.policy import policy_of
from services.statistics.asking import Question
from tests.installation import College

STATUSES = ("present", "late", "absent", "excused", "pending")


@dataclass
class Rows:
    """Every row of a college that statistics are made of."""

    sessions: list[AttendanceSession]
    records: list[AttendanceRecord]
    feedback: list[SessionFeedback]
    zone: ZoneInfo

    @classmethod
    def of(cls, college: College) -> Rows:
        """Read them."""
        enrolment = joinedload(AttendanceSession.enrollment).joinedload(Enrollment.class_group)
        with college.unit_of_work() as session:
            return cls(
                list(
                    session.scalars(
                        select(AttendanceSession).options(enrolment.joinedload(ClassGroup.programme))
                    )
                ),
                list(session.scalars(select(AttendanceRecord))),
                list(session.scalars(select(SessionFeedback))),
                ZoneInfo(policy_of(session).time_zone),
            )

    def attendance(self, question: Question) -> dict[str, Any]:
        """Attendance as the product tells it to an admin."""
        held = [one for one in self.sessions if self._is_meant(one, question)]
        by_id = {one.id: one for one in held}
        records = [
            (by_id[one.session_id], one)
            for one in self.records
            if one.session_id in by_id and question.trainee_id in (None, one.trainee_id)
        ]
        only_records = question.trainee_id is not None or question.by == "trainee"

        def figures(part: str | None) -> dict[str, Any]:
            return _figures(
                None
                if only_records
                else [one for one in held if part in (None, self._part(one, question.by))],
                [
                    record.status
                    for one, record in records
                    if one.status != "canceled" and part in (None, self._part(one, question.by, record))
                ],
            )

        parts = {self._part(one, question.by, record) for one, record in records if one.status != "canceled"}
        if not only_records:
            parts = {self._part(one, question.by) for one in held}
        return self._divided(question, parts, figures)

    def _divided(
        self, question: Question, parts: set[str | None], figures: Callable[[str | None], dict[str, Any]]
    ) -> dict[str, Any]:
        keys = [] if question.by is None else sorted(str(part) for part in parts)
        return {"total": figures(None), "parts": {key: figures(key) for key in keys}}

    def _is_meant(self, one: AttendanceSession, question: Question) -> bool:
        enrolment: Enrollment = one.enrollment
        programme: Programme = enrolment.class_group.programme
        values: dict[str, Any] = {
            "enrollment_id": enrolment.id,
            "class_group_id": enrolment.class_group_id,
            "course_id": enrolment.course_id,
            "term_id": enrolment.term_id,
            "programme_id": programme.id,
            "department_id": programme.department_id,
            "trainer_id": one.trainer_id,
            "session_type": one.session_type,
        }
        day = one.starts_at.astimezone(self.zone).date()
        return (
            all(getattr(question, name) in (None, value) for name, value in values.items())
            and (question.first_date is None or question.first_date <= day)
            and (question.last_date is None or day <= question.last_date)
        )

    def _part(
        self, one: AttendanceSession, by: str | None, record: AttendanceRecord | None = None
    ) -> str | None:
        local: datetime = one.starts_at.astimezone(self.zone)
        enrolment: Enrollment = one.enrollment
        programme: Programme = enrolment.class_group.programme
        found: dict[str | None, UUID | str | None] = {
            None: None,
            "enrollment": enrolment.id,
            "course": enrolment.course_id,
            "class_group": enrolment.class_group_id,
            "programme": programme.id,
            "department": programme.department_id,
            "term": enrolment.term_id,
            "trainer": one.trainer_id,
            "trainee": None if record is None else record.trainee_id,
            "session_type": one.session_type,
            "week": (local.date() - timedelta(days=local.weekday())).isoformat(),
            "weekday": str(local.weekday()),
            "hour": f"{local:%H:%M}",
        }
        value = found[by]
        return None if value is None else str(value)


def _figures(held: list[AttendanceSession] | None, statuses: list[str]) -> dict[str, Any]:
    counts = {status: statuses.count(status) for status in STATUSES}
    came = counts["present"] + counts["late"]
    figures: dict[str, Any] = {
        "records": counts,
        "attendance_percent": _percent(came, came + counts["absent"]),
        "punctuality_percent": _percent(counts["present"], came),
        "sessions": None,
        "average_minutes": None,
        "average_delay_minutes": None,
    }
    return figures if held is None else figures | _of_sessions(held)


def _of_sessions(held: list[AttendanceSession]) -> dict[str, Any]:
    statuses = Counter(one.status for one in held)
    alive = [one for one in held if one.status != "canceled"]
    return {
        "sessions": {
            **{status: statuses[status] for status in ("scheduled", "active", "completed", "canceled")},
            "missed": sum(one.canceled_because == "missed" for one in held),
            "makeup": sum(one.is_makeup for one in alive),
            "auto_closed": sum(one.auto_closed for one in held),
        },
        "average_minutes": _mean(_minutes(one.ended_at, one.started_at) for one in alive),
        "average_delay_minutes": _mean(_minutes(one.started_at, one.starts_at) for one in alive),
    }


def _minutes(later: datetime | None, earlier: datetime | None) -> float | None:
    return None if later is None or earlier is None else (later - earlier).total_seconds() / 60


def _mean(values: Iterator[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 1) if known else None


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
