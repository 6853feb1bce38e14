"""Reading forecasts of absence, within an actor's reach."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from models import AbsenceForecast, AttendanceSession
from services.access import Actor, Permission, Role
from services.attendance.kind import SESSIONS
from services.records import Page, Query, covers
from services.records.paging import take_page


def forecasts(session: Session, *, actor: Actor, query: Query) -> Page[AbsenceForecast]:
    """A page of forecasts that pass the filters ``session_id``, ``trainee_id`` and ``least``.

    Trainees see their own.

    Raises
    ------
    Invalid
        If the cursor is not one of this list.
    """
    statement = (
        select(AbsenceForecast)
        .where(_within(actor), *(_passes(name, value) for name, value in query.filters.items()))
        .options(joinedload(AbsenceForecast.session))
    )
    return take_page(session, statement, key=AbsenceForecast.id, column=None, query=query)


def _passes(name: str, value: Any) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = (
        AbsenceForecast.probability >= value if name == "least" else getattr(AbsenceForecast, name) == value
    )
    return condition


def _within(actor: Actor) -> ColumnElement[bool]:
    if actor.role is Role.TRAINEE:
        return AbsenceForecast.trainee_id == actor.user_id
    seen = covers(SESSIONS, actor=actor, permission=Permission.STATISTICS_READ)
    return AbsenceForecast.session_id.in_(select(AttendanceSession.id).where(seen))
