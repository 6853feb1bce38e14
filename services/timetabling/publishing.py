"""From a draft to what is held: versions are validated, published and withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.timetable.score import Score, evaluate
from models import AttendanceSession, Term, Timetable, TimetableEntry
from models.session import now_of
from services.access import Actor
from services.curriculum.holding import hold
from services.errors import Conflict
from services.policy import today_of
from services.records import fetch
from services.timetabling.dated_sessions import drop_sessions, hold_sessions
from services.timetabling.dates import TermDates, dates_of
from services.timetabling.day import clashes_on
from services.timetabling.naming import Document
from services.timetabling.plan import plan_of
from services.timetabling.refereeing import names_of, refusal, refuse_clashes, violation_words
from services.timetabling.scene import Scene, scene_of
from services.timetabling.versions import TIMETABLES, Version, counted, hold_version, words_of


class NotValidated(Conflict):
    """Only what was proved to keep every rule is published."""

    code = "not_validated"


class NotPublished(Conflict):
    """Only what is published is held: can be withdrawn, or held once more."""

    code = "not_published"


class OutdatedVersion(Conflict):
    """The tables have changed since the version was validated, and it breaks rules now."""

    code = "outdated_version"


def validate(session: Session, *, actor: Actor, timetable_id: UUID, version: int | None = None) -> Version:
    """Prove that a version gives every session a place and breaks no hard rule.

    Raises
    ------
    NotFound, Stale, Invalid
        If there is no such version, it was changed since, or its term cannot be planned.
    BreaksRules
        If a session has no place, or a rule is broken.
    NotValidated
        If it is published or archived.
    """
    timetable = hold_version(session, actor=actor, timetable_id=timetable_id, version=version)
    if timetable.status not in ("draft", "validated"):
        raise NotValidated(f"{words_of(timetable)} is {timetable.status}; only drafts are validated.")
    scene = scene_of(session, timetable, plan_of(session, term_id=timetable.term_id))
    score, documents = verdict_of(scene)
    if documents:
        raise refusal([one["reason"] for one in documents], documents)
    _prove(scene, score, at=now_of(session))
    timetable.status = "validated"
    session.flush()
    return counted(session, timetable)


def publish(session: Session, *, actor: Actor, timetable_id: UUID, version: int | None = None) -> Version:
    """Have a validated version held from now on, in the place of the one that was until now.

    It is judged once more, by the tables as they are now. Sessions that the version before was to hold
    are replaced; what was held stays, and so do sessions of one date, as far as they still fit.

    Raises
    ------
    NotFound, Stale, Invalid
        As for :func:`validate`.
    NotValidated
        If it is not validated.
    OutdatedVersion
        If the tables have changed since, so that it breaks rules now.
    BreaksRules
        If it clashes with sessions of one date that were agreed for the version before.
    """
    # The term before its versions: of two that are published at once, the second follows the first.
    found = fetch(session, TIMETABLES, actor=actor, record_id=timetable_id)
    hold(session, Term, [found.term_id])
    timetable = hold_version(session, actor=actor, timetable_id=timetable_id, version=version)
    if timetable.status != "validated":
        raise NotValidated(f"{words_of(timetable)} is {timetable.status}; validate it before you publish it.")
    scene = scene_of(session, timetable, plan_of(session, term_id=timetable.term_id))
    _refuse_outdated(scene)
    term = session.get_one(Term, timetable.term_id)
    dates = dates_of(session, term)
    before = _archive_published(session, timetable)
    now = now_of(session)
    timetable.status, timetable.published_at = "published", now
    session.flush()
    if before is None:
        since = dates.moment(today_of(session), time.min)
    else:
        since = now
        drop_sessions(session, timetable_id=before.id, since=since)
        _take_over(session, scene, before, dates=dates, since=since)
    hold_sessions(session, scene.plan, scene.placed, dates=dates, since=since)
    return counted(session, timetable)


def withdraw(session: Session, *, actor: Actor, timetable_id: UUID, version: int | None = None) -> Version:
    """Archive the published version: what it was to hold from now on is not held.

    Raises
    ------
    NotFound, Stale
        If there is no such version, or it was changed since.
    NotPublished
        If it is not published.
    """
    timetable = hold_version(session, actor=actor, timetable_id=timetable_id, version=version)
    if timetable.status != "published":
        raise NotPublished(
            f"{words_of(timetable)} is {timetable.status}; only what is published is withdrawn."
        )
    now = now_of(session)
    timetable.status, timetable.archived_at = "archived", now
    drop_sessions(session, timetable_id=timetable.id, since=now)
    for entry in _still_to_come(session, timetable, since=now):
        _cancel(session, entry)
    session.flush()
    return counted(session, timetable)


def verdict_of(scene: Scene) -> tuple[Score, list[Document]]:
    """The referee's score of a version, and everything that keeps it from being held, in words."""
    score = evaluate(scene.placed.problem, scene.placed.timetable)
    names = names_of(scene)
    broken = [violation_words(one, names) for one in score.violations]
    return score, [*broken, *map(misfit_words, scene.placed.misfits)]


def misfit_words(entry: TimetableEntry) -> Document:
    """What is wrong with an entry that the plan has no place for."""
    return {
        "rule": "fits",
        "reason": f"{entry.session_type} session {entry.ordinal} of an enrolment has a place on"
        f" weekday {entry.weekday} at {entry.starts_at:%H:%M} that it cannot have any more: it is not to be"
        " held, or not for so long, or the period or room is gone",
        "sessions": [
            {
                "entry_id": str(entry.id),
                "enrollment_id": str(entry.enrollment_id),
                "session_type": entry.session_type,
                "ordinal": entry.ordinal,
            }
        ],
    }


def _prove(scene: Scene, score: Score, *, at: datetime) -> None:
    timetable = scene.version
    timetable.cost, timetable.cost_by_rule = score.cost, score.cost_by_rule
    timetable.fingerprint, timetable.validated_at = scene.plan.fingerprint, at


def _refuse_outdated(scene: Scene) -> None:
    score, documents = verdict_of(scene)
    if documents:
        timetable = scene.version
        told = refusal([one["reason"] for one in documents], documents)
        raise OutdatedVersion(
            f"{words_of(timetable)} was validated by tables that have changed since. {told.message}",
            fields=told.fields,
        )
    _prove(scene, score, at=scene.version.validated_at or scene.version.updated_at)


def _archive_published(session: Session, timetable: Timetable) -> Timetable | None:
    before = session.scalar(
        select(Timetable)
        .where(Timetable.term_id == timetable.term_id, Timetable.status == "published")
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if before is not None:
        before.status, before.archived_at = "archived", now_of(session)
        session.flush()  # at most one is published, also for the blink of an eye
    return before


def _take_over(
    session: Session, scene: Scene, before: Timetable, *, dates: TermDates, since: datetime
) -> None:
    """Keep the sessions of one date that are still to come, with the version that is held then."""
    entries = _still_to_come(session, before, since=since)
    for entry in entries:
        entry.timetable_id = scene.version.id
    session.flush()
    for day in sorted({entry.held_on for entry in entries if entry.held_on is not None}):
        of_day = [entry for entry in entries if entry.held_on == day]
        clashes = clashes_on(session, scene, dates=dates, day=day, temporary=of_day)
        refuse_clashes(clashes.violations, clashes.names)


def _still_to_come(session: Session, timetable: Timetable, *, since: datetime) -> Sequence[TimetableEntry]:
    """Entries of one date whose session is scheduled from a moment on."""
    scheduled = select(AttendanceSession.entry_id).where(
        AttendanceSession.status == "scheduled", AttendanceSession.starts_at >= since
    )
    return session.scalars(
        select(TimetableEntry)
        .where(
            TimetableEntry.timetable_id == timetable.id,
            TimetableEntry.held_on.is_not(None),
            TimetableEntry.id.in_(scheduled),
        )
        .order_by(TimetableEntry.id)
    ).all()


def _cancel(session: Session, entry: TimetableEntry) -> None:
    for held in session.scalars(select(AttendanceSession).where(AttendanceSession.entry_id == entry.id)):
        held.status, held.canceled_because = "canceled", "decided"
        held.cancel_reason = "The timetable was withdrawn."
