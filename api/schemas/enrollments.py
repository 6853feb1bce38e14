"""Enrolments of class groups and of single people."""

from __future__ import annotations

from uuid import UUID

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, EXAMPLE_TIME, Count, ListQuery, RecordSchema, Schema
from api.schemas.courses import CourseBasicSchema
from models.curriculum import ENROLLMENT_STATUSES
from services.curriculum.trainers import MAX_TRAINERS

DISTINCT = "Names somebody twice."


def _each_once(ids: list[object]) -> None:
    if len(set(ids)) != len(ids):
        raise ma.ValidationError(DISTINCT)


def _trainers() -> ma.fields.List[UUID]:
    return ma.fields.List(
        ma.fields.UUID(),
        validate=[ma.validate.Length(max=MAX_TRAINERS), _each_once],
        metadata={"description": "Accounts of trainers; the first one leads.", "example": [EXAMPLE_ID]},
    )


def _status() -> ma.fields.String:
    return ma.fields.String(
        validate=ma.validate.OneOf(ENROLLMENT_STATUSES), metadata={"example": "in_progress"}
    )


class EnrollmentCreate(Schema):
    """What a new enrolment is given."""

    class_group_id = ma.fields.UUID(required=True, metadata={"example": EXAMPLE_ID})
    course_id = ma.fields.UUID(required=True, metadata={"example": EXAMPLE_ID})
    term_id = ma.fields.UUID(required=True, metadata={"example": EXAMPLE_ID})
    academic_year_id = ma.fields.UUID(
        metadata={"description": "The year of the term, which it is anyway.", "example": EXAMPLE_ID}
    )
    trainer_ids = _trainers()


class EnrollmentUpdate(Schema):
    """What can be changed of an enrolment."""

    status = _status()
    trainer_ids = _trainers()


class NamedSchema(Schema):
    """What names a class group, a term or an academic year."""

    id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    name = ma.fields.String(dump_only=True, metadata={"example": "DICT-1A"})


class EnrollmentTrainerSchema(Schema):
    """A trainer of an enrolled class group."""

    id = ma.fields.UUID(dump_only=True, attribute="trainer_id", metadata={"example": EXAMPLE_ID})
    name = ma.fields.String(dump_only=True, attribute="trainer.full_name", metadata={"example": "Ada Maina"})
    position = ma.fields.Integer(dump_only=True, metadata={"description": "1 leads.", "example": 1})


class EnrollmentSchema(RecordSchema):
    """A class group takes a course in a term."""

    class_group_id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    course_id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    term_id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    academic_year_id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    status = ma.fields.String(dump_only=True, metadata={"example": "scheduled"})
    class_group = ma.fields.Nested(NamedSchema, dump_only=True)
    course = ma.fields.Nested(CourseBasicSchema, dump_only=True)
    term = ma.fields.Nested(NamedSchema, dump_only=True)
    academic_year = ma.fields.Nested(NamedSchema, dump_only=True)
    trainers = ma.fields.List(ma.fields.Nested(EnrollmentTrainerSchema), dump_only=True)


class EnrollmentQuery(ListQuery):
    """Filters of enrolments."""

    class_group_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    course_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    term_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    academic_year_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    trainer_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    status = _status()


class CourseTrainersWrite(Schema):
    """Who teaches one of the courses."""

    course_id = ma.fields.UUID(required=True, metadata={"example": EXAMPLE_ID})
    trainer_ids = _trainers()


class GroupEnrollWrite(Schema):
    """A class group to enrol in everything that its curriculum has in a term."""

    class_group_id = ma.fields.UUID(required=True, metadata={"example": EXAMPLE_ID})
    term_id = ma.fields.UUID(required=True, metadata={"example": EXAMPLE_ID})
    term_number = Count(
        least=1,
        most=12,
        metadata={
            "description": "Term of study; by itself the term's place in its academic year.",
            "example": 1,
        },
    )
    trainers = ma.fields.List(
        ma.fields.Nested(CourseTrainersWrite), validate=ma.validate.Length(max=60), load_default=list
    )


class GroupEnrolledSchema(Schema):
    """What came of it."""

    created = ma.fields.List(ma.fields.Nested(EnrollmentSchema), dump_only=True)
    there_before = ma.fields.List(
        ma.fields.UUID(),
        dump_only=True,
        metadata={"description": "Courses it was enrolled in already.", "example": [EXAMPLE_ID]},
    )


class PersonalEnrollmentUpdate(Schema):
    """What can be changed of a personal enrolment."""

    status = ma.fields.String(
        required=True, validate=ma.validate.OneOf(ENROLLMENT_STATUSES), metadata={"example": "completed"}
    )


class PersonalEnrollmentSchema(RecordSchema):
    """A person takes a course alone."""

    user_id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    course_id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    course = ma.fields.Nested(CourseBasicSchema, dump_only=True)
    status = ma.fields.String(dump_only=True, metadata={"example": "in_progress"})
    completed_at = ma.fields.AwareDateTime(
        dump_only=True, allow_none=True, metadata={"example": EXAMPLE_TIME}
    )


class MyEnrollmentQuery(ListQuery):
    """Filters of one's own enrolments."""

    status = _status()
    course_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})


class PersonalEnrollmentQuery(MyEnrollmentQuery):
    """Filters of personal enrolments."""

    user_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
