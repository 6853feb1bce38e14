"""Lessons of modules."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for

from api.blueprint import ETAG_HEADER, Blueprint, etag, expected_version, query_of
from api.context import current_actor, current_session
from api.edge import requires
from api.schemas.common import ListQuery, page_of
from api.schemas.modules import LessonSchema, LessonWrite, OrderWrite
from services.access import Permission
from services.curriculum import modules
from services.curriculum.modules import LESSONS
from services.records import MAX_PAGE, Query

blp = Blueprint("Lessons", __name__, description="Subtopics of modules, in order.")

blp.records(
    LESSONS,
    path="/lessons",
    shown=LessonSchema,
    written=LessonWrite,
    methods=frozenset({"read", "change", "delete"}),
)


@blp.get("/modules/<uuid:record_id>/lessons")
@blp.arguments(ListQuery, location="query")
@blp.response(200, page_of(LessonSchema))
@requires(Permission.COURSES_READ)
def list_of_module(arguments: dict[str, Any], record_id: UUID) -> Any:
    """List the lessons of a module, in their order."""
    return modules.lessons_of(
        current_session(), actor=current_actor(), module_id=record_id, query=query_of(arguments)
    )


@blp.post("/modules/<uuid:record_id>/lessons")
@blp.arguments(LessonWrite)
@blp.response(201, LessonSchema, headers=ETAG_HEADER)
@requires(Permission.COURSES_WRITE)
def add(values: dict[str, Any], record_id: UUID) -> Any:
    """Give a module a lesson, at a place or as the last."""
    lesson = modules.add_lesson(current_session(), actor=current_actor(), module_id=record_id, values=values)
    return lesson, {**etag(lesson), "Location": url_for("Lessons.lessons_one", record_id=lesson.id)}


@blp.put("/modules/<uuid:record_id>/lessons/order")
@blp.arguments(OrderWrite)
@blp.response(200, page_of(LessonSchema))
@requires(Permission.COURSES_WRITE)
def reorder(body: dict[str, Any], record_id: UUID) -> Any:
    """Put the lessons of a module into another order; If-Match is the module's ETag."""
    session, actor = current_session(), current_actor()
    modules.reorder_lessons(
        session, actor=actor, module_id=record_id, ids=body["ids"], version=expected_version()
    )
    return modules.lessons_of(session, actor=actor, module_id=record_id, query=Query(limit=MAX_PAGE))
