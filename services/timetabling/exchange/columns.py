"""The sheet on which a version has a row for every session of the week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.timetable.problem import DAY_NAMES
from models import ClassGroup, Course, Enrollment, User
from models.timetable import SESSION_TYPES
from services.spreadsheets import Column
from services.timetabling.plan import Placed, Plan

COLUMNS = (
    Column(key="course", heading="Course", about="Code of the course.", required=True, most=20),
    Column(key="group", heading="Class group", about="Name of the class group.", required=True, most=60),
    Column(
        key="session_type",
        heading="Type",
        about="What kind of session it is.",
        required=True,
        choices=SESSION_TYPES,
    ),
    Column(
        key="ordinal",
        heading="Number",
        about="Which of the course's sessions of this kind in the week.",
        required=True,
        kind="whole",
        least=1,
        most=100,
    ),
    Column(
        key="day",
        heading="Day",
        about="Leave day, start and room blank for a session without a place.",
        choices=DAY_NAMES,
    ),
    Column(key="starts_at", heading="Starts", about="When the first period begins, as 08:00.", most=8),
    Column(key="room", heading="Room", about="Code of the room.", most=20),
    Column(
        key="pinned",
        heading="Pinned",
        about="Whether solves leave it where it is; no if it is left blank.",
        choices=("yes", "no"),
    ),
    Column(
        key="substitute",
        heading="Substitute",
        about="E-mail address of who teaches it in the place of the leading trainer.",
        most=254,
    ),
)

HEADINGS: Mapping[str, str] = {column.key: column.heading for column in COLUMNS}

Line = tuple[str | int | None, ...]


@dataclass(frozen=True)
class SheetNames:
    """What enrolments are called on the sheet: the course's code and the class group's name."""

    of: Mapping[UUID, tuple[str, str]]

    @classmethod
    def read(cls, session: Session, plan: Plan) -> SheetNames:
        """Those of a plan's enrolments."""
        rows = session.execute(
            select(Enrollment.id, Course.code, ClassGroup.name)
            .join(Course, Course.id == Enrollment.course_id)
            .join(ClassGroup, ClassGroup.id == Enrollment.class_group_id)
            .where(Enrollment.term_id == plan.ids.term)
        )
        return cls({enrollment_id: (code, name) for enrollment_id, code, name in rows})


def lines_of(session: Session, plan: Plan, placed: Placed) -> Sequence[Line]:
    """The headings, and a row for every session, filled in as far as it has a place."""
    names = SheetNames.read(session, plan)
    emails = _emails(session, placed)
    lines: list[Line] = [tuple(column.heading for column in COLUMNS)]
    for event, key in enumerate(plan.keys):
        code, group = names.of[key.enrollment_id]
        place, entry = placed.timetable[event], placed.entries[event]
        when: Line = (None, None, None)
        if place is not None:
            times = plan.times(place.slot, plan.problem.events[event].duration)
            room = plan.problem.rooms[place.room].id
            when = (DAY_NAMES[times.weekday], f"{times.starts_at:%H:%M}", room)
        pinned = "yes" if entry is not None and entry.is_pinned else "no"
        substitute = None if entry is None else emails.get(entry.substitute_id)
        lines.append((code, group, key.session_type, key.ordinal, *when, pinned, substitute))
    return lines


def explanations() -> Sequence[Line]:
    """What the columns mean."""
    return [
        ("Column", "Must be filled in", "What to fill in"),
        *(
            (
                column.heading,
                "yes" if column.required else "no",
                f"{column.about} One of: {', '.join(column.choices)}." if column.choices else column.about,
            )
            for column in COLUMNS
        ),
    ]


def _emails(session: Session, placed: Placed) -> Mapping[UUID | None, str]:
    wanted = {entry.substitute_id for entry in placed.entries if entry is not None} - {None}
    if not wanted:
        return {}
    return {
        user_id: email
        for user_id, email in session.execute(select(User.id, User.email).where(User.id.in_(wanted)))
    }
