"""Weekly schedules."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, EXAMPLE_TIME, ListQuery, Schema
from models.timetable import SCHEDULE_SUBJECTS, SESSION_TYPES, TIMETABLE_STATUSES


class ScheduleQuery(Schema):
    """Which week is asked for."""

    term_id = ma.fields.UUID(
        metadata={"description": "The present term if it is left out.", "example": EXAMPLE_ID}
    )
    timetable_id = ma.fields.UUID(
        metadata={
            "description": "A version to look at, published or not, for those who may read drafts.",
            "example": EXAMPLE_ID,
        }
    )

    @ma.validates_schema
    def _one_of_them(self, data: dict[str, object], **_options: object) -> None:
        if len(data) > 1:
            raise ma.ValidationError("A version is of one term; leave term_id out.", "term_id")


class SubjectQuery(ListQuery):
    """Filters of the list of schedules."""

    subject_type = ma.fields.String(
        load_default="class_group",
        validate=ma.validate.OneOf(SCHEDULE_SUBJECTS),
        metadata={"description": "Whose schedules to list.", "example": "class_group"},
    )


class SubjectSchema(Schema):
    """A class group, a trainer or a room whose schedule may be read."""

    subject_type = ma.fields.String(
        validate=ma.validate.OneOf(SCHEDULE_SUBJECTS), metadata={"example": "class_group"}
    )
    subject_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    name = ma.fields.String(metadata={"example": "DICT-1A"})
    address = ma.fields.String(
        metadata={
            "description": "Where its schedule is read.",
            "example": f"/api/class-groups/{EXAMPLE_ID}/schedule",
        }
    )


class ScheduleTermSchema(Schema):
    """The term of a schedule."""

    id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    name = ma.fields.String(metadata={"example": "Term 1"})
    academic_year = ma.fields.String(metadata={"example": "2026/2027"})
    starts_on = ma.fields.Date(metadata={"example": "2026-09-07"})
    ends_on = ma.fields.Date(metadata={"example": "2026-12-11"})


class ScheduleVersionSchema(Schema):
    """The version of the timetable that a schedule shows."""

    id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    number = ma.fields.Integer(metadata={"example": 3})
    name = ma.fields.String(metadata={"example": "Solve of 1 September"})
    status = ma.fields.String(
        validate=ma.validate.OneOf(TIMETABLE_STATUSES), metadata={"example": "published"}
    )
    published_at = ma.fields.AwareDateTime(allow_none=True, metadata={"example": EXAMPLE_TIME})


class SchedulePeriodSchema(Schema):
    """A period of a teaching day."""

    starts_at = ma.fields.String(metadata={"example": "08:00"})
    ends_at = ma.fields.String(metadata={"example": "09:00"})


class ScheduleCourseSchema(Schema):
    """What is taught."""

    id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    code = ma.fields.String(metadata={"example": "ICT101"})
    title = ma.fields.String(metadata={"example": "Introduction to Programming"})


class ScheduleGroupSchema(Schema):
    """Who is taught."""

    id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    name = ma.fields.String(metadata={"example": "DICT-1A"})


class ScheduleTrainerSchema(Schema):
    """Who teaches."""

    id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    name = ma.fields.String(metadata={"example": "Amina Otieno"})
    is_substitute = ma.fields.Boolean(
        metadata={"description": "Whether in the place of the course's own trainer.", "example": False}
    )


class ScheduleRoomSchema(Schema):
    """Where it is taught."""

    id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    code = ma.fields.String(metadata={"example": "LAB1"})
    name = ma.fields.String(metadata={"example": "Computer laboratory 1"})
    building = ma.fields.String(allow_none=True, metadata={"example": "Block B"})


class ScheduledSessionSchema(Schema):
    """A session of the week.

    Where a room's session lies beyond the reader's reach, its times and room are all that is told: the
    other fields are null, or without anybody.
    """

    entry_id = ma.fields.UUID(
        allow_none=True, metadata={"description": "Its entry in the timetable.", "example": EXAMPLE_ID}
    )
    enrollment_id = ma.fields.UUID(allow_none=True, metadata={"example": EXAMPLE_ID})
    session_type = ma.fields.String(
        allow_none=True, metadata={"description": " or ".join(SESSION_TYPES), "example": "theory"}
    )
    weekday = ma.fields.Integer(metadata={"description": "0 is Monday.", "example": 0})
    starts_at = ma.fields.String(metadata={"example": "08:00"})
    ends_at = ma.fields.String(metadata={"example": "09:00"})
    weeks = ma.fields.List(
        ma.fields.Integer(),
        metadata={"description": "Weeks of the cycle in which it is held, from 1.", "example": [1, 2]},
    )
    held_on = ma.fields.Date(
        allow_none=True,
        metadata={"description": "The one date of a temporary session.", "example": "2026-10-02"},
    )
    course = ma.fields.Nested(ScheduleCourseSchema, allow_none=True)
    class_group = ma.fields.Nested(ScheduleGroupSchema, allow_none=True)
    trainers = ma.fields.List(
        ma.fields.Nested(ScheduleTrainerSchema), metadata={"description": "The leading one first."}
    )
    room = ma.fields.Nested(ScheduleRoomSchema)


class WeeklyScheduleSchema(Schema):
    """The week of a class group, a trainer or a room, with all that is needed to draw it."""

    subject_type = ma.fields.String(
        validate=ma.validate.OneOf(SCHEDULE_SUBJECTS), metadata={"example": "class_group"}
    )
    subject_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    name = ma.fields.String(metadata={"example": "DICT-1A"})
    term = ma.fields.Nested(ScheduleTermSchema)
    timetable = ma.fields.Nested(
        ScheduleVersionSchema,
        allow_none=True,
        metadata={"description": "Null as long as nothing is published."},
    )
    time_zone = ma.fields.String(metadata={"example": "Africa/Nairobi"})
    days = ma.fields.List(
        ma.fields.Integer(),
        metadata={"description": "Teaching days; 0 is Monday.", "example": [0, 1, 2, 3, 4]},
    )
    periods = ma.fields.List(
        ma.fields.Nested(SchedulePeriodSchema), metadata={"description": "Of a teaching day, in order."}
    )
    cycle_weeks = ma.fields.Integer(
        metadata={"description": "Weeks after which the timetable repeats.", "example": 2}
    )
    sessions = ma.fields.List(
        ma.fields.Nested(ScheduledSessionSchema), metadata={"description": "By day and time."}
    )
