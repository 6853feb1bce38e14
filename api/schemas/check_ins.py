"""Check-ins, their findings, and the records that follow."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, EXAMPLE_TIME, ListQuery, RecordSchema, Schema, Text
from api.schemas.users import PageQuery
from models.attendance_record import ACTIONS, CHANNELS, DECISIONS, MARKED_BY, RECORD_STATUSES, REVIEWS
from services.attendance.by_hand import MARKS, MAX_AT_ONCE
from services.attendance.reviews import VERDICTS


class FindingSchema(Schema):
    """One thing that was found."""

    code = ma.fields.String(metadata={"description": "Stable name.", "example": "face_matches"})
    decision = ma.fields.String(
        metadata={"description": "What it alone would lead to.", "enum": DECISIONS, "example": "accepted"}
    )
    words = ma.fields.String(
        metadata={"example": "The face is that of the person: distance 0.35, at most 0.5."}
    )
    score = ma.fields.Float(allow_none=True, metadata={"description": "What was found.", "example": 0.35})
    limit = ma.fields.Float(allow_none=True, metadata={"description": "Held against.", "example": 0.5})
    detail = ma.fields.String(
        allow_none=True, metadata={"description": "What is wrong with the photo.", "example": None}
    )


class PositionSchema(Schema):
    """Where a device said it was."""

    lat = ma.fields.Float(metadata={"example": -1.2921})
    lon = ma.fields.Float(metadata={"example": 36.8219})
    accuracy_m = ma.fields.Float(allow_none=True, metadata={"example": 12.0})
    platform = ma.fields.String(metadata={"example": "android"})
    mocked = ma.fields.Boolean(metadata={"example": False})


class CheckInSchema(Schema):
    """An attempt to check in, or to start or end a session, and what came of it."""

    id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    session_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    user_id = ma.fields.UUID(
        allow_none=True,
        metadata={"description": "Null where a face was nobody's of the group.", "example": EXAMPLE_ID},
    )
    action = ma.fields.String(metadata={"enum": ACTIONS, "example": "check_in"})
    channel = ma.fields.String(metadata={"enum": CHANNELS, "example": "own"})
    device_id = ma.fields.UUID(allow_none=True, metadata={"example": None})
    captured_at = ma.fields.AwareDateTime(
        metadata={"description": "By the server's clock.", "example": EXAMPLE_TIME}
    )
    received_at = ma.fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})
    decision = ma.fields.String(metadata={"enum": DECISIONS, "example": "accepted"})
    mark = ma.fields.String(
        allow_none=True, metadata={"description": "Present or late, if it counts.", "example": "present"}
    )
    findings = ma.fields.List(ma.fields.Nested(FindingSchema), metadata={"description": "All of them."})
    position = ma.fields.Nested(
        PositionSchema, allow_none=True, metadata={"description": "Null if there was none."}
    )
    review = ma.fields.String(
        allow_none=True,
        metadata={"description": "Null where nobody has to look.", "enum": [*REVIEWS, None], "example": None},
    )
    reviewed_by_id = ma.fields.UUID(allow_none=True, metadata={"example": None})
    reviewed_at = ma.fields.AwareDateTime(allow_none=True, metadata={"example": None})


class ListedCheckInSchema(CheckInSchema):
    """An attempt, and whose it was."""

    name = ma.fields.String(
        allow_none=True, metadata={"description": "Of the person.", "example": "Amina Otieno"}
    )
    has_photo = ma.fields.Boolean(
        metadata={"description": "Whether its photo can still be shown.", "example": True}
    )


class CheckedInSchema(Schema):
    """An attempt that was not refused, and what became of the trainee."""

    name = ma.fields.String(metadata={"description": "Of the trainee.", "example": "Amina Otieno"})
    status = ma.fields.String(
        metadata={
            "description": "The trainee's in this session; pending while a person has to look.",
            "enum": RECORD_STATUSES,
            "example": "present",
        }
    )
    check_in = ma.fields.Nested(CheckInSchema)


class ClassPhotoSchema(Schema):
    """What came of a photo of the class."""

    checked_in = ma.fields.List(
        ma.fields.Nested(CheckedInSchema), metadata={"description": "Accepted, or left to a person."}
    )
    refused = ma.fields.List(ma.fields.Nested(CheckInSchema), metadata={"description": "Their lines."})
    known_before = ma.fields.List(
        ma.fields.UUID(),
        metadata={"description": "Trainees who were checked in or marked before.", "example": [EXAMPLE_ID]},
    )
    strangers = ma.fields.Integer(metadata={"description": "Faces of nobody in the group.", "example": 1})


class CodeSchema(Schema):
    """The rotating code of a session, to be shown in the room, as text or as a QR code of that text."""

    code = ma.fields.String(metadata={"example": "K7QX2M4T"})
    good_until = ma.fields.AwareDateTime(
        metadata={"description": "When the next one is to be shown.", "example": EXAMPLE_TIME}
    )
    step_seconds = ma.fields.Integer(metadata={"description": "For how long one is shown.", "example": 15})


class CheckInQuery(PageQuery):
    """Filters of the list of check-ins."""

    sort = ma.fields.String(
        validate=ma.validate.OneOf(["received_at", "-received_at"]),
        metadata={"description": "By time of arrival; with - before it, the newest first."},
    )
    session_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    user_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    action = ma.fields.String(validate=ma.validate.OneOf(ACTIONS), metadata={"example": "check_in"})
    channel = ma.fields.String(validate=ma.validate.OneOf(CHANNELS), metadata={"example": "own"})
    decision = ma.fields.String(validate=ma.validate.OneOf(DECISIONS), metadata={"example": "review"})
    review = ma.fields.String(validate=ma.validate.OneOf(REVIEWS), metadata={"example": "open"})
    received_from = ma.fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})
    received_before = ma.fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})


class ReviewWrite(Schema):
    """What somebody decided who looked at an attempt."""

    verdict = ma.fields.String(
        required=True, validate=ma.validate.OneOf(VERDICTS), metadata={"example": "accepted"}
    )


class MarkWrite(Schema):
    """What staff say became of a trainee, and why."""

    status = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(MARKS),
        metadata={
            "description": "Excused is who has an excuse that was verified.",
            "example": "present",
        },
    )
    reason = Text(
        most=500,
        required=True,
        metadata={"description": "Kept with the record.", "example": "Telephone was broken; seen in class."},
    )


class TraineeMark(Schema):
    """What became of one trainee."""

    trainee_id = ma.fields.UUID(required=True, metadata={"example": EXAMPLE_ID})
    status = ma.fields.String(
        required=True, validate=ma.validate.OneOf(MARKS), metadata={"example": "present"}
    )


class MarksWrite(Schema):
    """What staff say became of several trainees, and why."""

    reason = Text(most=500, required=True, metadata={"example": "Roll was called on paper."})
    marks = ma.fields.List(
        ma.fields.Nested(TraineeMark),
        required=True,
        validate=ma.validate.Length(min=1, max=MAX_AT_ONCE),
        metadata={"description": "One for each trainee; of two, the last one counts."},
    )


class AttendanceRecordSchema(RecordSchema):
    """What became of one trainee in one session."""

    session_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    trainee_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    name = ma.fields.String(
        attribute="trainee.full_name", metadata={"description": "Of the trainee.", "example": "Amina Otieno"}
    )
    starts_at = ma.fields.AwareDateTime(
        attribute="session.starts_at", metadata={"description": "Of the session.", "example": EXAMPLE_TIME}
    )
    status = ma.fields.String(metadata={"enum": RECORD_STATUSES, "example": "present"})
    marked_by = ma.fields.String(
        allow_none=True,
        metadata={
            "description": "What said so; null while pending.",
            "enum": [*MARKED_BY, None],
            "example": "check_in",
        },
    )
    marked_at = ma.fields.AwareDateTime(allow_none=True, metadata={"example": EXAMPLE_TIME})
    arrived_at = ma.fields.AwareDateTime(
        allow_none=True, metadata={"description": "When the check-in was captured.", "example": EXAMPLE_TIME}
    )
    reason = ma.fields.String(
        allow_none=True, metadata={"description": "Why staff marked it by hand.", "example": None}
    )
    excuse_id = ma.fields.UUID(allow_none=True, metadata={"example": None})


class RecordQuery(ListQuery):
    """Filters of the list of attendance records."""

    session_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    trainee_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    status = ma.fields.String(validate=ma.validate.OneOf(RECORD_STATUSES), metadata={"example": "absent"})
    marked_by = ma.fields.String(validate=ma.validate.OneOf(MARKED_BY), metadata={"example": "staff"})
    class_group_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    course_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    term_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    starts_from = ma.fields.AwareDateTime(
        metadata={"description": "Of sessions that start at this time or later.", "example": EXAMPLE_TIME}
    )
    starts_before = ma.fields.AwareDateTime(
        metadata={"description": "Of sessions that start before this time.", "example": EXAMPLE_TIME}
    )


class RecordsSchema(Schema):
    """Attendance records of one session."""

    items = ma.fields.List(
        ma.fields.Nested(AttendanceRecordSchema), metadata={"description": "Of those who were marked."}
    )
