"""Modules of courses and lessons of modules, each in its order and within its time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from models import Course, Lesson, Module
from models.session import now_of
from services.access import Actor, Permission, Scope
from services.access.reach import courses_of_department
from services.curriculum.courses import COURSES
from services.curriculum.holding import hold
from services.curriculum.order import put_last, reorder, settle, wants_place
from services.errors import Invalid
from services.records import Kind, Page, Query, change, create, fetch, page_under


class LessonsTooLong(Invalid):
    """The lessons of a module take longer than the module."""

    code = "lessons_too_long"


def _check_module(session: Session, module: Module) -> None:
    if wants_place(module):
        hold(session, Course, [module.course_id])
        settle(session, module, whole=Module.course_id)
    hold(session, Module, [module.id])
    _fit(module, _minutes_of(session, module.id), field="duration_hours")


def _check_lesson(session: Session, lesson: Lesson) -> None:
    hold(session, Module, [lesson.module_id])
    if wants_place(lesson):
        settle(session, lesson, whole=Lesson.module_id)
    fresh = select(Module).where(Module.id == lesson.module_id).execution_options(populate_existing=True)
    module = session.scalars(fresh).one()
    others = _minutes_of(session, module.id, but=lesson.id)
    _fit(module, others + lesson.duration_minutes, field="duration_minutes")


def _fit(module: Module, minutes: int, *, field: str) -> None:
    if minutes > module.duration_hours * 60:
        raise LessonsTooLong(
            f"The lessons of {module.title!r} would take {minutes} minutes together, and the module has"
            f" {module.duration_hours} hours ({module.duration_hours * 60} minutes).",
            fields={field: "Lessons must fit into their module."},
        )


def _minutes_of(session: Session, module_id: UUID, *, but: UUID | None = None) -> int:
    lessons = select(func.coalesce(func.sum(Lesson.duration_minutes), 0)).where(Lesson.module_id == module_id)
    return int(session.scalar(lessons if but is None else lessons.where(Lesson.id != but)) or 0)


def _leave_course(session: Session, module: Module) -> None:
    hold(session, Course, [module.course_id])
    for lesson in module.lessons:
        session.delete(lesson)
    session.flush()
    put_last(session, module, whole=Module.course_id)


def _leave_module(session: Session, lesson: Lesson) -> None:
    hold(session, Module, [lesson.module_id])
    put_last(session, lesson, whole=Lesson.module_id)


_ALIVE = Module.course_id.in_(select(Course.id))

MODULES = Kind(
    model=Module,
    noun="module",
    plural="modules",
    read=Permission.COURSES_READ,
    write=Permission.COURSES_WRITE,
    within={Scope.DEPARTMENT: lambda actor: Module.course_id.in_(courses_of_department(actor))},
    search=(Module.title,),
    order={"position": Module.position, "title": Module.title},
    load=(selectinload(Module.lessons),),
    check=_check_module,
    before_delete=_leave_course,
    where=_ALIVE,
)
"""How modules are read and written."""

LESSONS = Kind(
    model=Lesson,
    noun="lesson",
    plural="lessons",
    read=Permission.COURSES_READ,
    write=Permission.COURSES_WRITE,
    within={
        Scope.DEPARTMENT: lambda actor: Lesson.module_id.in_(
            select(Module.id).where(Module.course_id.in_(courses_of_department(actor)))
        )
    },
    search=(Lesson.title,),
    order={"position": Lesson.position, "title": Lesson.title},
    check=_check_lesson,
    before_delete=_leave_module,
    where=Lesson.module_id.in_(select(Module.id).where(_ALIVE)),
)
"""How lessons are read and written."""


def modules_of(session: Session, *, actor: Actor, course_id: UUID, query: Query) -> Page[Module]:
    """A page of a course's modules, in their order unless another is asked for.

    Raises
    ------
    NotFound
        If there is no such course.
    """
    return page_under(
        session,
        MODULES,
        parent=COURSES,
        parent_id=course_id,
        by="course_id",
        actor=actor,
        query=_in_order(query),
    )


def lessons_of(session: Session, *, actor: Actor, module_id: UUID, query: Query) -> Page[Lesson]:
    """A page of a module's lessons, in their order unless another is asked for.

    Raises
    ------
    NotFound
        If there is no such module.
    """
    return page_under(
        session,
        LESSONS,
        parent=MODULES,
        parent_id=module_id,
        by="module_id",
        actor=actor,
        query=_in_order(query),
    )


def add_module(session: Session, *, actor: Actor, course_id: UUID, values: Mapping[str, Any]) -> Module:
    """Give a course a module, at the place it says or as the last.

    Raises
    ------
    NotFound, Invalid, Forbidden
        If there is no such course, its place would leave a gap, or the course is out of reach.
    """
    fetch(session, COURSES, actor=actor, record_id=course_id)
    return create(session, MODULES, actor=actor, values={**values, "course_id": course_id})


def add_lesson(session: Session, *, actor: Actor, module_id: UUID, values: Mapping[str, Any]) -> Lesson:
    """Give a module a lesson, at the place it says or as the last.

    Raises
    ------
    NotFound, Invalid, Forbidden
        If there is no such module, its place would leave a gap, or the course is out of reach.
    LessonsTooLong
        If the lessons would take longer than the module.
    """
    fetch(session, MODULES, actor=actor, record_id=module_id)
    return create(session, LESSONS, actor=actor, values={**values, "module_id": module_id})


def reorder_modules(
    session: Session, *, actor: Actor, course_id: UUID, ids: Sequence[UUID], version: int | None = None
) -> None:
    """Put the modules of a course into another order; ``version`` is that of the course.

    Raises
    ------
    NotFound, Stale, Forbidden
        As for changing the course.
    Invalid
        If the ids are not those of all its modules.
    """
    hold(session, Course, [course_id])
    touched = {"updated_at": now_of(session)}
    change(session, COURSES, actor=actor, record_id=course_id, values=touched, version=version)
    reorder(session, Module, whole=Module.course_id, whole_id=course_id, ids=ids)


def reorder_lessons(
    session: Session, *, actor: Actor, module_id: UUID, ids: Sequence[UUID], version: int | None = None
) -> None:
    """Put the lessons of a module into another order; ``version`` is that of the module.

    Raises
    ------
    NotFound, Stale, Forbidden
        As for changing the module.
    Invalid
        If the ids are not those of all its lessons.
    """
    hold(session, Module, [module_id])
    touched = {"updated_at": now_of(session)}
    change(session, MODULES, actor=actor, record_id=module_id, values=touched, version=version)
    reorder(session, Lesson, whole=Lesson.module_id, whole_id=module_id, ids=ids)


def _in_order(query: Query) -> Query:
    return replace(query, sort=query.sort or "position")
