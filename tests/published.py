"""A college with a published timetable, for tests of what is read from it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from models import (
    AttendanceSession,
    ClassGroup,
    Course,
    Enrollment,
    Timetable,
    TimetableEntry,
    User,
    WeeklySchedule,
)
from models.session import utc_now
from services.access import Role
from tests.installation import Api, College
from tests.services.timetabling.college_to_plan import ToPlan

MONDAY = date(2026, 9, 7)


class Published(ToPlan):
    """Class group DICT-1A takes Programming, two lectures and a practical in odd weeks, from one trainer."""

    def __init__(self, college: College) -> None:
        super().__init__(college)
        self.class_group = self.group("DICT-1A")
        self.teacher = college.open_account(
            Role.TRAINER,
            first_name="Amina",
            last_name="Otieno",
            role_fields={"department_id": self.department.id},
        )
        self.hall = self.room("R1", building="Block A")
        self.lab = self.room("LAB1", room_type="lab")
        self.programming = self.course(
            "ICT101",
            mapped={"practical_room_type": "lab"},
            practical_sessions=1,
            practical_slots=1,
            practical_weeks="odd",
        )
        self.enrolment = self.enrol(self.class_group, self.programming, self.teacher.id)
        self.version = self.published()
        self.monday = self.entry(0, "08:00")
        self.tuesday = self.entry(1, "09:00", ordinal=2)
        self.practical = self.entry(2, "14:00", session_type="practical", room_id=self.lab.id)

    def published(self, number: int = 1, **fields: Any) -> Timetable:
        """A version of the timetable."""
        values = {"name": f"Version {number}", "status": "published", "published_at": utc_now(), **fields}
        version = Timetable(term_id=self.term.id, number=number, **values)
        self.college.add(version)
        return version

    def entry(self, weekday: int, starts: str, **fields: Any) -> TimetableEntry:
        """A lecture of an hour in R1, unless fields say otherwise."""
        begins = time.fromisoformat(starts)
        values = {
            "timetable_id": self.version.id,
            "enrollment_id": self.enrolment.id,
            "session_type": "theory",
            "ordinal": 1,
            "ends_at": begins.replace(hour=begins.hour + 1),
            "room_id": self.hall.id,
            **fields,
        }
        entry = TimetableEntry(weekday=weekday, starts_at=begins, **values)
        self.college.add(entry)
        return entry

    def dated(self, entry: TimetableEntry, week: int = 0, **fields: Any) -> AttendanceSession:
        """The session of an entry in a week of the term, counted from 0; the college's clock shows UTC."""
        day = MONDAY + timedelta(weeks=week, days=entry.weekday)
        values = {
            "trainer_id": self.teacher.id,
            "starts_at": datetime.combine(day, entry.starts_at, UTC),
            "ends_at": datetime.combine(day, entry.ends_at, UTC),
            **fields,
        }
        row = AttendanceSession(
            entry_id=entry.id,
            enrollment_id=entry.enrollment_id,
            session_type=entry.session_type,
            room_id=entry.room_id,
            **values,
        )
        self.college.add(row)
        return row

    def other_group(self, name: str = "DICT-2B") -> tuple[ClassGroup, Course, Enrollment, User]:
        """Another class group of the department, with a course and a trainer of its own."""
        group, course = self.group(name), self.course(f"C{name[-2:]}")
        trainer = self.college.open_account(Role.TRAINER, role_fields={"department_id": self.department.id})
        return group, course, self.enrol(group, course, trainer.id), trainer

    def trainee_of(self, group: ClassGroup) -> User:
        """A trainee of a class group."""
        return self.college.open_account(Role.TRAINEE, role_fields={"class_group_id": group.id})

    def change(self, model: type[Any], row_id: UUID, **fields: Any) -> None:
        """Change a row as services do."""
        with self.college.unit_of_work() as session:
            row = session.get_one(model, row_id)
            for name, value in fields.items():
                setattr(row, name, value)


def ask(api: Api, path: str, **query: Any) -> TestResponse:
    """A schedule, with whatever follows the answer done."""
    response = api.client.get(f"/api{path}", query_string=query, headers=api.headers, buffered=True)
    assert response.status_code in (200, 304), response.get_data(as_text=True)
    return response


def week(published: Published, path: str | None = None, api: Api | None = None, **query: Any) -> Any:
    """A schedule's body, the class group's unless another path is given."""
    path = path or f"/class-groups/{published.class_group.id}/schedule"
    return ask(api or published.college.admin, path, **query).get_json()


def times(body: Any) -> list[tuple[int, str]]:
    """Days and times of a schedule's sessions."""
    return [(item["weekday"], item["starts_at"]) for item in body["sessions"]]


def kept(published: Published) -> int:
    """How many schedules of the college are kept."""
    with published.college.unit_of_work() as session:
        return session.scalar(select(func.count()).select_from(WeeklySchedule)) or 0


def export(published: Published, file_format: str) -> TestResponse:
    """The published version as a file."""
    return published.college.admin.get(f"/timetables/{published.version.id}/export", format=file_format)


def exported(published: Published, file_format: str) -> bytes:
    """The content of the file, which there must be."""
    answer = export(published, file_format)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data()
