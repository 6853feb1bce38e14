"""Enrolments of class groups: what a timetable places."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for

from api.blueprint import ETAG_HEADER, Blueprint, etag, expected_version
from api.context import current_actor, current_session
from api.edge import requires
from api.schemas.enrollments import (
    EnrollmentCreate,
    EnrollmentQuery,
    EnrollmentSchema,
    EnrollmentUpdate,
    GroupEnrolledSchema,
    GroupEnrollWrite,
)
from services.access import Permission
from services.curriculum.enrolling import ENROLLMENTS, change_enrollment, enrol
from services.curriculum.enrolling_groups import enrol_in_curriculum

blp = Blueprint("Enrolments", __name__, description="Class groups take courses in terms, with trainers.")

blp.records(
    ENROLLMENTS,
    path="/enrollments",
    shown=EnrollmentSchema,
    written=EnrollmentCreate,
    filters=EnrollmentQuery,
    methods=frozenset({"list", "read", "delete"}),
)


@blp.post("/enrollments")
@blp.arguments(EnrollmentCreate)
@blp.response(201, EnrollmentSchema, headers=ETAG_HEADER)
@requires(Permission.ENROLLMENTS_WRITE)
def create(values: dict[str, Any]) -> Any:
    """Enrol a class group in a course for a term."""
    enrollment = enrol(current_session(), actor=current_actor(), values=values)
    location = url_for("Enrolments.enrollments_one", record_id=enrollment.id)
    return enrollment, {**etag(enrollment), "Location": location}


@blp.patch("/enrollments/<uuid:record_id>")
@blp.arguments(EnrollmentUpdate)
@blp.response(200, EnrollmentSchema, headers=ETAG_HEADER)
@requires(Permission.ENROLLMENTS_WRITE)
def change(values: dict[str, Any], record_id: UUID) -> Any:
    """Move an enrolment to another state, or give it other trainers."""
    enrollment = change_enrollment(
        current_session(),
        actor=current_actor(),
        enrollment_id=record_id,
        values=values,
        version=expected_version(),
    )
    return enrollment, etag(enrollment)


@blp.post("/enrollments/bulk")
@blp.arguments(GroupEnrollWrite)
@blp.response(201, GroupEnrolledSchema)
@requires(Permission.ENROLLMENTS_WRITE)
def enrol_group(body: dict[str, Any]) -> Any:
    """Enrol a class group in everything that its curriculum has in a term."""
    trainers = {item["course_id"]: item.get("trainer_ids", ()) for item in body.pop("trainers")}
    return enrol_in_curriculum(current_session(), actor=current_actor(), trainers=trainers, **body)
