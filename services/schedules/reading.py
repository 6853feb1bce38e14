"""Reading weekly schedules, which are kept once they were put together."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session, joinedload

from models import Term, Timetable, WeeklySchedule
from models.schedule_cache import lock_schedules
from models.session import tenant_of
from services.access import Actor, Permission, Scope, scope_of
from services.errors import Forbidden, NotFound
from services.records import covers
from services.schedules.subjects import (
    KINDS,
    Subject,
    class_groups_in_reach,
    is_own,
    is_shown_whole,
    require_subject,
)
from services.schedules.week import week_of
from services.timetabling.terms import present_term_id

BLANK = ("enrollment_id", "entry_id", "session_type", "course", "class_group")
"""What is not told of a session in a shared room that the reader has nothing to do with."""

_weeks = cast(Table, WeeklySchedule.__table__)
# Built once, and of tables, like the actor's: most requests there are ask it.
_KEPT = select(_weeks.c.body).where(
    *(_weeks.c[name] == bindparam(name) for name in ("tenant_id", "term_id", "subject_type", "subject_id"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A subject's week in a term.

    Parameters
    ----------
    text
        What is shown, as JSON.
    is_kept
        Whether it came ready-made; if not, it is worth to :func:`keep` it.
    """

    subject: Subject
    term_id: UUID
    text: bytes
    is_kept: bool


def read_published(
    session: Session, *, actor: Actor, subject: Subject, term_id: UUID | None = None
) -> Schedule:
    """What is published of a subject's week; of the present term, where none is named.

    Raises
    ------
    NotFound
        If there is no such term, or no such subject that the actor may read.
    """
    term_id = present_term_id(session) if term_id is None else term_id
    text = _kept(session, actor=actor, subject=subject, term_id=term_id)
    is_kept = text is not None
    if text is None:
        require_subject(session, subject, actor=actor)
        text = _published(session, subject, _term(session, term_id))
    if not is_shown_whole(subject, actor=actor):
        text = _within(text, class_groups_in_reach(session, actor=actor), actor)
    return Schedule(subject=subject, term_id=term_id, text=text, is_kept=is_kept)


def read_version(session: Session, *, actor: Actor, subject: Subject, timetable_id: UUID) -> bytes:
    """A subject's week in any version, for those who may read drafts.

    Raises
    ------
    Forbidden
        If the actor may not.
    NotFound
        If there is no such version or subject.
    """
    if scope_of(Permission.TIMETABLES_READ, actor.role) is Scope.NONE:
        raise Forbidden(f"As {actor.role} you read what is published; leave timetable_id out.")
    version = session.scalar(
        select(Timetable)
        .where(Timetable.id == timetable_id)
        .options(joinedload(Timetable.term).joinedload(Term.academic_year))
    )
    if version is None:
        raise NotFound(f"There is no timetable {timetable_id}.")
    require_subject(session, subject, actor=actor)
    return _written(week_of(session, subject, term=version.term, version=version))


def keep(session: Session, subject: Subject, *, term_id: UUID) -> None:
    """Keep a subject's published week, in a unit of work of its own.

    It is put together once more, under the lock that no change of it passes. Whoever waits for
    something that is not there at once gives up: the next one who asks tries again.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().exec_driver_sql("SET LOCAL lock_timeout = '100ms'")
    lock_schedules(session, alone=False)
    key = {"term_id": term_id, "subject_type": subject.type, "subject_id": subject.id}
    kind = KINDS[subject.type]
    is_there = session.scalar(select(kind.model.id).where(kind.model.id == subject.id, kind.where))
    if is_there and session.scalar(select(WeeklySchedule.id).filter_by(**key)) is None:
        text = _published(session, subject, _term(session, term_id))
        session.add(WeeklySchedule(body=text, **key))


def _kept(session: Session, *, actor: Actor, subject: Subject, term_id: UUID) -> bytes | None:
    """What is ready-made, if the actor may read it; in one query."""
    key = {"term_id": term_id, "subject_type": subject.type, "subject_id": subject.id}
    # Who may read all schedules may read this one: it goes when its subject goes.
    is_open = scope_of(Permission.SCHEDULES_READ, actor.role) is Scope.TENANT
    if is_open or is_own(subject, actor=actor):
        return session.scalar(_KEPT, {"tenant_id": tenant_of(session), **key})
    kind = KINDS[subject.type]
    covered = covers(kind, actor=actor, permission=Permission.SCHEDULES_READ)
    may_read = select(kind.model.id).where(kind.model.id == subject.id, covered).exists()
    return session.scalar(select(WeeklySchedule.body).filter_by(**key).where(may_read))


def _published(session: Session, subject: Subject, term: Term) -> bytes:
    version = session.scalar(
        select(Timetable).where(Timetable.term_id == term.id, Timetable.status == "published")
    )
    return _written(week_of(session, subject, term=term, version=version))


def _written(week: dict[str, Any]) -> bytes:
    return json.dumps(week, ensure_ascii=False, separators=(",", ":")).encode()


def _term(session: Session, term_id: UUID) -> Term:
    term = session.scalar(select(Term).where(Term.id == term_id).options(joinedload(Term.academic_year)))
    if term is None:
        raise NotFound(f"There is no term {term_id}.")
    return term


def _within(text: bytes, groups: frozenset[UUID], actor: Actor) -> bytes:
    """A room's week with what lies beyond the actor's reach left blank: that it is taken is all they need."""
    week = json.loads(text)
    own, me = {str(group) for group in groups}, str(actor.user_id)

    def reaches(item: dict[str, Any]) -> bool:
        return item["class_group"]["id"] in own or any(person["id"] == me for person in item["trainers"])

    blank: dict[str, Any] = {**dict.fromkeys(BLANK), "trainers": []}
    return _written(
        week | {"sessions": [item if reaches(item) else item | blank for item in week["sessions"]]}
    )
