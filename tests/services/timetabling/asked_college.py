"""A college with a version of a small term, of which questions are asked over the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from threading import Event
from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import select
from werkzeug.test import TestResponse

from engine.timetable.score import Score, evaluate
from engine.timetable.timetable import Timetable as Placements
from models import Timetable, TimetableEntry
from services.access import Role
from services.policy import change_policy
from services.runs.executing import execute
from services.timetabling.plan import plan_of
from services.timetabling.scene import Scene, read_scene
from services.timetabling.storing import store_version
from tests.installation import College
from tests.services.timetabling.college_to_plan import ToPlan

SLOTS = 9
"""Of a day."""

PLACES = [(0, 0), (SLOTS, 0), (1, 0), (SLOTS + 1, 0), (2, 1), (SLOTS + 2, 1)]
"""Slot and room of each session: those of the first class group's courses, then the second one's."""


class AskedCollege:
    """Class groups A and B, trainers Ada and Ben, rooms R1 and R2, three enrolments of two lectures each.

    Ada teaches A its first course; Ben teaches A its second, and B its only one.
    """

    def __init__(self, college: College) -> None:
        self.college = college
        with college.unit_of_work() as session:
            change_policy(session, values={"time_zone": "UTC"})
        plan = self.plan = ToPlan(college)
        self.group, self.other_group = plan.group("A"), plan.group("B")
        self.ada, self.ben = plan.trainer(), plan.trainer()
        self.rooms = [plan.room("R1"), plan.room("R2")]
        first, second = plan.course("ICT-1"), plan.course("ICT-2")
        self.enrolments = [
            plan.enrol(self.group, first, self.ada),
            plan.enrol(self.group, second, self.ben),
            plan.enrol(self.other_group, first, self.ben),
        ]
        self.version_id = self.stored(PLACES)

    def stored(self, places: Sequence[tuple[int, int] | None], **more: Any) -> UUID:
        """A version of the term with these places; the id."""
        with self.college.unit_of_work() as session:
            planned = plan_of(session, term_id=self.plan.term.id)
            version = store_version(session, planned, Placements.of(places), name="Made by hand", **more)
            return version.id

    def scene(self, version_id: UUID | str | None = None) -> Scene:
        """A version as the engine sees it."""
        with self.college.unit_of_work() as session:
            return read_scene(session, timetable_id=UUID(str(version_id or self.version_id)))

    def judged(self, version_id: UUID | str | None = None) -> Score:
        """What the referee says of a version."""
        placed = self.scene(version_id).placed
        return evaluate(placed.problem, placed.timetable)

    def entry(self, event: int) -> TimetableEntry:
        """The entry of a session, by its place in the order of :data:`PLACES`."""
        entry = self.scene().placed.entries[event]
        assert entry is not None
        return entry

    def change(self, row: Any, **values: Any) -> None:
        """Change a stored row past all rules."""
        with self.college.unit_of_work() as session:
            stored = session.get_one(type(row), row.id)
            for name, value in values.items():
                setattr(stored, name, value)

    def remove(self, event: int) -> None:
        """Take a session's entry out."""
        with self.college.unit_of_work() as session:
            session.delete(session.get_one(TimetableEntry, self.entry(event).id))

    def held_once(self, event: int, on: date, at: time, room: int) -> TimetableEntry:
        """A session once more, on a date of its own."""
        like = self.entry(event)
        entry = TimetableEntry(
            timetable_id=self.version_id,
            enrollment_id=like.enrollment_id,
            session_type=like.session_type,
            ordinal=like.ordinal,
            weekday=on.weekday(),
            starts_at=at,
            ends_at=time(at.hour + 1, at.minute),
            room_id=self.rooms[room].id,
            held_on=on,
        )
        self.college.add(entry)
        return entry

    def versions(self) -> int:
        """How many versions the term has."""
        with self.college.unit_of_work() as session:
            return len(session.scalars(select(Timetable.id)).all())

    def get(self, path: str, **query: Any) -> TestResponse:
        """Ask about the version."""
        return self.college.api(Role.DP_ACADEMICS).get(f"/timetables/{self.version_id}{path}", **query)

    def post(self, path: str, body: Mapping[str, Any], role: Role = Role.DP_ACADEMICS) -> TestResponse:
        """Ask for a run about the version."""
        return self.college.api(role).post(f"/timetables/{self.version_id}{path}", dict(body))

    def run(self, path: str, body: Mapping[str, Any], *, documented: type[ma.Schema]) -> dict[str, Any]:
        """A run about the version, once a worker has done it; its answer is what the document says."""
        response = self.post(path, {"time_limit_s": 5, "workers": 1, **body})
        assert response.status_code == 202, response.get_data(as_text=True)
        address = response.headers["Location"].removeprefix("/api")
        asked = response.get_json()
        execute(
            self.college.installation.database,
            tenant_id=self.college.tenant_id,
            run_id=UUID(asked["id"]),
            attempt=asked["attempt"],
            leaving=Event(),
        )
        run: dict[str, Any] = self.college.api(Role.DP_ACADEMICS).get(address).get_json()
        if run["answer"] is not None:
            assert documented().dump(run["answer"]) == run["answer"]
        return run

    def put_clock(self, today: date) -> None:
        """Let it be the noon of a date."""
        clock = self.college.installation.clock
        clock.ahead = timedelta()
        noon = clock().replace(hour=12, minute=0)
        clock.ahead = noon.replace(year=today.year, month=today.month, day=today.day) - clock()
