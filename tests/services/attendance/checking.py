"""A session that is being held, with people to check in, for tests of what they may send."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import undefer

from models import AttendanceRecord, AttendanceSession, CheckIn, Consent, FaceTemplate, User
from services.attendance.attempt import Attempt, ReportedPosition
from services.attendance.checking_in import CheckedIn, check_in
from services.attendance.register import open_register
from services.policy import change_policy
from services.presence.challenges import give_out
from services.presence.sights import Look
from services.presence.templates import pack
from tests.installation import College
from tests.services.attendance.held_college import NOW, Held

HERE: dict[str, Any] = {"lat": -1.2921, "lon": 36.8219}
ZONE = {"type": "circle", "center": HERE, "radius_m": 200.0}
INSIDE = ReportedPosition(**HERE, accuracy_m=10.0, platform="android")
OUTSIDE = ReportedPosition(lat=-1.2821, lon=36.8219, accuracy_m=10.0, platform="android")
"""A kilometre away."""

Encoding = NDArray[np.float64]


class Checking(Held):
    """It is five past; a session began on the hour, in a room with a zone."""

    def __init__(self, college: College) -> None:
        super().__init__(college)
        self.faces: dict[UUID, Encoding] = {}
        self._random = np.random.default_rng(7)
        self.change(type(self.room), self.room.id, geo_zone=ZONE)
        self.starts_at = NOW
        self.put_clock(NOW + timedelta(minutes=5))

    @property
    def now(self) -> datetime:
        """The time in the installation."""
        return self.college.installation.clock()

    def people(self, count: int) -> list[User]:
        """Trainees of the class group, all of them enrolled."""
        return [self.enrolled(self.trainee()) for _ in range(count)]

    def enrolled(self, user: User, encoding: Encoding | None = None) -> User:
        """Somebody with a face that is like nobody else's, unless one is given."""
        face = self._random.normal(0, 0.12, 128) if encoding is None else encoding
        self.faces[user.id] = face
        consent = Consent(user_id=user.id, purpose="face", text_version="1", given_at=self.now)
        template = FaceTemplate(
            user_id=user.id,
            consent_id=consent.id,
            enrolled_by_id=user.id,
            encoding=pack(face),
            photos=3,
            spread=0.2,
        )
        self.college.add(consent, template)
        return user

    def begun(self, **fields: Any) -> AttendanceSession:
        """A session that was started on the hour, with its register."""
        usual = {"status": "active", "started_at": self.starts_at, "ended_at": None}
        held = self.session(self.starts_at, **usual | fields)
        with self.college.unit_of_work() as session:
            open_register(session, session.get_one(AttendanceSession, held.id))
        return held

    def look(self, user: User, *, away: float = 0.3) -> Look:
        """A new photo of somebody, so far from the enrolled face."""
        direction = self._random.normal(size=128)
        encoding = self.faces[user.id] + away * direction / np.linalg.norm(direction)
        return Look(encoding, self._random.bytes(32), picture=b"\xff\xd8 a picture")

    def attempt(self, user: User, **fields: Any) -> Attempt:
        """A good attempt of somebody on their own device, unless fields say otherwise."""
        usual = {
            "captured_at": self.now,
            "look": self.look(user) if user.id in self.faces else None,
            "position": INSIDE,
            "challenge": self.challenge(user),
        }
        return Attempt(**usual | fields)

    def challenge(self, user: User) -> str:
        """A challenge that was given out just now."""
        with self.college.unit_of_work() as session:
            return give_out(session, user_id=user.id)[0].secret

    def check_in(self, held: AttendanceSession, user: User, attempt: Attempt | None = None) -> CheckedIn:
        """Check somebody in who sent a good attempt, unless another is given."""
        attempt = attempt or self.attempt(user)
        actor = self.actor(user)
        with self.college.unit_of_work(user.id) as session:
            return check_in(session, actor=actor, session_id=held.id, attempt=attempt)

    def set_policy(self, **values: Any) -> None:
        """Change settings of the institution."""
        with self.college.unit_of_work() as session:
            change_policy(session, values=values)

    def lines(self, held: AttendanceSession) -> list[CheckIn]:
        """The lines of a session's attempts, oldest first."""
        with self.college.unit_of_work() as session:
            found = select(CheckIn).where(CheckIn.session_id == held.id).order_by(CheckIn.id)
            return list(session.scalars(found.options(undefer(CheckIn.photo), undefer(CheckIn.encoding))))

    def statuses(self, held: AttendanceSession) -> dict[UUID, str]:
        """What became of everybody in a session."""
        with self.college.unit_of_work() as session:
            rows = session.execute(
                select(AttendanceRecord.trainee_id, AttendanceRecord.status).where(
                    AttendanceRecord.session_id == held.id
                )
            )
            return {trainee_id: status for trainee_id, status in rows}
