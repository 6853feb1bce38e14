"""A college whose sessions were held, for tests of what follows from them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from models import AttendanceRecord, AttendanceSession, User
from services.access import Actor, Role, load_actor
from services.policy import change_policy
from tests.installation import Api, College
from tests.services.timetabling.college_to_plan import ToPlan

NOW = datetime(2026, 10, 14, 12, tzinfo=UTC)
"""A Wednesday in the term."""


class Held:
    """A class group, its trainer and a course; sessions of it as a test adds them. It is noon."""

    def __init__(self, college: College) -> None:
        self.college = college
        self.put_clock(NOW)
        with college.unit_of_work() as session:
            change_policy(session, values={"time_zone": "UTC"})
        plan = ToPlan(college)
        self.term, self.department = plan.term, plan.department
        self.group = plan.group()
        self.teacher = college.open_account(Role.TRAINER, role_fields={"department_id": self.department.id})
        self.room = plan.room()
        self.enrolment = plan.enrol(self.group, plan.course(), self.teacher.id)

    def put_clock(self, moment: datetime) -> None:
        """Let it be another time in the installation."""
        clock = self.college.installation.clock
        clock.ahead = timedelta()
        clock.ahead = moment - clock()

    def trainee(self, **fields: Any) -> User:
        """One more trainee of the class group."""
        return self.college.open_account(
            Role.TRAINEE, role_fields={"class_group_id": self.group.id}, **fields
        )

    def session(self, starts_at: datetime = NOW - timedelta(hours=4), **fields: Any) -> AttendanceSession:
        """A session of an hour that was held, unless fields say otherwise."""
        ends_at = starts_at + timedelta(hours=1)
        usual = {"status": "completed", "started_at": starts_at, "ended_at": ends_at}
        held = AttendanceSession(
            enrollment_id=self.enrolment.id,
            session_type="theory",
            trainer_id=self.teacher.id,
            room_id=self.room.id,
            starts_at=starts_at,
            ends_at=ends_at,
            **usual | fields,
        )
        self.college.add(held)
        return held

    def record(self, held: AttendanceSession, trainee: User, status: str = "present") -> AttendanceRecord:
        """What became of a trainee in a session."""
        record = AttendanceRecord(session_id=held.id, trainee_id=trainee.id, status=status)
        self.college.add(record)
        return record

    def reread(self, row: Any) -> Any:
        """A row as it is now."""
        with self.college.unit_of_work() as session:
            return session.get_one(type(row), row.id)

    def actor(self, user: User) -> Actor:
        """Somebody as services see them."""
        with self.college.unit_of_work() as session:
            actor = load_actor(session, user.id)
        assert actor is not None
        return actor

    def api(self, user: User) -> Api:
        """The API as somebody sees it."""
        return self.college.api(user=user)

    def head(self) -> User:
        """The head of the department."""
        return self.college.open_account(Role.HOD, role_fields={"department_id": self.department.id})

    def change(self, row_type: type[Any], row_id: UUID, **values: Any) -> None:
        """Change a row past all rules."""
        with self.college.unit_of_work() as session:
            row = session.get_one(row_type, row_id)
            for name, value in values.items():
                setattr(row, name, value)
