"""Courses, what must be known before them, and the catalogue."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from api.blueprint import ETAG_HEADER, Blueprint, etag, expected_version
from api.context import current_actor, current_session
from api.edge import requires
from api.schemas.courses import (
    CatalogueSchema,
    CourseDetailSchema,
    CourseQuery,
    CourseSchema,
    CoursesRegisteredSchema,
    CourseWrite,
    NeededCourseSchema,
    PrerequisitesSchema,
    PrerequisitesWrite,
    PrerequisiteWrite,
)
from api.schemas.uploads import WorkbookUpload
from api.uploads import BINARY, bytes_of, workbook_response
from services.access import Permission
from services.curriculum import courses, prerequisites
from services.curriculum.bulk import course_template, register_courses
from services.curriculum.courses import COURSES
from services.records import fetch
from services.spreadsheets import CONTENT_TYPE as WORKBOOK

blp = Blueprint("Courses", __name__, description="What is taught, and what must be known before.")

blp.records(
    COURSES,
    path="/courses",
    shown=CourseSchema,
    written=CourseWrite,
    filters=CourseQuery,
    methods=frozenset({"list", "create", "change", "delete"}),
)


@blp.get("/courses/<uuid:record_id>")
@blp.response(200, CourseDetailSchema, headers=ETAG_HEADER)
@requires(Permission.COURSES_READ)
def read(record_id: UUID) -> Any:
    """Read a course with its modules, their lessons, and its prerequisites."""
    course = courses.read_course(current_session(), actor=current_actor(), course_id=record_id)
    return course, etag(course)


@blp.get("/courses/categories")
@blp.response(200, CatalogueSchema)
@requires(Permission.COURSES_READ)
def categories() -> Any:
    """List the categories of courses."""
    return {"items": courses.categories(current_session())}


@blp.get("/courses/tags")
@blp.response(200, CatalogueSchema)
@requires(Permission.COURSES_READ)
def tags() -> Any:
    """List the tags of courses."""
    return {"items": courses.tags(current_session())}


@blp.get("/courses/bulk/template")
@blp.response(200, BINARY, content_type=WORKBOOK)
@requires(Permission.COURSES_WRITE)
def bulk_template() -> Response:
    """Download the Excel workbook by which many courses are registered at once."""
    return workbook_response(course_template(), name="courses.xlsx")


@blp.post("/courses/bulk")
@blp.arguments(WorkbookUpload, location="files")
@blp.response(201, CoursesRegisteredSchema)
@requires(Permission.COURSES_WRITE)
def bulk(files: dict[str, Any]) -> Any:
    """Register the courses of a workbook with their prerequisites, or none if any row is wrong.

    Answers 422 with what is wrong, row by row, in `errors.rows`.
    """
    return register_courses(current_session(), actor=current_actor(), data=bytes_of(files["file"]))


@blp.get("/courses/<uuid:record_id>/prerequisites")
@blp.response(200, PrerequisitesSchema, headers=ETAG_HEADER)
@requires(Permission.COURSES_READ)
def list_prerequisites(record_id: UUID) -> Any:
    """List what must be known right before a course."""
    return _prerequisites_of(record_id)


@blp.put("/courses/<uuid:record_id>/prerequisites")
@blp.arguments(PrerequisitesWrite)
@blp.response(200, PrerequisitesSchema, headers=ETAG_HEADER)
@requires(Permission.COURSES_WRITE)
def set_prerequisites(body: dict[str, Any], record_id: UUID) -> Any:
    """Say anew what must be known before a course."""
    prerequisites.set_prerequisites(
        current_session(),
        actor=current_actor(),
        course_id=record_id,
        needs=body["course_ids"],
        version=expected_version(),
    )
    return _prerequisites_of(record_id)


@blp.post("/courses/<uuid:record_id>/prerequisites")
@blp.arguments(PrerequisiteWrite)
@blp.response(201, PrerequisitesSchema, headers=ETAG_HEADER)
@requires(Permission.COURSES_WRITE)
def add_prerequisite(body: dict[str, Any], record_id: UUID) -> Any:
    """Add one course to those that must be known before."""
    prerequisites.add_prerequisite(
        current_session(), actor=current_actor(), course_id=record_id, needs_id=body["course_id"]
    )
    return _prerequisites_of(record_id)


@blp.delete("/courses/<uuid:record_id>/prerequisites/<uuid:needs_id>")
@blp.response(204)
@requires(Permission.COURSES_WRITE)
def remove_prerequisite(record_id: UUID, needs_id: UUID) -> None:
    """Take one course out of those that must be known before."""
    prerequisites.remove_prerequisite(
        current_session(), actor=current_actor(), course_id=record_id, needs_id=needs_id
    )


@blp.get("/courses/<uuid:record_id>/prerequisites/tree")
@blp.response(200, NeededCourseSchema)
@requires(Permission.COURSES_READ)
def tree(record_id: UUID) -> Any:
    """Read everything that must be known before a course, down to what needs nothing."""
    return prerequisites.read_tree(current_session(), actor=current_actor(), course_id=record_id)


def _prerequisites_of(course_id: UUID) -> Any:
    session, actor = current_session(), current_actor()
    course = fetch(session, COURSES, actor=actor, record_id=course_id)
    items = prerequisites.read_prerequisites(session, actor=actor, course_id=course_id)
    return {"items": items}, etag(course)
