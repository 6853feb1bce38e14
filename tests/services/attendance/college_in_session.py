"""A college on the first Monday of its term, with one session, its trainer and three trainees."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from models import AttendanceRecord, AttendanceSession, CheckIn, User
from models.session import utc_now
from services.access import Actor, load_actor
from services.attendance.attempt import Attempt
from services.attendance.ending import end_session
from services.attendance.starting import Moved, start_session
from services.policy import change_policy
from tests.calendars import before_term
from tests.installation import College

LENIENT = {"face_required": False, "place_required": False, "challenge_required": False}
"""So that the time alone decides; faces and places have tests of their own."""


class InSession:
    """One session on Monday at eight, planned for an hour."""

    def __init__(self, college: College, **policy: Any) -> None:
        self.college = college
        self.plan = before_term(college)
        self.policy(**LENIENT, **policy)
        self.held = self.plan.dated(self.plan.monday)
        self.trainees = [self.plan.trainee_of(self.plan.class_group) for _ in range(3)]

    @property
    def starts_at(self) -> datetime:
        """When the session is planned to start."""
        return self.held.starts_at

    def policy(self, **values: Any) -> None:
        """Change the policy."""
        with self.college.unit_of_work() as session:
            change_policy(session, values=values)

    def at(self, minutes: float) -> None:
        """Put the clock to so many minutes after the planned start."""
        self.college.installation.clock.ahead = self.starts_at + timedelta(minutes=minutes) - utc_now()

    def actor(self, user: User) -> Actor:
        """Somebody as services see them."""
        with self.college.unit_of_work() as session:
            actor = load_actor(session, user.id)
        assert actor is not None
        return actor

    def attempt(self, **fields: Any) -> Attempt:
        """What a device sends now."""
        return Attempt(**{"captured_at": self.college.installation.clock(), **fields})

    def start(self, minutes: float = 0, *, by: User | None = None, **fields: Any) -> Moved:
        """Start the session so many minutes after its planned start, as its trainer."""
        self.at(minutes)
        actor = self.actor(by or self.plan.teacher)
        with self.college.unit_of_work(actor.user_id) as session:
            return start_session(
                session, actor=actor, session_id=self.held.id, attempt=self.attempt(**fields)
            )

    def end(self, minutes: float = 60, *, by: User | None = None) -> Moved:
        """End the session so many minutes after its planned start, as its trainer."""
        self.at(minutes)
        actor = self.actor(by or self.plan.teacher)
        with self.college.unit_of_work(actor.user_id) as session:
            return end_session(session, actor=actor, session_id=self.held.id, attempt=self.attempt())

    def now(self) -> AttendanceSession:
        """The session as it is stored."""
        with self.college.unit_of_work() as session:
            held: AttendanceSession = session.get_one(AttendanceSession, self.held.id)
        return held

    def statuses(self) -> list[str | None]:
        """What became of the trainees, in their order; None of whom there is no record."""
        with self.college.unit_of_work() as session:
            found = {
                record.trainee_id: record.status
                for record in session.scalars(
                    select(AttendanceRecord).where(AttendanceRecord.session_id == self.held.id)
                )
            }
        return [found.get(trainee.id) for trainee in self.trainees]

    def lines(self) -> list[str]:
        """What came of the attempts on the session."""
        with self.college.unit_of_work() as session:
            return list(
                session.scalars(
                    select(CheckIn.decision)
                    .where(CheckIn.session_id == self.held.id)
                    .order_by(CheckIn.received_at)
                )
            )

    def change_record(self, trainee: User, **fields: Any) -> None:
        """Change a trainee's record."""
        with self.college.unit_of_work() as session:
            record = session.scalars(
                select(AttendanceRecord).where(
                    AttendanceRecord.session_id == self.held.id, AttendanceRecord.trainee_id == trainee.id
                )
            ).one()
            for name, value in fields.items():
                setattr(record, name, value)

    def await_review(self, trainee: User) -> None:
        """Have a check-in of a trainee that a person has to look at."""
        now = self.college.installation.clock()
        self.college.add(
            CheckIn(
                session_id=self.held.id,
                user_id=trainee.id,
                action="check_in",
                channel="own",
                captured_at=now,
                received_at=now,
                decision="review",
                mark="present",
                findings=[],
                review="open",
            )
        )
