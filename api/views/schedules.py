"""Weekly schedules of class groups, trainers and rooms."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import structlog
from flask import Response, request, url_for
from sqlalchemy.exc import SQLAlchemyError

from api.blueprint import Blueprint, query_of
from api.context import current_actor, current_session, database
from api.edge import requires
from api.schemas.common import page_of
from api.schemas.schedules import ScheduleQuery, SubjectQuery, SubjectSchema, WeeklyScheduleSchema
from models.session import Who
from services.access import Permission
from services.records import Page
from services.schedules.reading import Schedule, keep, read_published, read_version
from services.schedules.subjects import Subject, page_of_subjects, subject_of_actor, subject_of_person

blp = Blueprint(
    "Schedules", __name__, description="The week of a class group, a trainer or a room, as it is published."
)

VIEWS = {"class_group": "of_class_group", "trainer": "of_user", "room": "of_room"}
UNCHANGED = {"description": "The schedule is still the one of the ETag in If-None-Match."}
ETAG = {
    "ETag": {"description": "Changes with the schedule, for If-None-Match.", "schema": {"type": "string"}}
}

log = structlog.get_logger()


@blp.get("/schedules")
@blp.arguments(SubjectQuery, location="query")
@blp.response(200, page_of(SubjectSchema))
@requires(Permission.SCHEDULES_READ)
def subjects(arguments: dict[str, Any]) -> Any:
    """List the class groups, trainers or rooms whose schedules you may read."""
    subject_type = arguments.pop("subject_type")
    page = page_of_subjects(
        current_session(), actor=current_actor(), subject_type=subject_type, query=query_of(arguments)
    )
    items = [
        item | {"address": url_for(f"Schedules.{VIEWS[subject_type]}", record_id=item["subject_id"])}
        for item in page.items
    ]
    return Page(items, page.next_cursor)


@blp.get("/class-groups/<uuid:record_id>/schedule")
@blp.arguments(ScheduleQuery, location="query")
@blp.response(200, WeeklyScheduleSchema, headers=ETAG)
@blp.alt_response(304, **UNCHANGED)
@requires(Permission.SCHEDULES_READ)
def of_class_group(arguments: dict[str, Any], record_id: UUID) -> Response:
    """Read a class group's week."""
    return _week(Subject(type="class_group", id=record_id), arguments)


@blp.get("/rooms/<uuid:record_id>/schedule")
@blp.arguments(ScheduleQuery, location="query")
@blp.response(200, WeeklyScheduleSchema, headers=ETAG)
@blp.alt_response(304, **UNCHANGED)
@requires(Permission.SCHEDULES_READ)
def of_room(arguments: dict[str, Any], record_id: UUID) -> Response:
    """Read a room's week.

    Of sessions with which they have nothing to do, trainers and trainees see the time alone.
    """
    return _week(Subject(type="room", id=record_id), arguments)


@blp.get("/users/<uuid:record_id>/schedule")
@blp.arguments(ScheduleQuery, location="query")
@blp.response(200, WeeklyScheduleSchema, headers=ETAG)
@blp.alt_response(304, **UNCHANGED)
@requires(Permission.SCHEDULES_READ)
def of_user(arguments: dict[str, Any], record_id: UUID) -> Response:
    """Read a person's week: what a trainer teaches, or what a trainee's class group is taught."""
    return _week(subject_of_person(current_session(), record_id), arguments)


@blp.get("/users/me/schedule")
@blp.arguments(ScheduleQuery, location="query")
@blp.response(200, WeeklyScheduleSchema, headers=ETAG)
@blp.alt_response(304, **UNCHANGED)
@requires(Permission.SCHEDULES_READ)
def my_own(arguments: dict[str, Any]) -> Response:
    """Read your own week: what you teach, or what your class group is taught."""
    return _week(subject_of_actor(current_session(), current_actor()), arguments)


def _week(subject: Subject, arguments: dict[str, Any]) -> Response:
    session, actor = current_session(), current_actor()
    timetable_id = arguments.get("timetable_id")
    if timetable_id is not None:
        return _answer(read_version(session, actor=actor, subject=subject, timetable_id=timetable_id))
    schedule = read_published(session, actor=actor, subject=subject, term_id=arguments.get("term_id"))
    response = _answer(schedule.text)
    if not schedule.is_kept:
        _keep_afterwards(response, schedule, Who(actor.tenant_id))
    return response


def _answer(text: bytes) -> Response:
    # It is ready to be sent: to take it through its schema would take longer than all the rest.
    response = Response(text, content_type="application/json")
    response.add_etag()
    response.cache_control.private = True
    response.cache_control.no_cache = True
    response.make_conditional(request)
    return response


def _keep_afterwards(response: Response, schedule: Schedule, who: Who) -> None:
    """Keep the schedule once it has been sent: this request only reads, and nobody waits for a writer."""
    opened = database()

    def keep_it() -> None:
        try:
            with opened.unit_of_work(who) as session:
                keep(session, schedule.subject, term_id=schedule.term_id)
        except SQLAlchemyError as error:
            log.info("schedule_not_kept", error=type(error).__name__)

    response.call_on_close(keep_it)
