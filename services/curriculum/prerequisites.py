"""What must be known before a course: setting it without circles, and the whole tree of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models import Course, Prerequisite
from models.session import now_of
from services.access import Actor
from services.curriculum.circles import check_needs
from services.curriculum.courses import COURSES
from services.curriculum.holding import hold_prerequisites
from services.errors import Invalid, NotFound
from services.records import change, fetch

MAX_PREREQUISITES = 30


@dataclass(frozen=True, slots=True)
class NeededCourse:
    """A course in a tree of prerequisites.

    One that many others need is told in full where it comes first; where it comes again, it is
    ``repeated`` and what it needs is left out, so that a tree is never larger than what it shows.
    """

    id: UUID
    code: str
    title: str
    repeated: bool
    prerequisites: tuple[NeededCourse, ...]


def read_prerequisites(session: Session, *, actor: Actor, course_id: UUID) -> list[Course]:
    """The courses that must be known right before a course, in order of their codes.

    Raises
    ------
    NotFound
        If there is no such course.
    """
    fetch(session, COURSES, actor=actor, record_id=course_id)
    needed = select(Prerequisite.needs_id).where(Prerequisite.course_id == course_id)
    return list(session.scalars(select(Course).where(Course.id.in_(needed)).order_by(Course.code)))


def set_prerequisites(
    session: Session, *, actor: Actor, course_id: UUID, needs: Collection[UUID], version: int | None = None
) -> Course:
    """Say anew what must be known before a course.

    Raises
    ------
    NotFound, Stale, Forbidden
        As for changing the course.
    Invalid
        If a course is not there, or there are too many.
    PrerequisiteCircle, PrerequisiteChainTooLong
        If a course would have to be known before itself, or a chain never ended.
    """
    hold_prerequisites(session)
    touched = {"updated_at": now_of(session)}  # prerequisites are a part of the course: its version counts
    course = change(session, COURSES, actor=actor, record_id=course_id, values=touched, version=version)
    _check(session, course, set(needs))
    stored = {row.needs_id: row for row in _rows_of(session, course_id)}
    for needs_id in stored.keys() - set(needs):
        session.delete(stored[needs_id])
    for needs_id in sorted(set(needs) - stored.keys()):
        session.add(Prerequisite(course_id=course_id, needs_id=needs_id))
    session.flush()
    return course


def add_prerequisite(session: Session, *, actor: Actor, course_id: UUID, needs_id: UUID) -> Course:
    """Add one course to those that must be known before another; raises as setting them all does."""
    hold_prerequisites(session)
    stored = {row.needs_id for row in _rows_of(session, course_id)}
    return set_prerequisites(session, actor=actor, course_id=course_id, needs=stored | {needs_id})


def remove_prerequisite(session: Session, *, actor: Actor, course_id: UUID, needs_id: UUID) -> Course:
    """Take one course out of those that must be known before another.

    Raises
    ------
    NotFound
        If there is no such course, or it is no prerequisite.
    """
    fetch(session, COURSES, actor=actor, record_id=course_id)
    hold_prerequisites(session)
    stored = {row.needs_id for row in _rows_of(session, course_id)}
    if needs_id not in stored:
        raise NotFound(f"Course {needs_id} is no prerequisite of course {course_id}.")
    return set_prerequisites(session, actor=actor, course_id=course_id, needs=stored - {needs_id})


def all_needs(session: Session) -> dict[UUID, set[UUID]]:
    """For each course of the institution that has prerequisites, which they are."""
    needs: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for course_id, needs_id in session.execute(select(Prerequisite.course_id, Prerequisite.needs_id)):
        needs[course_id].add(needs_id)
    return dict(needs)


def read_tree(session: Session, *, actor: Actor, course_id: UUID) -> NeededCourse:
    """A course with everything that must be known before it, down to what needs nothing.

    Raises
    ------
    NotFound
        If there is no such course.
    """
    root = fetch(session, COURSES, actor=actor, record_id=course_id)
    needed: defaultdict[UUID, list[tuple[UUID, str, str]]] = defaultdict(list)
    for parent_id, needs_id, code, title in session.execute(_edges_below(course_id)):
        needed[parent_id].append((needs_id, code, title))
    return _grow((root.id, root.code, root.title), needed, told=set())


def _edges_below(course_id: UUID) -> Select[UUID, UUID, str, str]:
    below = (
        select(Prerequisite.course_id, Prerequisite.needs_id)
        .where(Prerequisite.course_id == course_id)
        .cte("below", recursive=True)
    )
    # A union without repetitions: courses that many others need are followed once.
    below = below.union(
        select(Prerequisite.course_id, Prerequisite.needs_id).join(
            below, Prerequisite.course_id == below.c.needs_id
        )
    )
    return (
        select(below.c.course_id, below.c.needs_id, Course.code, Course.title)
        .join(Course, Course.id == below.c.needs_id)
        .order_by(Course.code)
    )


def _grow(
    about: tuple[UUID, str, str],
    needed: Mapping[UUID, Iterable[tuple[UUID, str, str]]],
    told: set[UUID],
) -> NeededCourse:
    course_id, code, title = about
    below = needed.get(course_id, ())
    if course_id in told:
        return NeededCourse(course_id, code, title, repeated=bool(below), prerequisites=())
    told.add(course_id)
    grown = tuple(_grow(about, needed, told) for about in below)
    return NeededCourse(course_id, code, title, repeated=False, prerequisites=grown)


def _check(session: Session, course: Course, needs: set[UUID]) -> None:
    if len(needs) > MAX_PREREQUISITES:
        raise Invalid(f"{len(needs)} prerequisites are given, at most {MAX_PREREQUISITES} can be.")
    names = {row.id: row.code for row in session.execute(select(Course.id, Course.code))}
    for needs_id in sorted(needs - names.keys()):
        raise Invalid(
            f"There is no course {needs_id}.", fields={"course_ids": "There is no course with this id."}
        )
    check_needs(all_needs(session) | {course.id: needs}, names, field="course_ids")


def _rows_of(session: Session, course_id: UUID) -> list[Prerequisite]:
    return list(session.scalars(select(Prerequisite).where(Prerequisite.course_id == course_id)))
