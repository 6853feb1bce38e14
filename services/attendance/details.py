"""A session with everything that is known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import AttendanceSession, CheckIn
from services.access import Actor
from services.attendance.adherence import Adherence, Windows, adherence_of, windows_of
from services.attendance.kind import SESSIONS
from services.attendance.who_is_in import count_records
from services.policy import policy_of
from services.records import fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """A session with what follows from it.

    Parameters
    ----------
    counts
        Trainees in each state, counted now.
    makeups
        Sessions that make up for it.
    proofs
        The attempts by which its trainer started and ended it.
    """

    held: AttendanceSession
    windows: Windows
    adherence: Adherence
    counts: Mapping[str, int]
    makeups: Sequence[AttendanceSession]
    proofs: Sequence[CheckIn]


def session_detail(session: Session, *, actor: Actor, session_id: UUID) -> Detail:
    """A session in detail.

    Raises
    ------
    NotFound
        If there is none in the actor's reach.
    """
    return detail_of(session, fetch(session, SESSIONS, actor=actor, record_id=session_id))


def detail_of(session: Session, held: AttendanceSession) -> Detail:
    """A session that was read already, in detail."""
    policy = policy_of(session)
    makeups = session.scalars(
        select(AttendanceSession)
        .where(AttendanceSession.makeup_of_id == held.id)
        .order_by(AttendanceSession.starts_at)
    ).all()
    proofs = session.scalars(
        select(CheckIn)
        .where(
            CheckIn.session_id == held.id,
            CheckIn.action.in_(("start", "end")),
            CheckIn.decision != "refused",
        )
        .order_by(CheckIn.received_at, CheckIn.id)
    ).all()
    return Detail(
        held=held,
        windows=windows_of(held, policy),
        adherence=adherence_of(held, policy),
        counts=count_records(session, held.id),
        makeups=makeups,
        proofs=proofs,
    )
