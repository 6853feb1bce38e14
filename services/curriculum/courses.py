"""Courses: what they are, how they are taught each week, and the catalogue of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, func, inspect, select, type_coerce
from sqlalchemy.orm import Session, joinedload, selectinload

from models import Course, Enrollment, Module, PersonalEnrollment, Prerequisite, Programme, ProgrammeCourse
from models.curriculum import OPEN_STATUSES
from services.access import Actor, Permission, Scope
from services.curriculum.holding import hold, hold_prerequisites
from services.errors import Conflict, Invalid
from services.records import Kind, fetch

MAX_WEEKLY_SLOTS = 40
MAX_TAGS = 20
MAX_TAG = 40
TAG_PATTERN = r'[^"\\\n\t]*\Z'
"""Tags are looked for between quotes, so that they hold none."""


class CourseInUse(Conflict):
    """Something that goes on would lose its course."""

    code = "course_in_use"


class RoomTypeMissing(Conflict):
    """A course cannot begin to have practicals where a curriculum says no room for them."""

    code = "room_type_missing"


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A category or a tag, and how many courses have it."""

    name: str
    courses: int


def tidy_tags(tags: Sequence[str]) -> list[str]:
    """Tags in the form in which they are kept and compared: small letters, each once, in order."""
    return sorted({tag.casefold() for tag in tags})


def check_sessions(course: Course) -> None:
    """Refuse a week without sessions, sessions without length, and weeks that are too full.

    Raises
    ------
    Invalid
        With the field that is wrong.
    """
    for kind in ("theory", "practical"):
        sessions, slots = getattr(course, f"{kind}_sessions"), getattr(course, f"{kind}_slots")
        if sessions and not slots:
            raise Invalid(
                f"{course.code} has {sessions} {kind} sessions a week, so each takes at least 1 slot, not 0.",
                fields={f"{kind}_slots": "At least 1 where there are sessions."},
            )
        if not sessions:
            setattr(course, f"{kind}_slots", 0)  # what does not happen has no length
    if not course.theory_sessions + course.practical_sessions:
        raise Invalid(
            f"{course.code} needs at least one session a week, theory or practical.",
            fields={"theory_sessions": "At least 1 where there are no practicals."},
        )
    slots = course.theory_sessions * course.theory_slots + course.practical_sessions * course.practical_slots
    if slots > MAX_WEEKLY_SLOTS:
        raise Invalid(f"{course.code} would take {slots} slots a week, at most {MAX_WEEKLY_SLOTS} can be.")


def categories(session: Session) -> list[CatalogueEntry]:
    """All categories of courses, in order of the alphabet."""
    counted = (
        select(Course.category, func.count())
        .where(Course.category.is_not(None))
        .group_by(Course.category)
        .order_by(Course.category)
    )
    return [CatalogueEntry(str(name), count) for name, count in session.execute(counted)]


def tags(session: Session) -> list[CatalogueEntry]:
    """All tags of courses, in order of the alphabet."""
    counts: Counter[str] = Counter()
    for names, courses in session.execute(select(Course.tags, func.count()).group_by(Course.tags)):
        counts.update(dict.fromkeys(names, courses))
    return [CatalogueEntry(name, counts[name]) for name in sorted(counts)]


def read_course(session: Session, *, actor: Actor, course_id: UUID) -> Course:
    """A course with its department, its modules and their lessons, and its prerequisites.

    Raises
    ------
    NotFound
        If there is none.
    """
    return fetch(session, _DETAILED, actor=actor, record_id=course_id)


def _check(session: Session, course: Course) -> None:
    if not inspect(course).persistent:
        course.created_by = session.info["who"].user_id
    course.tags = tidy_tags(course.tags or [])
    check_sessions(course)
    _keep_rooms_said(session, course)


def _keep_rooms_said(session: Session, course: Course) -> None:
    """Keep every curriculum saying a room for practicals exactly where there are some."""
    before = inspect(course).attrs.practical_sessions.history.deleted
    if not before or bool(before[0]) == bool(course.practical_sessions):
        return
    hold(session, Course, [course.id])
    mappings = session.scalars(select(ProgrammeCourse).where(ProgrammeCourse.course_id == course.id)).all()
    if not course.practical_sessions:
        for mapping in mappings:
            mapping.practical_room_type = None
    elif mappings:
        raise RoomTypeMissing(
            f"{course.code} is in the curriculum of {_programme_with(session, course)}, which says no room"
            " for practicals. Take it out, give it practicals, and put it back with a room type for them."
        )


def _refuse_while_used(session: Session, course: Course) -> None:
    hold_prerequisites(session)
    hold(session, Course, [course.id])
    if (programme := _programme_with(session, course)) is not None:
        raise CourseInUse(f"{course.code} is in the curriculum of {programme}; take it out there first.")
    if (other := _course_that_needs(session, course)) is not None:
        raise CourseInUse(f"{course.code} is a prerequisite of {other}; take it out there first.")
    for model in (Enrollment, PersonalEnrollment):
        taken = select(model.id).where(model.course_id == course.id, model.status.in_(OPEN_STATUSES)).limit(1)
        if session.scalar(taken) is not None:
            raise CourseInUse(f"{course.code} is being taken; complete or cancel its enrolments first.")
    for needed in session.scalars(select(Prerequisite).where(Prerequisite.course_id == course.id)):
        session.delete(needed)


def _programme_with(session: Session, course: Course) -> str | None:
    return session.scalar(
        select(Programme.name)
        .join(ProgrammeCourse, ProgrammeCourse.programme_id == Programme.id)
        .where(ProgrammeCourse.course_id == course.id)
        .limit(1)
    )


def _course_that_needs(session: Session, course: Course) -> str | None:
    return session.scalar(
        select(Course.code)
        .join(Prerequisite, Prerequisite.course_id == Course.id)
        .where(Prerequisite.needs_id == course.id)
        .limit(1)
    )


def _has_tag(name: str) -> ColumnElement[bool]:
    # The column holds a JSON array as text; between its quotes a tag stands there and nowhere else.
    quoted = json.dumps(name.casefold(), ensure_ascii=False)
    return type_coerce(Course.tags, String).contains(quoted, autoescape=True)


def _is_in_curriculum(programme_id: Any) -> ColumnElement[bool]:
    return Course.id.in_(
        select(ProgrammeCourse.course_id).where(ProgrammeCourse.programme_id == programme_id)
    )


COURSES = Kind(
    model=Course,
    noun="course",
    plural="courses",
    read=Permission.COURSES_READ,
    write=Permission.COURSES_WRITE,
    within={Scope.DEPARTMENT: lambda actor: Course.department_id == actor.department_id},
    unique=(("code",),),
    filters={"tag": _has_tag, "programme_id": _is_in_curriculum},
    search=(Course.code, Course.title, Course.description),
    order={
        "code": Course.code,
        "title": Course.title,
        "duration_weeks": Course.duration_weeks,
        "created_at": Course.created_at,
    },
    check=_check,
    before_delete=_refuse_while_used,
)
"""How courses are read and written."""

_DETAILED = replace(
    COURSES,
    load=(
        joinedload(Course.department),
        selectinload(Course.modules).selectinload(Module.lessons),
        selectinload(Course.prerequisites),
    ),
)
