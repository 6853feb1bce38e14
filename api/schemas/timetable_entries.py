"""Entries of versions of timetables."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from api.context import current_session
from api.schemas.calendar import Day
from api.schemas.common import EXAMPLE_ID, Count, ListQuery, RecordSchema, Schema
from api.schemas.courses import CourseBasicSchema
from api.schemas.enrollments import EnrollmentTrainerSchema, NamedSchema
from api.schemas.times import TimeOfDay
from api.schemas.timetables import SessionSchema, ViolationSchema
from models import TimetableEntry
from models.timetable import SESSION_TYPES
from services.policy import policy_of
from services.schedules.week import weeks_held

MAX_ORDINAL = 100


def _weekday(**options: Any) -> Count:
    return Count(most=6, metadata={"description": "0 is Monday.", "example": 0}, **options)


def _starts_at(**options: Any) -> TimeOfDay:
    return TimeOfDay(
        metadata={"description": "When a period begins, by the institution's clock.", "example": "08:00"},
        **options,
    )


def _room_id(**options: Any) -> ma.fields.UUID:
    return ma.fields.UUID(metadata={"example": EXAMPLE_ID}, **options)


def _substitute_id() -> ma.fields.UUID:
    return ma.fields.UUID(
        allow_none=True,
        metadata={"description": "Who teaches it for the leading trainer.", "example": EXAMPLE_ID},
    )


def _session_type(**options: Any) -> ma.fields.String:
    return ma.fields.String(
        validate=ma.validate.OneOf(SESSION_TYPES), metadata={"example": "theory"}, **options
    )


def _ordinal(**options: Any) -> Count:
    return Count(
        least=1,
        most=MAX_ORDINAL,
        metadata={"description": "Of the enrolment's sessions of this type, from 1.", "example": 1},
        **options,
    )


def _held_on() -> Day:
    return Day(
        metadata={
            "description": "The only date of a session that is held once more; in the place of weekday.",
            "example": "2026-10-14",
        }
    )


def _refuse_both(values: dict[str, Any]) -> None:
    if ("weekday" in values) == ("held_on" in values):
        raise ma.ValidationError("Either the weekday, or the date that it is held on.", "weekday")


class EntryCreate(Schema):
    """What an entry is given: a session, and its place in the week or on one date."""

    enrollment_id = ma.fields.UUID(required=True, metadata={"example": EXAMPLE_ID})
    session_type = _session_type(required=True)
    ordinal = _ordinal(required=True)
    weekday = _weekday()
    held_on = _held_on()
    starts_at = _starts_at(required=True)
    room_id = _room_id(required=True)
    is_pinned = ma.fields.Boolean(
        metadata={"description": "Whether solves and repairs leave it there.", "example": False}
    )
    substitute_id = _substitute_id()

    @ma.validates_schema
    def _either(self, values: dict[str, Any], **_options: Any) -> None:
        _refuse_both(values)


class EntryUpdate(Schema):
    """What can be changed of an entry."""

    weekday = _weekday()
    starts_at = _starts_at()
    room_id = _room_id()
    is_pinned = ma.fields.Boolean(
        metadata={"description": "Whether solves and repairs leave it there.", "example": True}
    )
    substitute_id = _substitute_id()


class CheckWrite(Schema):
    """What is thought of: a change of an entry, or a place for a session."""

    entry_id = ma.fields.UUID(
        metadata={"description": "The entry to change; else say which session.", "example": EXAMPLE_ID}
    )
    enrollment_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    session_type = _session_type()
    ordinal = _ordinal()
    weekday = _weekday()
    held_on = _held_on()
    starts_at = _starts_at()
    room_id = _room_id()
    substitute_id = _substitute_id()

    @ma.validates_schema
    def _whole(self, values: dict[str, Any], **_options: Any) -> None:
        session = {"enrollment_id", "session_type", "ordinal"}
        if "entry_id" in values:
            others = sorted((session | {"held_on"}) & values.keys())
            if others:
                raise ma.ValidationError("The entry says that already.", others[0])
            return
        for name in sorted(session | {"starts_at", "room_id"}):
            if name not in values:
                raise ma.ValidationError("Missing, as there is no entry_id.", name)
        _refuse_both(values)


class SwapWrite(Schema):
    """Two entries that are to change places."""

    entry_ids = ma.fields.List(
        ma.fields.UUID(),
        required=True,
        validate=ma.validate.Length(equal=2),
        metadata={"description": "Two of the version.", "example": [EXAMPLE_ID, EXAMPLE_ID[:-1] + "e"]},
    )

    @ma.validates("entry_ids")
    def _two(self, ids: list[Any], **_options: Any) -> None:
        if len(set(ids)) != len(ids):
            raise ma.ValidationError("Names an entry twice.")


class EntryRoomSchema(Schema):
    """A room, in short."""

    id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    code = ma.fields.String(dump_only=True, metadata={"example": "LAB-3"})
    name = ma.fields.String(dump_only=True, metadata={"example": "Computer Lab 3"})


class SubstituteSchema(Schema):
    """Who teaches a session for its leading trainer."""

    id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    name = ma.fields.String(dump_only=True, attribute="full_name", metadata={"example": "Ada Maina"})


def _weeks(entry: TimetableEntry) -> list[int]:
    cycle_weeks = policy_of(current_session()).cycle_weeks
    return weeks_held(entry.session_type, entry.enrollment.course.practical_weeks, cycle_weeks)


class EntrySchema(RecordSchema):
    """Where one session of the week is; or, with a date, a session of that day only."""

    timetable_id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    enrollment_id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    session_type = _session_type(dump_only=True)
    ordinal = _ordinal(dump_only=True)
    weekday = _weekday(dump_only=True)
    starts_at = _starts_at(dump_only=True)
    ends_at = TimeOfDay(dump_only=True, metadata={"example": "09:00"})
    weeks = ma.fields.Function(
        _weeks,
        metadata={
            "description": "Weeks of the cycle in which it is held, from 1.",
            "type": "array",
            "items": {"type": "integer"},
            "example": [1, 2],
        },
    )
    held_on = ma.fields.Date(
        dump_only=True,
        allow_none=True,
        metadata={"description": "The only date; none where it is held every week.", "example": None},
    )
    is_pinned = ma.fields.Boolean(
        dump_only=True,
        metadata={"description": "Whether solves and repairs leave it there.", "example": False},
    )
    course = ma.fields.Nested(CourseBasicSchema, dump_only=True, attribute="enrollment.course")
    class_group = ma.fields.Nested(NamedSchema, dump_only=True, attribute="enrollment.class_group")
    trainers = ma.fields.List(
        ma.fields.Nested(EnrollmentTrainerSchema), dump_only=True, attribute="enrollment.trainers"
    )
    substitute = ma.fields.Nested(SubstituteSchema, dump_only=True, allow_none=True)
    room = ma.fields.Nested(EntryRoomSchema, dump_only=True)


class EntryQuery(ListQuery):
    """Filters of entries."""

    class_group_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    trainer_id = ma.fields.UUID(
        metadata={"description": "Who teaches, as a substitute too.", "example": EXAMPLE_ID}
    )
    room_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    course_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    weekday = ma.fields.Integer(
        validate=ma.validate.Range(min=0, max=6), metadata={"description": "0 is Monday.", "example": 0}
    )
    session_type = _session_type()
    is_pinned = ma.fields.Boolean(
        metadata={"description": "Only those that are, or are not.", "example": True}
    )
    is_temporary = ma.fields.Boolean(
        metadata={"description": "Only those of one date, or of every week.", "example": False}
    )


class EffectSchema(Schema):
    """What the week costs more."""

    cost = ma.fields.Integer(
        dump_only=True, metadata={"description": "Negative where it became better.", "example": -2}
    )
    change_by_rule = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.Integer(),
        dump_only=True,
        metadata={
            "description": "For each rule that differs.",
            "example": {"idle-gaps": -3, "late-slots": 1},
        },
    )


class EditedTimetableSchema(Schema):
    """The version after an edit."""

    id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    version = ma.fields.Integer(dump_only=True, metadata={"description": "Its new ETag.", "example": 7})
    status = ma.fields.String(dump_only=True, metadata={"example": "draft"})
    cost = ma.fields.Integer(
        dump_only=True,
        allow_none=True,
        metadata={"description": "None while sessions lack a place.", "example": 1431},
    )


class EditedSchema(EffectSchema):
    """What became of an edit."""

    entries = ma.fields.List(
        ma.fields.Nested(EntrySchema),
        dump_only=True,
        metadata={"description": "Those that it touched; without those that it took out."},
    )
    timetable = ma.fields.Nested(EditedTimetableSchema, dump_only=True)


class CheckedSchema(EffectSchema):
    """Whether something could be done, and at what cost."""

    is_open = ma.fields.Boolean(
        dump_only=True, metadata={"description": "Whether it breaks no rule that is kept.", "example": False}
    )
    violations = ma.fields.List(ma.fields.Nested(ViolationSchema), dump_only=True)


class UnplacedSessionSchema(SessionSchema):
    """A session that has no place."""

    minutes = ma.fields.Integer(
        dump_only=True, metadata={"description": "How long it lasts.", "example": 120}
    )


class MisfitSchema(Schema):
    """An entry that fits no longer."""

    entry = ma.fields.Nested(EntrySchema, dump_only=True)
    reason = ma.fields.String(dump_only=True, metadata={"example": "The session is not to be held any more."})


class UnplacedSchema(Schema):
    """What of a version has no place."""

    session_count = ma.fields.Integer(
        dump_only=True, metadata={"description": "That the filters leave.", "example": 1}
    )
    sessions = ma.fields.List(ma.fields.Nested(UnplacedSessionSchema), dump_only=True)
    misfit_count = ma.fields.Integer(
        dump_only=True, metadata={"description": "Of the whole version.", "example": 0}
    )
    misfits = ma.fields.List(ma.fields.Nested(MisfitSchema), dump_only=True)
