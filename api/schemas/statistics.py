"""Attendance and feedback in figures: what may be asked, and what is answered."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, Schema, Text
from models.timetable import SESSION_TYPES
from services.records import MAX_PAGE
from services.statistics.asking import GROUPINGS


class DivisionQuery(Schema):
    """What figures are divided by, and of which sessions they are."""

    by = ma.fields.String(
        validate=ma.validate.OneOf(GROUPINGS),
        metadata={
            "description": "What the figures are divided by; one figure of all without it.",
            "example": "course",
        },
    )
    term_id = ma.fields.UUID(metadata={"description": "Of this term only."})
    session_type = ma.fields.String(
        validate=ma.validate.OneOf(SESSION_TYPES),
        metadata={"description": "Of such sessions only.", "example": "theory"},
    )
    first_date = ma.fields.Date(
        metadata={"description": "From this date on, by the institution's clock.", "example": "2026-09-07"}
    )
    last_date = ma.fields.Date(
        metadata={"description": "Up to this date, which is included.", "example": "2026-12-11"}
    )
    cursor = Text(most=600, metadata={"description": "The next_cursor of the page before."})
    limit = ma.fields.Integer(
        load_default=50,
        validate=ma.validate.Range(min=1, max=MAX_PAGE),
        metadata={"description": "Parts a page. Times of the clock all come at once.", "example": 50},
    )


class DivisionOfCourseQuery(DivisionQuery):
    """The same for a course, by enrolment unless something else is said."""

    by = ma.fields.String(
        load_default="enrollment",
        validate=ma.validate.OneOf(GROUPINGS),
        metadata={"description": "What the figures are divided by.", "example": "enrollment"},
    )


def _of(what: str) -> ma.fields.UUID:
    return ma.fields.UUID(metadata={"description": f"Of this {what} only."})


class FeedbackQuery(DivisionQuery):
    """What feedback is asked of."""

    department_id = _of("department, by its class groups")
    programme_id = _of("programme")
    class_group_id = _of("class group")
    course_id = _of("course")
    enrollment_id = _of("enrolment")
    trainer_id = _of("trainer")


class AttendanceQuery(FeedbackQuery):
    """What attendance is asked of."""

    trainee_id = _of("trainee")


def _count(about: str, example: int) -> ma.fields.Integer:
    return ma.fields.Integer(required=True, metadata={"description": about, "example": example})


def _share(about: str, example: float) -> ma.fields.Float:
    return ma.fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": f"{about} Null of nothing.", "example": example},
    )


class RecordCounts(Schema):
    """What became of those who were to attend, each session counted for itself."""

    present = _count("Came in time.", 8_120)
    late = _count("Came late.", 640)
    absent = _count("Did not come.", 910)
    excused = _count("Did not come, and had a reason that was verified.", 130)
    pending = _count("Not known yet.", 25)


class SessionCounts(Schema):
    """What became of sessions."""

    scheduled = _count("Still to come.", 120)
    active = _count("Being held.", 4)
    completed = _count("Held.", 345)
    canceled = _count("Not held, for whatever reason.", 9)
    missed = _count("Of these, never started.", 6)
    makeup = _count("Held or to be held instead of others.", 5)
    auto_closed = _count("Held, and ended by nobody.", 3)


class AttendanceFigures(Schema):
    """Attendance in figures."""

    records = ma.fields.Nested(RecordCounts, required=True)
    attendance_percent = _share("Present or late, of all who were to come and not excused.", 90.6)
    punctuality_percent = _share("Present, of all who came.", 92.7)
    sessions = ma.fields.Nested(
        SessionCounts,
        required=True,
        allow_none=True,
        metadata={"description": "Null where the figures are of single trainees."},
    )
    average_minutes = _share("From the start of a session to its end, as they were.", 57.5)
    average_delay_minutes = _share("From the planned start to the start, below 0 where it was earlier.", 3.2)


class FeedbackAverages(Schema):
    """Ratings from 1 to 5 on average."""

    content = _share("What was taught.", 4.12)
    delivery = _share("How it was taught.", 3.94)
    engagement = _share("How much trainees took part.", 3.71)
    overall = _share("All in all.", 4.02)


class FeedbackFigures(Schema):
    """Feedback in figures."""

    sessions = _count("Sessions that the figures are of.", 210)
    answers = _count("Answers given.", 2_480)
    answered_percent = _share("Answers, of all who came to these sessions.", 41.3)
    averages = ma.fields.Nested(FeedbackAverages, required=True)


def _divided(figures: type[Schema], name: str) -> type[ma.Schema]:
    part = figures.from_dict(
        {
            "key": ma.fields.String(
                required=True, metadata={"description": "Tells the part from others.", "example": EXAMPLE_ID}
            ),
            "id": ma.fields.UUID(
                load_default=None,
                metadata={
                    "description": "Of the record that the part is, if it is one.",
                    "example": EXAMPLE_ID,
                },
            ),
            "name": ma.fields.String(
                required=True, metadata={"description": "Of the part.", "example": "ICT101 Programming"}
            ),
        },
        name=f"{name}Part",
    )
    fields: dict[str, Any] = {
        "by": ma.fields.String(
            required=True,
            allow_none=True,
            metadata={"description": "What the figures are divided by.", "example": "course"},
        ),
        "total": ma.fields.Nested(figures, required=True),
        "items": ma.fields.List(
            ma.fields.Nested(part), required=True, metadata={"description": "As many parts as a page holds."}
        ),
        "next_cursor": ma.fields.String(
            required=True,
            allow_none=True,
            metadata={"description": "Asks for the next page; null on the last one.", "example": None},
        ),
    }
    divided = Schema.from_dict(fields, name=f"{name}Statistics")
    divided.__doc__ = f"{name} in figures, as a whole and by parts."
    part.__doc__ = f"{name} of one part."
    return divided


AttendanceStatistics = _divided(AttendanceFigures, "Attendance")
FeedbackStatistics = _divided(FeedbackFigures, "Feedback")
