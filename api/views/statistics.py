"""Attendance and feedback in figures, of all and of each level of the institution."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from api.blueprint import Blueprint
from api.context import current_actor, current_session
from api.edge import requires
from api.schemas.statistics import (
    AttendanceQuery,
    AttendanceStatistics,
    DivisionOfCourseQuery,
    DivisionQuery,
    FeedbackQuery,
    FeedbackStatistics,
)
from services.access import Permission
from services.curriculum.courses import COURSES
from services.curriculum.enrolling import ENROLLMENTS
from services.people.kind import USERS
from services.records import Kind, fetch
from services.statistics.asking import Question
from services.statistics.attendance import attendance_statistics
from services.statistics.feedback import feedback_statistics
from services.statistics.levels import of_person
from services.structure.class_groups import CLASS_GROUPS
from services.structure.departments import DEPARTMENTS
from services.structure.programmes import PROGRAMMES

blp = Blueprint("Statistics", __name__, description="Attendance and feedback in figures.")


@blp.get("/statistics/attendance")
@blp.arguments(AttendanceQuery, location="query")
@blp.response(200, AttendanceStatistics)
@requires(Permission.STATISTICS_READ)
def attendance(arguments: dict[str, Any]) -> Any:
    """Attendance of the whole institution, or of what is asked for."""
    return attendance_statistics(current_session(), actor=current_actor(), question=Question(**arguments))


@blp.get("/statistics/feedback")
@blp.arguments(FeedbackQuery, location="query")
@blp.response(200, FeedbackStatistics)
@requires(Permission.FEEDBACK_READ)
def feedback(arguments: dict[str, Any]) -> Any:
    """Feedback of the whole institution, or of what is asked for."""
    return feedback_statistics(current_session(), actor=current_actor(), question=Question(**arguments))


@blp.get("/users/<uuid:record_id>/attendance-statistics")
@blp.arguments(DivisionQuery, location="query")
@blp.response(200, AttendanceStatistics)
@requires(Permission.STATISTICS_READ)
def attendance_of_user(arguments: dict[str, Any], record_id: UUID) -> Any:
    """Attendance of a trainee, or of the sessions that a trainer is to hold."""
    session, actor = current_session(), current_actor()
    user = fetch(session, USERS, actor=actor, record_id=record_id)
    return attendance_statistics(session, actor=actor, question=of_person(user, arguments))


@blp.get("/users/<uuid:record_id>/feedback-statistics")
@blp.arguments(DivisionQuery, location="query")
@blp.response(200, FeedbackStatistics)
@requires(Permission.FEEDBACK_READ)
def feedback_of_user(arguments: dict[str, Any], record_id: UUID) -> Any:
    """Feedback on the sessions of a trainer."""
    session, actor = current_session(), current_actor()
    user = fetch(session, USERS, actor=actor, record_id=record_id)
    return feedback_statistics(session, actor=actor, question=Question(**arguments, trainer_id=user.id))


def _level(path: str, kind: Kind[Any], filter_name: str, query: type[DivisionQuery]) -> None:
    """Add the figures of one record of a kind."""

    @blp.arguments(query, location="query")
    @blp.response(200, AttendanceStatistics)
    @requires(Permission.STATISTICS_READ)
    def attendance_of(arguments: dict[str, Any], record_id: UUID) -> Any:
        session, actor = current_session(), current_actor()
        fetch(session, kind, actor=actor, record_id=record_id)
        question = Question(**{**arguments, filter_name: record_id})
        return attendance_statistics(session, actor=actor, question=question)

    @blp.arguments(query, location="query")
    @blp.response(200, FeedbackStatistics)
    @requires(Permission.FEEDBACK_READ)
    def feedback_of(arguments: dict[str, Any], record_id: UUID) -> Any:
        session, actor = current_session(), current_actor()
        fetch(session, kind, actor=actor, record_id=record_id)
        question = Question(**{**arguments, filter_name: record_id})
        return feedback_statistics(session, actor=actor, question=question)

    for view, what in ((attendance_of, "attendance"), (feedback_of, "feedback")):
        view.__doc__ = f"{what.capitalize()} of {kind.one}, as a whole and by parts."
        endpoint = f"{what}_of_{filter_name.removesuffix('_id')}"
        blp.route(f"/{path}/<uuid:record_id>/{what}-statistics", endpoint=endpoint)(view)


_level("departments", DEPARTMENTS, "department_id", DivisionQuery)
_level("programmes", PROGRAMMES, "programme_id", DivisionQuery)
_level("class-groups", CLASS_GROUPS, "class_group_id", DivisionQuery)
_level("courses", COURSES, "course_id", DivisionOfCourseQuery)
_level("enrollments", ENROLLMENTS, "enrollment_id", DivisionQuery)
