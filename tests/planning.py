"""A college with a small term to plan by hand, over the API."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from werkzeug.test import TestResponse

from models import AttendanceSession, ClassGroup, Course, Enrollment, Room
from models.session import utc_now
from services.access import Role
from services.policy import change_policy
from tests.installation import Api
from tests.services.timetabling.college_to_plan import ToPlan

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = range(6)


@dataclass
class Planning(ToPlan):
    """Two class groups, two courses that Ada teaches both of, and one of Ben's.

    By the clock of Greenwich. Ada teaches Databases to DICT-1A and DICT-1B, twice a week each; Ben
    teaches Networks to DICT-1A, a lecture and a practical of two hours in odd weeks.
    """

    first: ClassGroup = field(init=False)
    second: ClassGroup = field(init=False)
    ada: UUID = field(init=False)
    ben: UUID = field(init=False)
    hall: Room = field(init=False)
    other_hall: Room = field(init=False)
    lab: Room = field(init=False)
    databases: Course = field(init=False)
    networks: Course = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        with self.college.unit_of_work() as session:
            change_policy(session, values={"time_zone": "UTC"})
        self.first, self.second = self.group("DICT-1A"), self.group("DICT-1B")
        self.ada, self.ben = self._trainer("Ada"), self._trainer("Ben")
        self.hall, self.other_hall = self.room("R1"), self.room("R2", daily_booking_limit=2)
        self.lab = self.room("L1", room_type="lab", capacity=40)
        self.databases = self.course("DB")
        self.networks = self.course(
            "NET",
            theory_sessions=1,
            practical_sessions=1,
            practical_slots=2,
            practical_weeks="odd",
            mapped={"practical_room_type": "lab"},
        )
        self.databases_a = self.enrol(self.first, self.databases, self.ada)
        self.databases_b = self.enrol(self.second, self.databases, self.ada)
        self.networks_a = self.enrol(self.first, self.networks, self.ben)

    @property
    def planner(self) -> Api:
        """The API as the deputy principal for academics sees it."""
        return self.college.api(Role.DP_ACADEMICS)

    def draft(self, name: str = "First attempt", **fields: Any) -> str:
        """The address of a new version."""
        made = self.planner.created("/timetables", term_id=str(self.term.id), name=name, **fields)
        return f"/timetables/{made['id']}"

    def planned(self) -> str:
        """The address of a version in which every session has a place and no rule is broken."""
        draft = self.draft()
        for values in (
            self.session(self.databases_a, 1, MONDAY, "08:00"),
            self.session(self.databases_a, 2, TUESDAY, "08:00"),
            self.session(self.databases_b, 1, MONDAY, "09:00"),
            self.session(self.databases_b, 2, TUESDAY, "09:00"),
            self.session(self.networks_a, 1, WEDNESDAY, "08:00"),
            self.practical(THURSDAY, "08:00"),
        ):
            self.placed(draft, values)
        return draft

    def published(self) -> str:
        """The address of such a version, published."""
        version = self.planned()
        for step in ("validation", "publication"):
            answer = self.planner.post(f"{version}/{step}")
            assert answer.status_code == 200, answer.get_data(as_text=True)
        return version

    def session(
        self, enrolment: Enrollment, ordinal: int, weekday: int, starts_at: str, **fields: Any
    ) -> dict[str, Any]:
        """What places a lecture in the hall, unless fields say otherwise."""
        return {
            "enrollment_id": str(enrolment.id),
            "session_type": "theory",
            "ordinal": ordinal,
            "weekday": weekday,
            "starts_at": starts_at,
            "room_id": str(self.hall.id),
            **fields,
        }

    def practical(self, weekday: int, starts_at: str, **fields: Any) -> dict[str, Any]:
        """What places the practical in the laboratory."""
        usual = {"session_type": "practical", "room_id": str(self.lab.id), **fields}
        return self.session(self.networks_a, 1, weekday, starts_at, **usual)

    def placed(self, version: str, values: dict[str, Any]) -> dict[str, Any]:
        """The entry of a session that was placed."""
        entry: dict[str, Any] = self.planner.created(f"{version}/entries", **values)["entries"][0]
        return entry

    def entries(self, version: str, **query: Any) -> list[dict[str, Any]]:
        """The entries of a version, in the order of the week."""
        answer = self.planner.get(f"{version}/entries", limit=200, **query)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return sorted(
            answer.get_json()["items"], key=lambda item: (item["weekday"], item["starts_at"], item["id"])
        )

    def entry_at(self, version: str, weekday: int, starts_at: str) -> dict[str, Any]:
        """The entry that begins then."""
        (found,) = (
            item
            for item in self.entries(version)
            if (item["weekday"], item["starts_at"], item["held_on"]) == (weekday, starts_at, None)
        )
        return found

    def move(self, version: str, entry: dict[str, Any], **values: Any) -> TestResponse:
        """The answer to a move."""
        return self.planner.patch(f"{version}/entries/{entry['id']}", values)

    def held(self, **fields: Any) -> list[AttendanceSession]:
        """The sessions on their dates, in order."""
        with self.college.unit_of_work() as session:
            found = select(AttendanceSession).filter_by(**fields).order_by(AttendanceSession.starts_at)
            return list(session.scalars(found))

    def put_clock(self, moment: datetime) -> None:
        """Let it be another time in the installation."""
        self.college.installation.clock.ahead = moment - utc_now()

    def _trainer(self, name: str) -> UUID:
        return self.college.open_account(
            Role.TRAINER,
            first_name=name,
            last_name="Otieno",
            role_fields={"department_id": self.department.id},
        ).id


def broken(answer: TestResponse) -> list[tuple[str, str]]:
    """The rules that a refusal names, each with its words."""
    problem = answer.get_json()
    assert (answer.status_code, problem["code"]) == (409, "breaks_rules"), problem
    return [(one["rule"], one["reason"]) for one in problem["errors"]["violations"]]
