"""People as departments and class groups list them: who they are, and nothing personal."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, Count, Schema
from api.schemas.users import PageQuery
from models.user import TRAINEE_STATUSES

MAX_MEMBERS = 500


class MemberSchema(Schema):
    """Somebody who belongs to a part of the institution."""

    id = ma.fields.UUID(metadata={"description": "The account.", "example": EXAMPLE_ID})
    full_name = ma.fields.String(metadata={"example": "Achieng Otieno"})
    email = ma.fields.String(metadata={"example": "achieng@lakeside.example"})
    is_active = ma.fields.Boolean(metadata={"description": "Whether the account is open.", "example": True})


class TrainerMemberSchema(MemberSchema):
    """A trainer of a department."""

    role = ma.fields.String(
        metadata={"description": "Heads and deputies may teach too.", "example": "trainer"}
    )
    qualifications = ma.fields.List(
        ma.fields.String(), attribute="trainer.qualifications", metadata={"example": ["BSc Computing"]}
    )
    weekly_load_hours = ma.fields.Integer(
        attribute="trainer.weekly_load_hours",
        allow_none=True,
        metadata={"description": "Hours a week; none where the policy's default holds.", "example": 20},
    )


class TraineeMemberSchema(MemberSchema):
    """A trainee of a class group."""

    admission_number = ma.fields.String(
        attribute="trainee.admission_number", allow_none=True, metadata={"example": "ICT/2026/014"}
    )
    status = ma.fields.String(attribute="trainee.status", metadata={"example": "active"})


class TraineeMemberQuery(PageQuery):
    """Filters of a class group's trainees."""

    status = ma.fields.String(validate=ma.validate.OneOf(TRAINEE_STATUSES), metadata={"example": "active"})


class TraineesWrite(Schema):
    """Trainees to put into a class group."""

    trainee_ids = ma.fields.List(
        ma.fields.UUID(),
        required=True,
        validate=ma.validate.Length(max=MAX_MEMBERS),
        metadata={"description": "Accounts of trainees.", "example": [EXAMPLE_ID]},
    )


class MovesSchema(Schema):
    """What became of the trainees."""

    added = Count(metadata={"description": "Came in without a class group before.", "example": 3})
    moved = Count(metadata={"description": "Came from another class group.", "example": 1})
    removed = Count(metadata={"description": "Are without a class group now.", "example": 0})
