"""Dated sessions: what was planned, what became of it, and who is in."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, EXAMPLE_TIME, Count, ListQuery, RecordSchema, Schema, Text
from api.schemas.courses import CourseBasicSchema
from api.schemas.enrollments import NamedSchema
from models.attendance import CANCEL_CAUSES, SESSION_STATUSES
from models.attendance_record import DECISIONS, RECORD_STATUSES, REVIEWS
from models.timetable import SESSION_TYPES

MOST_MINUTES = 24 * 60


def _time(words: str) -> ma.fields.AwareDateTime:
    return ma.fields.AwareDateTime(allow_none=True, metadata={"description": words, "example": EXAMPLE_TIME})


def _flag(words: str) -> ma.fields.Boolean:
    return ma.fields.Boolean(metadata={"description": words, "example": False})


class SessionPersonSchema(Schema):
    """Somebody who holds or attends a session."""

    id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    full_name = ma.fields.String(metadata={"example": "Amina Otieno"})


class SessionRoomSchema(Schema):
    """Where a session is held."""

    id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    code = ma.fields.String(metadata={"example": "R1"})
    name = ma.fields.String(metadata={"example": "Lecture hall 1"})


class SessionBasicSchema(RecordSchema):
    """A dated session."""

    session_type = ma.fields.String(validate=ma.validate.OneOf(SESSION_TYPES), metadata={"example": "theory"})
    status = ma.fields.String(validate=ma.validate.OneOf(SESSION_STATUSES), metadata={"example": "active"})
    starts_at = ma.fields.AwareDateTime(metadata={"description": "As planned.", "example": EXAMPLE_TIME})
    ends_at = ma.fields.AwareDateTime(metadata={"description": "As planned.", "example": EXAMPLE_TIME})
    started_at = _time("When it was started.")
    ended_at = _time("When it was ended.")
    enrollment_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    course = ma.fields.Nested(CourseBasicSchema, attribute="enrollment.course")
    class_group = ma.fields.Nested(NamedSchema, attribute="enrollment.class_group")
    trainer = ma.fields.Nested(SessionPersonSchema, metadata={"description": "Who starts and ends it."})
    planned_trainer = ma.fields.Nested(
        SessionPersonSchema,
        allow_none=True,
        metadata={"description": "Who was to hold it, where that was changed."},
    )
    room = ma.fields.Nested(SessionRoomSchema)
    planned_room = ma.fields.Nested(
        SessionRoomSchema,
        allow_none=True,
        metadata={"description": "Where it was to be held, if that was changed."},
    )
    is_makeup = _flag("Whether it is held on one date only.")
    makeup_of_id = ma.fields.UUID(
        allow_none=True, metadata={"description": "The session that it makes up for.", "example": None}
    )
    auto_closed = _flag("Whether it was closed because nobody ended it.")
    canceled_because = ma.fields.String(
        allow_none=True,
        validate=ma.validate.OneOf(CANCEL_CAUSES),
        metadata={
            "description": "`missed` if nobody started it, `decided` if somebody cancelled it.",
            "example": None,
        },
    )
    cancel_reason = ma.fields.String(allow_none=True, metadata={"example": None})
    present_count = ma.fields.Integer(metadata={"description": "As counted last.", "example": 24})
    late_count = ma.fields.Integer(metadata={"description": "As counted last.", "example": 2})
    absent_count = ma.fields.Integer(metadata={"description": "As counted last.", "example": 3})
    excused_count = ma.fields.Integer(metadata={"description": "As counted last.", "example": 1})
    pending_count = ma.fields.Integer(metadata={"description": "As counted last.", "example": 0})
    is_uncounted = _flag("Whether records have changed since they were counted.")


class WindowsSchema(Schema):
    """Between which times a session is started and ended, and until when people come in time or late."""

    start_from = ma.fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})
    start_until = ma.fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})
    end_from = ma.fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})
    end_until = ma.fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})
    present_until = ma.fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})
    late_until = ma.fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})


class AdherenceSchema(Schema):
    """How far a session kept to its plan."""

    started_late_minutes = ma.fields.Float(
        allow_none=True,
        metadata={"description": "After the planned start; below 0 if before it.", "example": 3.5},
    )
    ended_late_minutes = ma.fields.Float(
        allow_none=True,
        metadata={"description": "After the planned end; below 0 if before it.", "example": -2},
    )
    held_minutes = ma.fields.Float(allow_none=True, metadata={"example": 54.5})
    planned_minutes = ma.fields.Float(metadata={"example": 60})
    in_other_room = _flag("Whether it was moved to another room.")
    by_other_trainer = _flag("Whether another trainer held it.")
    auto_closed = _flag("Whether it was closed because nobody ended it.")
    is_kept = ma.fields.Boolean(
        allow_none=True,
        metadata={
            "description": "Whether it was held as planned; null until it has ended.",
            "example": True,
        },
    )


class ProofSchema(Schema):
    """An attempt by which the trainer started or ended a session."""

    id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    action = ma.fields.String(metadata={"example": "start"})
    captured_at = ma.fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})
    decision = ma.fields.String(validate=ma.validate.OneOf(DECISIONS), metadata={"example": "accepted"})
    review = ma.fields.String(
        allow_none=True,
        validate=ma.validate.OneOf(REVIEWS),
        metadata={"description": "What a person said of it, where one had to look.", "example": None},
    )


class MakeupOfSchema(Schema):
    """A session that makes up for another."""

    id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    starts_at = ma.fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})
    ends_at = ma.fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})
    status = ma.fields.String(metadata={"example": "scheduled"})


class RegisterCountsSchema(Schema):
    """How many of the class group are in each state."""

    pending = Count(metadata={"description": "Expected, and not seen yet.", "example": 4})
    present = Count(metadata={"example": 20})
    late = Count(metadata={"example": 2})
    absent = Count(metadata={"example": 0})
    excused = Count(metadata={"example": 1})


class SessionDetailSchema(SessionBasicSchema):
    """A dated session with everything that is known of it."""

    entry_id = ma.fields.UUID(
        allow_none=True,
        metadata={"description": "The entry of the timetable that it comes from.", "example": EXAMPLE_ID},
    )
    windows = ma.fields.Nested(WindowsSchema)
    adherence = ma.fields.Nested(AdherenceSchema)
    counts = ma.fields.Nested(RegisterCountsSchema, metadata={"description": "Counted now."})
    makeups = ma.fields.List(ma.fields.Nested(MakeupOfSchema))
    proofs = ma.fields.List(
        ma.fields.Nested(ProofSchema),
        metadata={"description": "How its trainer proved to be there."},
    )

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """A detail has fields of its own, and those of its session."""
        source = obj if attr in type(obj).__slots__ else obj.held
        return super().get_attribute(source, attr, default)


class SessionQuery(ListQuery):
    """Filters of sessions."""

    status = ma.fields.String(validate=ma.validate.OneOf(SESSION_STATUSES), metadata={"example": "scheduled"})
    session_type = ma.fields.String(
        validate=ma.validate.OneOf(SESSION_TYPES), metadata={"example": "practical"}
    )
    starts_from = ma.fields.AwareDateTime(
        metadata={"description": "That start then or later.", "example": EXAMPLE_TIME}
    )
    starts_before = ma.fields.AwareDateTime(
        metadata={"description": "That start before then.", "example": EXAMPLE_TIME}
    )
    class_group_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    course_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    term_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    department_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    enrollment_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    trainer_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    room_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    makeup_of_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    is_makeup = _flag("Whether it is held on one date only.")
    canceled_because = ma.fields.String(
        validate=ma.validate.OneOf(CANCEL_CAUSES), metadata={"example": "missed"}
    )
    auto_closed = _flag("Closed because nobody ended them, or not.")
    started_late_minutes = ma.fields.Integer(
        validate=ma.validate.Range(min=0, max=MOST_MINUTES),
        metadata={"description": "Started at least so long after the planned start.", "example": 10},
    )
    ended_early_minutes = ma.fields.Integer(
        validate=ma.validate.Range(min=0, max=MOST_MINUTES),
        metadata={"description": "Ended at least so long before the planned end.", "example": 10},
    )
    in_other_room = _flag("Held in another room than planned, or not.")
    by_other_trainer = _flag("Held by another trainer than planned, or not.")


class SessionCancelWrite(Schema):
    """Why a session is not held."""

    reason = Text(most=500, required=True, metadata={"example": "The workshop has no electricity."})


class SessionMoveWrite(Schema):
    """Another trainer, another room, or both."""

    trainer_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    room_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})

    @ma.validates_schema
    def _something(self, data: dict[str, Any], **_options: Any) -> None:
        if not data:
            raise ma.ValidationError("A trainer, a room, or both.", "trainer_id")


class WhoIsInLineSchema(Schema):
    """One of those expected in a session."""

    trainee = ma.fields.Nested(SessionPersonSchema)
    record_id = ma.fields.UUID(attribute="id", metadata={"example": EXAMPLE_ID})
    status = ma.fields.String(validate=ma.validate.OneOf(RECORD_STATUSES), metadata={"example": "present"})
    arrived_at = _time("When the check-in was captured.")


class WhoIsInSchema(Schema):
    """Who is in now."""

    session_id = ma.fields.UUID(attribute="held.id", metadata={"example": EXAMPLE_ID})
    status = ma.fields.String(attribute="held.status", metadata={"example": "active"})
    counts = ma.fields.Nested(RegisterCountsSchema)
    trainees = ma.fields.List(ma.fields.Nested(WhoIsInLineSchema), attribute="records")
