"""A college that misses sessions, for tests of what is held instead."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from threading import Event
from typing import Any
from uuid import UUID

from models import AttendanceSession
from services.access import Role
from services.attendance.making_up import AgreedPlace, Wish, book_makeup, makeup_places
from services.runs.executing import execute
from services.timetabling.makeups import PlacesPage
from tests.installation import College
from tests.planning import MONDAY, Planning

TODAY = datetime(2026, 10, 5, 5, tzinfo=UTC)
FREE_DAY = date(2026, 10, 16)


class Missing:
    """A published timetable, of which sessions are missed; it is Monday, 5 October, before eight."""

    def __init__(self, college: College) -> None:
        self.college = college
        self.planning = Planning(college)
        self.planning.put_clock(datetime(2026, 8, 1, tzinfo=UTC))
        self.version = self.planning.published()
        self.planning.put_clock(TODAY)
        self.planner = college.actor(Role.DP_ACADEMICS)

    def missed(self, weekday: int = MONDAY, starts_at: str = "08:00") -> UUID:
        """The session of an entry this week, cancelled."""
        entry = self.planning.entry_at(self.version, weekday, starts_at)
        held = next(one for one in self.planning.held(entry_id=UUID(entry["id"])) if one.starts_at >= TODAY)
        self.set(held.id, status="canceled", canceled_because="missed")
        return held.id

    def set(self, session_id: UUID, **values: Any) -> None:
        """Change a session past all rules."""
        with self.college.unit_of_work() as session:
            held = session.get_one(AttendanceSession, session_id)
            for name, value in values.items():
                setattr(held, name, value)

    def at(self, starts_at: str = "10:20", on: date = FREE_DAY) -> Wish:
        """A makeup in the hall."""
        place = AgreedPlace(
            held_on=on, starts_at=time.fromisoformat(starts_at), room_id=self.planning.hall.id
        )
        return Wish(place=place)

    def book(self, session_id: UUID, wish: Wish) -> AttendanceSession:
        """Book as the deputy principal."""
        with self.college.unit_of_work() as session:
            return book_makeup(session, actor=self.planner, session_id=session_id, wish=wish)

    def places(self, session_id: UUID, **page: Any) -> dict[str, Any]:
        """Where it could be held instead."""
        with self.college.unit_of_work() as session:
            return makeup_places(session, actor=self.planner, session_id=session_id, page=PlacesPage(**page))

    def work(self, run: dict[str, Any]) -> dict[str, Any]:
        """A run, once a worker has done it."""
        execute(
            self.college.installation.database,
            tenant_id=self.college.tenant_id,
            run_id=UUID(run["id"]),
            attempt=run["attempt"],
            leaving=Event(),
        )
        done: dict[str, Any] = self.planning.planner.get(f"/runs/{run['id']}").get_json()
        return done
