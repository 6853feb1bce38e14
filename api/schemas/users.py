"""Accounts of people, with what their roles add."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, EXAMPLE_TIME, Count, ListQuery, RecordSchema, Schema, Text
from models.user import GENDERS, TRAINEE_STATUSES
from services.access import Role

EXAMPLE_DAY = "2004-05-17"
MAX_HOURS_A_WEEK = 80
MAX_HOURS_A_DAY = 16
MAX_QUALIFICATIONS = 30

IS_ROLE = ma.validate.OneOf([role.value for role in Role if role is not Role.OPERATOR])
ABOUT_ROLE = {"description": "What somebody is in the institution.", "example": "trainee"}
MAY_BE_HIDDEN = "Shown to the person and to those who keep the registers."


class TraineeSchema(Schema):
    """A trainee's place in the institution."""

    class_group_id = ma.fields.UUID(allow_none=True, metadata={"example": EXAMPLE_ID})
    admission_number = Text(
        most=40, allow_none=True, metadata={"description": "Unique.", "example": "ICT/0123/2026"}
    )
    status = ma.fields.String(validate=ma.validate.OneOf(TRAINEE_STATUSES), metadata={"example": "active"})
    admitted_on = ma.fields.Date(allow_none=True, metadata={"example": "2026-09-07"})


class TrainerSchema(Schema):
    """A trainer's department, qualifications and teaching load."""

    department_id = ma.fields.UUID(allow_none=True, metadata={"example": EXAMPLE_ID})
    qualifications = ma.fields.List(
        Text(most=200),
        validate=ma.validate.Length(max=MAX_QUALIFICATIONS),
        metadata={"description": "Degrees and certificates.", "example": ["MSc Computer Science"]},
    )
    weekly_load_hours = Count(
        most=MAX_HOURS_A_WEEK,
        allow_none=True,
        metadata={"description": "Hours of teaching a week at most; none for the default.", "example": 24},
    )
    daily_load_hours = Count(
        most=MAX_HOURS_A_DAY,
        allow_none=True,
        metadata={"description": "Hours of teaching a day at most; none for no limit.", "example": 6},
    )


class HodSchema(Schema):
    """The department that somebody heads."""

    department_id = ma.fields.UUID(
        allow_none=True,
        metadata={"description": "Also the head in the department itself.", "example": EXAMPLE_ID},
    )
    appointed_on = ma.fields.Date(allow_none=True, metadata={"example": "2026-01-05"})


class DpAcademicsSchema(Schema):
    """The office of a deputy principal for academics."""

    office = Text(most=100, allow_none=True, metadata={"example": "Administration block, room 4"})
    appointed_on = ma.fields.Date(allow_none=True, metadata={"example": "2026-01-05"})


class AboutSchema(Schema):
    """What somebody says of themselves."""

    position = Text(most=100, allow_none=True, metadata={"example": "Senior lecturer"})
    bio = Text(most=4000, allow_none=True, metadata={"example": "Teaches databases since 2011."})


class PersonWrite(Schema):
    """What people may change of their own account."""

    first_name = Text(most=100, required=True, metadata={"example": "Wanjiru"})
    last_name = Text(most=100, required=True, metadata={"example": "Kamau"})
    gender = ma.fields.String(validate=ma.validate.OneOf(GENDERS), metadata={"example": "female"})
    phone = Text(
        most=40,
        allow_none=True,
        metadata={
            "description": f"Kept in the international form. {MAY_BE_HIDDEN}",
            "example": "+254712345678",
        },
    )
    address = Text(
        most=300,
        allow_none=True,
        metadata={"description": MAY_BE_HIDDEN, "example": "P.O. Box 30197, Nairobi"},
    )
    birth_date = ma.fields.Date(
        allow_none=True, metadata={"description": MAY_BE_HIDDEN, "example": EXAMPLE_DAY}
    )


class UserWrite(PersonWrite):
    """What an account is given."""

    email = Text(most=254, required=True, metadata={"example": "wanjiru@college.example"})
    role = ma.fields.String(required=True, validate=IS_ROLE, metadata=ABOUT_ROLE)
    id_number = Text(most=40, allow_none=True, metadata={"description": MAY_BE_HIDDEN, "example": "32145678"})
    is_active = ma.fields.Boolean(
        metadata={"description": "Nobody logs in to an account that is closed.", "example": True}
    )
    profile = ma.fields.Nested(AboutSchema)
    trainee = ma.fields.Nested(TraineeSchema, metadata={"description": "For trainees."})
    trainer = ma.fields.Nested(TrainerSchema, metadata={"description": "For trainers, heads and deputies."})
    hod = ma.fields.Nested(HodSchema, metadata={"description": "For heads of departments."})
    dp_academics = ma.fields.Nested(DpAcademicsSchema, metadata={"description": "For deputy principals."})


class UserCreate(UserWrite):
    """What a new account is given."""

    invited = ma.fields.Boolean(
        load_default=True,
        metadata={"description": "Send the owner a link to choose a password.", "example": True},
    )


class UserSchema(RecordSchema):
    """An account. Personal data are left out for those who only teach, and so are dates of log-ins."""

    email = ma.fields.String(metadata={"example": "wanjiru@college.example"})
    role = ma.fields.String(metadata={"example": "trainee"})
    first_name = ma.fields.String(metadata={"example": "Wanjiru"})
    last_name = ma.fields.String(metadata={"example": "Kamau"})
    full_name = ma.fields.String(metadata={"example": "Wanjiru Kamau"})
    avatar_url = ma.fields.Function(
        lambda user: address_of_file(user["avatar_id"]),
        metadata={
            "description": "Picture; another address whenever it changes.",
            "type": ["string", "null"],
            "example": f"/api/files/{EXAMPLE_ID}",
        },
    )
    is_active = ma.fields.Boolean(metadata={"example": True})
    profile = ma.fields.Nested(AboutSchema, allow_none=True)
    trainee = ma.fields.Nested(TraineeSchema, allow_none=True)
    trainer = ma.fields.Nested(TrainerSchema, allow_none=True)
    hod = ma.fields.Nested(HodSchema, allow_none=True)
    dp_academics = ma.fields.Nested(DpAcademicsSchema, allow_none=True)
    gender = ma.fields.String(metadata={"example": "female"})
    phone = ma.fields.String(allow_none=True, metadata={"example": "+254712345678"})
    id_number = ma.fields.String(allow_none=True, metadata={"example": "32145678"})
    address = ma.fields.String(allow_none=True, metadata={"example": "P.O. Box 30197, Nairobi"})
    birth_date = ma.fields.String(allow_none=True, metadata={"example": EXAMPLE_DAY})
    email_verified_at = ma.fields.AwareDateTime(allow_none=True, metadata={"example": EXAMPLE_TIME})
    failed_login_attempts = ma.fields.Integer(metadata={"example": 0})
    locked_until = ma.fields.AwareDateTime(allow_none=True, metadata={"example": None})
    last_login_at = ma.fields.AwareDateTime(allow_none=True, metadata={"example": EXAMPLE_TIME})
    last_active_at = ma.fields.AwareDateTime(allow_none=True, metadata={"example": EXAMPLE_TIME})


class UserQuery(ListQuery):
    """Filters of accounts."""

    search = Text(
        most=100,
        metadata={
            "description": "An e-mail address, found exactly, or parts of a name. A page of names found may"
            " hold fewer users than asked for, or none, and still have a next one.",
            "example": "wanjiru",
        },
    )
    role = ma.fields.String(validate=IS_ROLE, metadata=ABOUT_ROLE)
    is_active = ma.fields.Boolean(metadata={"example": True})
    department_id = ma.fields.UUID(
        metadata={"description": "Its head, trainers and trainees.", "example": EXAMPLE_ID}
    )
    class_group_id = ma.fields.UUID(metadata={"description": "Its trainees.", "example": EXAMPLE_ID})


class ActivitySchema(Schema):
    """Something that a user did."""

    id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    kind = ma.fields.String(metadata={"example": "profile_changed"})
    detail = ma.fields.Dict(metadata={"example": {"fields": ["bio"]}})
    created_at = ma.fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})


class PageQuery(Schema):
    """The query of a list that has neither filters nor orders."""

    cursor = Text(most=600, metadata={"description": "The next_cursor of the page before."})
    limit = ListQuery._declared_fields["limit"]


class RegisteredSchema(Schema):
    """An account that a row has become."""

    row = ma.fields.Integer(metadata={"description": "Number of the row in the sheet.", "example": 3})
    id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    email = ma.fields.String(metadata={"example": "wanjiru@college.example"})


class BulkSchema(Schema):
    """What an upload of accounts has made."""

    created = ma.fields.Integer(metadata={"example": 1})
    users = ma.fields.List(ma.fields.Nested(RegisteredSchema))


def address_of_file(file_id: UUID | None) -> Any:
    """Where a file is found; none where there is none."""
    return None if file_id is None else f"/api/files/{file_id}"
