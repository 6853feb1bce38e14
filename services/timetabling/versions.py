"""Versions of a term's timetable: made empty or as a copy, found, renamed, deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, insert, or_, select, update
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from engine.timetable.result import relative_gap
from models import AttendanceSession, Course, Enrollment, Run, Term, Timetable, TimetableEntry
from models.curriculum import OPEN_STATUSES
from models.run import OPEN_RUN_STATUSES
from models.session import now_of, tenant_of
from services.access import Actor, Permission
from services.errors import Conflict, Invalid, NotFound
from services.records import Kind, Page, Query, fetch, page, refuse_stale, require, visible
from services.timetabling.plan import weekly_entries
from services.timetabling.storing import next_number


class TimetableKept(Conflict):
    """A version that is published, or that a worker is at, is not deleted."""

    code = "timetable_kept"


@dataclass(frozen=True, slots=True)
class Counts:
    """How far a version is.

    Parameters
    ----------
    sessions
        Sessions a week that the term's enrolments ask for.
    placed
        Those of them that have an entry.
    pinned
        Entries that solves leave where they are.
    left_over
        Entries of sessions that nobody asks for any more.
    temporary
        Entries of one date only.
    """

    sessions: int = 0
    placed: int = 0
    pinned: int = 0
    left_over: int = 0
    temporary: int = 0


@dataclass(frozen=True, slots=True)
class Version:
    """A version with what is counted of it."""

    timetable: Timetable
    counts: Counts

    @property
    def gap(self) -> float | None:
        """Share of the cost that may still be saved, as far as was proved; None where nothing was."""
        if self.timetable.bound is None:
            return None
        return relative_gap(self.timetable.cost, self.timetable.bound)


def versions(session: Session, *, actor: Actor, query: Query) -> Page[Version]:
    """A page of versions.

    Raises
    ------
    Invalid
        If the cursor or the order is not one of this list.
    """
    found = page(session, TIMETABLES, actor=actor, query=query)
    return Page(_counted(session, found.items), found.next_cursor)


def version(session: Session, *, actor: Actor, timetable_id: UUID) -> Version:
    """One version.

    Raises
    ------
    NotFound
        If there is none.
    """
    return _counted(session, [fetch(session, TIMETABLES, actor=actor, record_id=timetable_id)])[0]


def counted(session: Session, timetable: Timetable) -> Version:
    """A version that was read already, with what is counted of it."""
    return _counted(session, [timetable])[0]


def create_version(session: Session, *, actor: Actor, values: Mapping[str, Any]) -> Version:
    """Make the next draft of a term: empty, or a copy of another version's week.

    A copy has the other's entries of every week with their pins and substitutes; what is held on one
    date only stays with the version that it was agreed for.

    Raises
    ------
    Invalid
        If there is no such term, or the other version is none of it.
    """
    term_id, made_from_id = values["term_id"], values.get("made_from_id")
    if session.scalar(select(Term.id).where(Term.id == term_id)) is None:
        raise Invalid(f"There is no term {term_id}.", fields={"term_id": "There is no term with this id."})
    other = None if made_from_id is None else _other(session, made_from_id, term_id)
    timetable = Timetable(
        term_id=term_id,
        number=next_number(session, term_id),
        name=values["name"],
        made_from_id=made_from_id,
        created_by=actor.user_id,
    )
    if other is not None:
        timetable.cost, timetable.cost_by_rule, timetable.bound = other.cost, other.cost_by_rule, other.bound
    session.add(timetable)
    session.flush()
    if other is not None:
        _copy_entries(session, other.id, timetable.id)
    return counted(session, timetable)


def hold_version(
    session: Session, *, actor: Actor, timetable_id: UUID, version: int | None = None
) -> Timetable:
    """A version that nobody else changes before this unit of work has ended, as it is by then.

    Raises
    ------
    NotFound, Forbidden
        If there is none, or the actor may not write it.
    Stale
        If it was changed since the version that the caller's change was made upon.
    """
    found = session.scalar(
        visible(TIMETABLES, actor=actor)
        .where(Timetable.id == timetable_id)
        # Runs and entries that refer to it may still be stored: its key is not going to change.
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(f"There is no timetable {timetable_id}.")
    require(session, TIMETABLES, actor=actor, record=found, permission=TIMETABLES.write)
    refuse_stale(TIMETABLES.noun, is_at=found.version, made_upon=version)
    return found


def words_of(timetable: Timetable) -> str:
    """A version in messages."""
    return f"Version {timetable.number} ({timetable.name})"


def _other(session: Session, timetable_id: UUID, term_id: UUID) -> Timetable:
    other = session.scalar(select(Timetable).where(Timetable.id == timetable_id))
    if other is None:
        raise Invalid(
            f"There is no timetable {timetable_id}.",
            fields={"made_from_id": "There is no timetable with this id."},
        )
    if other.term_id != term_id:
        raise Invalid(
            f"{words_of(other)} is one of another term; its sessions are not those of this one.",
            fields={"made_from_id": "A version of the same term."},
        )
    return other


def _copy_entries(session: Session, from_id: UUID, to_id: UUID) -> None:
    now, tenant_id = now_of(session), tenant_of(session)
    rows = [
        {
            "id": uuid7(),
            "tenant_id": tenant_id,
            "timetable_id": to_id,
            "enrollment_id": entry.enrollment_id,
            "session_type": entry.session_type,
            "ordinal": entry.ordinal,
            "weekday": entry.weekday,
            "starts_at": entry.starts_at,
            "ends_at": entry.ends_at,
            "room_id": entry.room_id,
            "is_pinned": entry.is_pinned,
            "substitute_id": entry.substitute_id,
            "held_on": None,
            "created_at": now,
            "updated_at": now,
            "version": 1,
        }
        for entry in weekly_entries(session, timetable_id=from_id)
    ]
    if rows:
        # At once and past the history, as where a solve is stored.
        session.execute(insert(TimetableEntry), rows)


def _counted(session: Session, timetables: Sequence[Timetable]) -> list[Version]:
    """Two queries, however many versions there are."""
    sessions = _sessions_of(session, {timetable.term_id for timetable in timetables})
    entries = _entries_of(session, {timetable.id for timetable in timetables})
    found = []
    for timetable in timetables:
        placed, pinned, left_over, temporary = entries.get(timetable.id, (0, 0, 0, 0))
        found.append(
            Version(
                timetable,
                Counts(sessions.get(timetable.term_id, 0), placed, pinned, left_over, temporary),
            )
        )
    return found


def _sessions_of(session: Session, term_ids: set[UUID]) -> Mapping[UUID, int]:
    number = func.sum(Course.theory_sessions + Course.practical_sessions)
    rows = session.execute(
        select(Enrollment.term_id, number)
        .join(Course, Course.id == Enrollment.course_id)
        .where(Enrollment.term_id.in_(term_ids), Enrollment.status.in_(OPEN_STATUSES))
        .group_by(Enrollment.term_id)
    )
    return {term_id: int(sessions) for term_id, sessions in rows}


def _entries_of(session: Session, timetable_ids: set[UUID]) -> Mapping[UUID, tuple[int, int, int, int]]:
    weekly = TimetableEntry.held_on.is_(None)
    asked_for = case(
        (TimetableEntry.session_type == "theory", Course.theory_sessions), else_=Course.practical_sessions
    )
    is_held = and_(weekly, Enrollment.status.in_(OPEN_STATUSES), TimetableEntry.ordinal <= asked_for)
    rows = session.execute(
        select(
            TimetableEntry.timetable_id,
            *(
                func.sum(case((condition, 1), else_=0))
                for condition in (
                    is_held,
                    and_(weekly, TimetableEntry.is_pinned),
                    and_(weekly, or_(Course.id.is_(None), ~is_held)),
                    ~weekly,
                )
            ),
        )
        .join(Enrollment, Enrollment.id == TimetableEntry.enrollment_id)
        # A course that was deleted is not joined; what was placed of it is left over.
        .outerjoin(Course, Course.id == Enrollment.course_id)
        .where(TimetableEntry.timetable_id.in_(timetable_ids))
        .group_by(TimetableEntry.timetable_id)
    )
    return {timetable_id: (int(a), int(b), int(c), int(d)) for timetable_id, a, b, c, d in rows}


def _let_go(session: Session, timetable: Timetable) -> None:
    """Refuse what is needed; else let go of it what refers to it and stays."""
    if timetable.status == "published":
        raise TimetableKept(f"{words_of(timetable)} is published; withdraw it before you delete it.")
    runs = select(Run.kind).where(Run.timetable_id == timetable.id, Run.status.in_(OPEN_RUN_STATUSES))
    at_work = session.scalar(runs.limit(1))
    if at_work is not None:
        raise TimetableKept(
            f"A worker is at {words_of(timetable)} ({at_work.replace('_', '-')}); stop that or wait for it."
        )
    entries = select(TimetableEntry.id).where(TimetableEntry.timetable_id == timetable.id)
    for statement in (
        update(Run).where(Run.result_timetable_id == timetable.id).values(result_timetable_id=None),
        update(Timetable).where(Timetable.made_from_id == timetable.id).values(made_from_id=None),
        update(AttendanceSession).where(AttendanceSession.entry_id.in_(entries)).values(entry_id=None),
    ):
        session.execute(statement, execution_options={"synchronize_session": False})


TIMETABLES = Kind(
    model=Timetable,
    noun="timetable",
    plural="timetables",
    read=Permission.TIMETABLES_READ,
    write=Permission.TIMETABLES_WRITE,
    search=(Timetable.name,),
    order={
        "number": Timetable.number,
        "name": Timetable.name,
        "status": Timetable.status,
        "created_at": Timetable.created_at,
        "updated_at": Timetable.updated_at,
    },
    before_delete=_let_go,
)
"""How versions of timetables are read and written."""
