"""Attempts that a person has to look at: found, shown, decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session, joinedload, undefer

from models import AttendanceRecord, AttendanceSession, CheckIn
from models.session import now_of
from services.access import Actor, Permission, Role
from services.attendance.kind import SESSIONS
from services.attendance.marking import add_record, hold, is_final, mark, records_of, spare_reviews
from services.errors import Conflict, Forbidden, NotFound
from services.policy import policy_of
from services.records import Page, Query, covers, take_page

VERDICTS = ("accepted", "refused")

FILTERS: Mapping[str, Callable[[Any], ColumnElement[bool]]] = {
    "received_from": lambda moment: CheckIn.received_at >= moment,
    "received_before": lambda moment: CheckIn.received_at < moment,
}
"""Filters beyond equality with a column."""


class AlreadyReviewed(Conflict):
    """Nobody has to look at this attempt, or somebody has."""

    code = "already_reviewed"


class OwnReview(Forbidden):
    """Nobody decides on an attempt of their own."""

    code = "own_review"


class NoPhoto(NotFound):
    """No photo is kept of this attempt, or it was shown already."""

    code = "no_photo"


def list_check_ins(session: Session, *, actor: Actor, query: Query) -> Page[CheckIn]:
    """A page of the attempts within the actor's reach, in order of arrival."""
    conditions = [
        FILTERS[name](value) if name in FILTERS else getattr(CheckIn, name) == value
        for name, value in query.filters.items()
    ]
    statement = _visible(actor, Permission.RECORDS_READ).where(and_(True, *conditions))
    column = CheckIn.received_at if query.sort else None
    return take_page(session, statement, key=CheckIn.id, column=column, query=query)


def fetch_check_in(
    session: Session, *, actor: Actor, check_in_id: UUID, permission: Permission = Permission.RECORDS_READ
) -> CheckIn:
    """One attempt.

    Raises
    ------
    NotFound
        If there is none, or none that the permission covers.
    """
    found = session.scalar(_visible(actor, permission).where(CheckIn.id == check_in_id))
    if found is None:
        raise NotFound(f"There is no check-in {check_in_id}.")
    return found


def show_photo(session: Session, *, actor: Actor, check_in_id: UUID) -> bytes:
    """The photo of an attempt that waits for a look; it is shown once, and that is noted.

    Raises
    ------
    NotFound
        If there is no such attempt.
    OwnReview
        If it is the actor's.
    NoPhoto
        If no photo is kept, or it was shown already.
    """
    check_in = _held(session, actor, check_in_id, undefer(CheckIn.photo))
    if check_in.photo is None or check_in.photo_shown_at is not None:
        raise NoPhoto("There is no photo of this check-in to show; a photo is shown once.")
    photo = check_in.photo
    check_in.photo_shown_at = now_of(session)
    if not policy_of(session).keep_photos:
        _forget_photo(check_in)
    session.flush()
    return photo


def decide(session: Session, *, actor: Actor, check_in_id: UUID, verdict: str) -> CheckIn:
    """Accept or refuse an attempt that waits for a look, and let the record follow.

    Raises
    ------
    NotFound
        If there is no such attempt.
    OwnReview
        If it is the actor's.
    AlreadyReviewed
        If it does not wait for a look (any more).
    """
    found = fetch_check_in(session, actor=actor, check_in_id=check_in_id, permission=Permission.RECORDS_WRITE)
    held = hold(session, found.session_id)
    check_in = _held(session, actor, check_in_id)
    if check_in.review != "open":
        raise AlreadyReviewed("Nobody has to look at this check-in; it may have been decided just now.")
    check_in.review, check_in.reviewed_by_id, check_in.reviewed_at = verdict, actor.user_id, now_of(session)
    if verdict == "refused" or not policy_of(session).keep_photos:
        _forget_photo(check_in)
    if verdict == "refused":
        check_in.encoding = None
    session.flush()
    if check_in.action == "check_in" and check_in.user_id is not None:
        _follow(session, held, check_in, check_in.user_id)
    session.flush()
    return check_in


def _follow(session: Session, held: AttendanceSession, check_in: CheckIn, trainee_id: UUID) -> None:
    record = records_of(session, held, [trainee_id]).get(trainee_id)
    if record is None:
        record = add_record(session, held, trainee_id)
    if is_final(record) or record.status == "excused":
        return  # something else has said meanwhile what became of the trainee
    if check_in.review == "accepted" and check_in.mark is not None:
        mark(session, record, check_in.mark, by="review", arrived_at=check_in.captured_at)
    elif held.status == "completed" and not _is_another_open(session, record):
        mark(session, record, "absent", by="review")
    session.flush()
    if is_final(record):
        spare_reviews(session, held, [trainee_id])


def _is_another_open(session: Session, record: AttendanceRecord) -> bool:
    others = select(CheckIn.id).where(
        CheckIn.session_id == record.session_id,
        CheckIn.user_id == record.trainee_id,
        CheckIn.action == "check_in",
        CheckIn.review == "open",
    )
    return session.scalar(others.limit(1)) is not None


def _visible(actor: Actor, permission: Permission) -> Select[CheckIn]:
    statement = select(CheckIn).options(joinedload(CheckIn.user))
    if actor.role is Role.TRAINEE:
        return statement.where(CheckIn.user_id == actor.user_id)
    sessions = select(AttendanceSession.id).where(covers(SESSIONS, actor=actor, permission=permission))
    return statement.where(CheckIn.session_id.in_(sessions))


def _held(session: Session, actor: Actor, check_in_id: UUID, *options: Any) -> CheckIn:
    found = session.scalar(
        _visible(actor, Permission.RECORDS_WRITE)
        .where(CheckIn.id == check_in_id)
        .options(*options)
        .with_for_update(of=CheckIn)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(f"There is no check-in {check_in_id}.")
    if found.user_id == actor.user_id:
        raise OwnReview("Somebody else has to look at an attempt of your own.")
    return found


def _forget_photo(check_in: CheckIn) -> None:
    check_in.photo, check_in.photo_until = None, None
