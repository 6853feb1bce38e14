"""What trainees think of sessions: asked of those who were there, and shown without their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import AttendanceRecord, AttendanceSession, SessionFeedback
from models.session import now_of, tenant_of
from services.access import Actor, Permission, Role
from services.attendance.kind import SESSIONS
from services.errors import Conflict, NotFound
from services.policy import policy_of
from services.records import Page, Query, fetch, take_page, visible

RATINGS = ("content", "delivery", "engagement", "overall")
ATTENDED = ("present", "late")
SEES_FEW = frozenset({Role.ADMIN, Role.OPERATOR, Role.DP_ACADEMICS, Role.HOD})
"""Who may see what only few trainees said, unless it was said of themselves."""

_sessions = cast(Table, AttendanceSession.__table__)


class FeedbackNotOpen(Conflict):
    """The session has not ended, or has for too long."""

    code = "feedback_not_open"


class DidNotAttend(Conflict):
    """Who was not there has nothing to say of a session."""

    code = "did_not_attend"


class FeedbackGiven(Conflict):
    """Everybody says once what they think of a session."""

    code = "feedback_given"


@dataclass(frozen=True, slots=True)
class FeedbackSummary:
    """What the trainees of a session said together.

    Parameters
    ----------
    is_hidden
        Whether so few have answered that what they said could be told from one another; there is
        nothing but their number then.
    averages
        Of each rating; empty where nobody has answered, or it is hidden.
    comments
        In an order that says nothing of who wrote them, or when.
    """

    session_id: UUID
    count: int
    closes_at: datetime | None
    is_hidden: bool
    averages: Mapping[str, float] = field(default_factory=dict)
    comments: tuple[str, ...] = ()


def give_feedback(
    session: Session, *, actor: Actor, session_id: UUID, values: Mapping[str, Any]
) -> SessionFeedback:
    """Say once what one thinks of a session that one attended.

    Raises
    ------
    NotFound
        If there is no such session of the actor's class group.
    FeedbackNotOpen, DidNotAttend, FeedbackGiven
        If it has not ended or ended too long ago, the actor was not there, or has said it already.
    """
    held = fetch(session, SESSIONS, actor=actor, record_id=session_id)
    _refuse_unless_open(session, held)
    attended = select(AttendanceRecord.id).where(
        AttendanceRecord.session_id == held.id,
        AttendanceRecord.trainee_id == actor.user_id,
        AttendanceRecord.status.in_(ATTENDED),
    )
    if session.scalar(attended) is None:
        raise DidNotAttend("You did not attend this session, as far as is known.")
    if _given(session, actor, held.id) is not None:
        raise FeedbackGiven("You have given your feedback on this session.")
    given = SessionFeedback(session_id=held.id, trainee_id=actor.user_id, **values)
    session.add(given)
    try:
        session.flush()
    except IntegrityError as error:  # the same trainee on another device, at the same moment
        raise FeedbackGiven("You have given your feedback on this session.") from error
    _add_up(session, given)
    return given


def my_feedback(session: Session, *, actor: Actor, session_id: UUID) -> SessionFeedback:
    """What one said of a session oneself.

    Raises
    ------
    NotFound
        If one said nothing.
    """
    given = _given(session, actor, session_id)
    if given is None:
        raise NotFound(f"You have given no feedback on session {session_id}.")
    return given


def awaiting_feedback(session: Session, *, actor: Actor, query: Query) -> Page[AttendanceSession]:
    """A page of the sessions that one attended and may still say what one thinks of."""
    attended = select(AttendanceRecord.session_id).where(
        AttendanceRecord.trainee_id == actor.user_id, AttendanceRecord.status.in_(ATTENDED)
    )
    answered = select(SessionFeedback.session_id).where(SessionFeedback.trainee_id == actor.user_id)
    days = timedelta(days=policy_of(session).feedback_days)
    open_ones = visible(SESSIONS, actor=actor).where(
        AttendanceSession.status == "completed",
        AttendanceSession.ended_at >= now_of(session) - days,
        AttendanceSession.id.in_(attended),
        AttendanceSession.id.not_in(answered),
    )
    return take_page(
        session, open_ones, key=AttendanceSession.id, column=AttendanceSession.starts_at, query=query
    )


def feedback_of(session: Session, *, actor: Actor, session_id: UUID) -> FeedbackSummary:
    """What the trainees of a session said together.

    Trainers and trainees see it once as many have answered as the institution asks for; heads and
    admins always, except of sessions that they hold themselves.

    Raises
    ------
    NotFound
        If there is no such session whose feedback the actor may see.
    """
    held = session.scalar(
        visible(SESSIONS, actor=actor, permission=Permission.FEEDBACK_READ).where(
            AttendanceSession.id == session_id
        )
    )
    if held is None:
        raise NotFound(f"There is no session {session_id}.")
    policy = policy_of(session)
    closes_at = None if held.ended_at is None else held.ended_at + timedelta(days=policy.feedback_days)
    if is_hidden(held, actor=actor, least=policy.feedback_least_answers):
        return FeedbackSummary(held.id, held.feedback_count, closes_at, is_hidden=True)
    return FeedbackSummary(
        held.id,
        held.feedback_count,
        closes_at,
        is_hidden=False,
        averages=averages_of(held),
        comments=_comments(session, held.id),
    )


def is_hidden(held: AttendanceSession, *, actor: Actor, least: int) -> bool:
    """Whether what was said of a session is kept from somebody, because too few have said it."""
    sees_few = actor.role in SEES_FEW and actor.user_id != held.trainer_id
    return held.feedback_count < least and not sees_few


def averages_of(held: AttendanceSession) -> dict[str, float]:
    """The average of each rating, from the sums that a session keeps; empty where nobody has answered."""
    count = held.feedback_count
    return {name: getattr(held, f"{name}_sum") / count for name in RATINGS} if count else {}


def _refuse_unless_open(session: Session, held: AttendanceSession) -> None:
    if held.status != "completed" or held.ended_at is None:
        raise FeedbackNotOpen(f"The session is {held.status}; feedback is given once it has ended.")
    days = policy_of(session).feedback_days
    if now_of(session) > held.ended_at + timedelta(days=days):
        raise FeedbackNotOpen(
            f"The session ended on {held.ended_at:%Y-%m-%d}; feedback is open for {days} days."
        )


def _given(session: Session, actor: Actor, session_id: UUID) -> SessionFeedback | None:
    return session.scalar(
        select(SessionFeedback).where(
            SessionFeedback.session_id == session_id, SessionFeedback.trainee_id == actor.user_id
        )
    )


def _add_up(session: Session, given: SessionFeedback) -> None:
    """Add an answer to the session's sums, in the database, where all who answer at once are added."""
    columns = _sessions.c
    sums = {f"{name}_sum": columns[f"{name}_sum"] + getattr(given, name) for name in RATINGS}
    session.execute(
        update(_sessions)
        .where(columns.tenant_id == tenant_of(session), columns.id == given.session_id)
        .values(feedback_count=columns.feedback_count + 1, **sums)
    )


def _comments(session: Session, session_id: UUID) -> tuple[str, ...]:
    found = session.scalars(
        select(SessionFeedback.comment).where(
            SessionFeedback.session_id == session_id, SessionFeedback.comment.is_not(None)
        )
    )
    return tuple(sorted(comment for comment in found if comment))
