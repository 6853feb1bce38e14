"""A college with two class groups that were taught for two weeks, for statistics to be made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from models import (
    AttendanceRecord,
    AttendanceSession,
    ClassGroup,
    Department,
    Enrollment,
    Programme,
    SessionFeedback,
    User,
)
from services.access import Actor, Role
from services.attendance.counting import mark_uncounted
from services.statistics.asking import Question
from services.statistics.attendance import attendance_statistics
from services.statistics.counting import count_attendance
from tests.installation import College
from tests.published import MONDAY
from tests.services.timetabling.college_to_plan import ToPlan


class Taught(ToPlan):
    """Two departments with a class group of three each, and three enrolments of four sessions each."""

    def __init__(self, college: College) -> None:
        super().__init__(college)
        other = Department(school_id=self.department.school_id, code="ENG", name="Engineering")
        programme = Programme(
            department_id=other.id, code="DENG", name="Engineering", level="Diploma", duration_terms=9
        )
        college.add(other, programme)
        self.other_department = other
        first, second = (
            self.group("DICT-1A"),
            ClassGroup(programme_id=programme.id, name="DENG-1A", year_of_study=1, planned_size=30),
        )
        college.add(second)
        self.groups = (first, second)
        self.room_id = self.room("R1").id
        courses = [self.course("ICT101"), self.course("ICT102")]
        self.trainers = [self.trainer(), self.trainer()]
        pairs = ((first, courses[0], 0), (first, courses[1], 1), (second, courses[0], 1))
        self.enrolments = [self.enrol(group, course, self.trainers[at]) for group, course, at in pairs]
        self.trainees: dict[UUID, list[User]] = {
            group.id: [self.trainee_of(group) for _ in range(3)] for group in self.groups
        }
        self.sessions = [
            self.session(enrolment, self.trainers[pairs[number][2]], day)
            for number, enrolment in enumerate(self.enrolments)
            for day in range(4)
        ]
        self.records = [
            self._record(session, trainee)
            for session, enrolment in zip(
                self.sessions, (e for e in self.enrolments for _ in range(4)), strict=True
            )
            for trainee in self.trainees[enrolment.class_group_id]
        ]

    def session(self, enrolment: Enrollment, trainer: UUID, day: int, **fields: Any) -> AttendanceSession:
        """A session at 20:00 UTC on the first days of two weeks: half of them are tomorrow in the college."""
        starts = datetime.combine(MONDAY + timedelta(days=day * 3), time(20 + day % 2 * 2), UTC)
        values = {
            "session_type": "practical" if day == 2 else "theory",
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=1),
            **fields,
        }
        row = AttendanceSession(
            enrollment_id=enrolment.id,
            trainer_id=trainer,
            room_id=self.room_id,
            is_uncounted=True,
            **values,
        )
        self.college.add(row)
        return row

    def mark(self, *records: AttendanceRecord, status: str) -> None:
        """Change records as services do."""
        with self.college.unit_of_work() as session:
            mark_uncounted(session, [record.session_id for record in records])
            for record in records:
                session.get_one(AttendanceRecord, record.id).status = status

    def turn(self, held: AttendanceSession, status: str, **fields: Any) -> None:
        """Give a session another status as services do."""
        with self.college.unit_of_work() as session:
            mark_uncounted(session, [held.id])
            row = session.get_one(AttendanceSession, held.id)
            for name, value in {"status": status, **fields}.items():
                setattr(row, name, value)

    def rate(self, held: AttendanceSession, trainee: User, rating: int) -> None:
        """Give feedback, the same rating throughout; the session's sums follow with the next count."""
        ratings = dict.fromkeys(("content", "delivery", "engagement", "overall"), rating)
        self.college.add(SessionFeedback(session_id=held.id, trainee_id=trainee.id, **ratings))
        with self.college.unit_of_work() as session:
            mark_uncounted(session, [held.id])

    def count(self) -> int:
        """Do the periodic job."""
        return count_attendance(self.college.installation.database, self.college.tenant_id)

    def trainee_of(self, group: ClassGroup) -> User:
        """A new trainee of a class group, without records."""
        return self.college.open_account(Role.TRAINEE, role_fields={"class_group_id": group.id})

    def _record(self, held: AttendanceSession, trainee: User) -> AttendanceRecord:
        record = AttendanceRecord(session_id=held.id, trainee_id=trainee.id)
        self.college.add(record)
        return record


def statistics_of(taught: Taught, question: Question, actor: Actor | None = None) -> dict[str, Any]:
    """All parts, page by page."""
    actor = actor or taught.college.actor(Role.ADMIN)
    with taught.college.unit_of_work() as session:
        found = attendance_statistics(session, actor=actor, question=question)
        items = list(found["items"])
        while found["next_cursor"] is not None:
            question = replace(question, cursor=found["next_cursor"])
            found = attendance_statistics(session, actor=actor, question=question)
            items += found["items"]
    parts = {item.pop("key"): item for item in items}
    assert len(parts) == len(items)
    for item in items:
        assert item.pop("name")
        item.pop("id", None)
    return {"total": found["total"], "parts": parts}
