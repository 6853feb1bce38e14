"""People take courses alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import url_for

from api.blueprint import ETAG_HEADER, Blueprint, etag, expected_version, query_of
from api.context import current_actor, current_session
from api.edge import requires
from api.schemas.common import page_of
from api.schemas.courses import EnrollWrite
from api.schemas.enrollments import (
    MyEnrollmentQuery,
    PersonalEnrollmentQuery,
    PersonalEnrollmentSchema,
    PersonalEnrollmentUpdate,
)
from services.access import Permission
from services.curriculum import personal
from services.curriculum.personal import PERSONAL_ENROLLMENTS
from services.records import page

blp = Blueprint("Personal enrolments", __name__, description="People take courses alone.")

blp.records(
    PERSONAL_ENROLLMENTS,
    path="/personal-enrollments",
    shown=PersonalEnrollmentSchema,
    written=PersonalEnrollmentUpdate,
    filters=PersonalEnrollmentQuery,
    methods=frozenset({"list", "read"}),
)


@blp.patch("/personal-enrollments/<uuid:record_id>")
@blp.arguments(PersonalEnrollmentUpdate)
@blp.response(200, PersonalEnrollmentSchema, headers=ETAG_HEADER)
@requires(Permission.SELF_ENROLL)
def change(values: dict[str, Any], record_id: UUID) -> Any:
    """Move a personal enrolment to another state."""
    enrollment = personal.change_personal_enrollment(
        current_session(),
        actor=current_actor(),
        enrollment_id=record_id,
        values=values,
        version=expected_version(),
    )
    return enrollment, etag(enrollment)


@blp.post("/courses/<uuid:record_id>/enroll")
@blp.arguments(EnrollWrite, required=False)
@blp.response(201, PersonalEnrollmentSchema, headers=ETAG_HEADER)
@requires(Permission.SELF_ENROLL)
def enroll(body: dict[str, Any], record_id: UUID) -> Any:
    """Take a course alone, or enrol another person."""
    enrollment = personal.enrol_person(current_session(), actor=current_actor(), course_id=record_id, **body)
    location = url_for("Personal enrolments.personal_enrollments_one", record_id=enrollment.id)
    return enrollment, {**etag(enrollment), "Location": location}


@blp.delete("/courses/<uuid:record_id>/enroll")
@blp.response(204)
@requires(Permission.SELF_ENROLL)
def leave(record_id: UUID) -> None:
    """Leave a course that one takes alone."""
    personal.leave(current_session(), actor=current_actor(), course_id=record_id)


@blp.get("/users/me/enrollments")
@blp.arguments(MyEnrollmentQuery, location="query")
@blp.response(200, page_of(PersonalEnrollmentSchema))
@requires(Permission.SELF_ENROLL)
def mine(arguments: dict[str, Any]) -> Any:
    """List the courses that one takes alone."""
    actor = current_actor()
    query = query_of(arguments)
    own = replace(query, filters={**query.filters, "user_id": actor.user_id})
    return page(current_session(), PERSONAL_ENROLLMENTS, actor=actor, query=own)
