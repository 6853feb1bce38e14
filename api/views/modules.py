"""Modules of courses."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for

from api.blueprint import ETAG_HEADER, Blueprint, etag, expected_version, query_of
from api.context import current_actor, current_session
from api.edge import requires
from api.schemas.common import ListQuery, page_of
from api.schemas.modules import ModuleDetailSchema, ModuleSchema, ModuleWrite, OrderWrite
from services.access import Permission
from services.curriculum import modules
from services.curriculum.modules import MODULES
from services.records import MAX_PAGE, Query

blp = Blueprint("Modules", __name__, description="Topics of courses, in order.")

blp.records(
    MODULES,
    path="/modules",
    shown=ModuleDetailSchema,
    written=ModuleWrite,
    methods=frozenset({"read", "change", "delete"}),
)


@blp.get("/courses/<uuid:record_id>/modules")
@blp.arguments(ListQuery, location="query")
@blp.response(200, page_of(ModuleSchema))
@requires(Permission.COURSES_READ)
def list_of_course(arguments: dict[str, Any], record_id: UUID) -> Any:
    """List the modules of a course, in their order."""
    return modules.modules_of(
        current_session(), actor=current_actor(), course_id=record_id, query=query_of(arguments)
    )


@blp.post("/courses/<uuid:record_id>/modules")
@blp.arguments(ModuleWrite)
@blp.response(201, ModuleDetailSchema, headers=ETAG_HEADER)
@requires(Permission.COURSES_WRITE)
def add(values: dict[str, Any], record_id: UUID) -> Any:
    """Give a course a module, at a place or as the last."""
    module = modules.add_module(current_session(), actor=current_actor(), course_id=record_id, values=values)
    return module, {**etag(module), "Location": url_for("Modules.modules_one", record_id=module.id)}


@blp.put("/courses/<uuid:record_id>/modules/order")
@blp.arguments(OrderWrite)
@blp.response(200, page_of(ModuleSchema))
@requires(Permission.COURSES_WRITE)
def reorder(body: dict[str, Any], record_id: UUID) -> Any:
    """Put the modules of a course into another order; If-Match is the course's ETag."""
    session, actor = current_session(), current_actor()
    modules.reorder_modules(
        session, actor=actor, course_id=record_id, ids=body["ids"], version=expected_version()
    )
    return modules.modules_of(session, actor=actor, course_id=record_id, query=Query(limit=MAX_PAGE))
