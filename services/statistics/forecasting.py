"""Forecasts who will miss the sessions of the next days, from who came to those before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, delete, insert
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from models import AbsenceForecast
from models.session import Database, Who, now_of, tenant_of
from services.policy import today_of

HISTORY = timedelta(days=180)
AHEAD = timedelta(days=7)
KEPT = timedelta(days=30)
"""How long forecasts stay after they were made, to be compared with what came of it."""
BATCH = 50
"""Sessions a unit of work."""

_forecasts = cast(Table, AbsenceForecast.__table__)

Forecasts = Sequence[tuple[UUID, UUID, float]]
"""Session, trainee and probability; those of one session in a row."""


def forecast_absences(database: Database, tenant_id: UUID) -> int:
    """Forecast the sessions of the next days anew; for how many trainees and sessions there is a forecast.

    With too short a history there is none.
    """
    with database.unit_of_work(Who(tenant_id), read_only=True) as session:
        found = _forecast(session)
    with database.unit_of_work(Who(tenant_id)) as session:
        outdated = _forecasts.c.made_on < today_of(session) - KEPT
        session.execute(delete(_forecasts).where(_forecasts.c.tenant_id == tenant_id, outdated))
    for some in _by_sessions(found):
        with database.unit_of_work(Who(tenant_id)) as session:
            _replace(session, some)
    return len(found)


def _forecast(session: Session) -> Forecasts:
    # SciPy takes a while to load, and only the scheduler forecasts.
    from engine.analytics.absence import forecast_absence, tells_enough
    from services.statistics.absence_rows import read_coming, read_history

    now: datetime = now_of(session)
    history, indices = read_history(session, since=now - HISTORY)
    coming, keys = read_coming(session, indices, since=now, until=now + AHEAD)
    if not keys or not tells_enough(history):
        return []
    probabilities = forecast_absence(history).probabilities(coming)
    return [(*key, float(probability)) for key, probability in zip(keys, probabilities, strict=True)]


def _by_sessions(found: Forecasts) -> Iterator[Forecasts]:
    by_session: dict[UUID, list[tuple[UUID, UUID, float]]] = {}
    for row in found:
        by_session.setdefault(row[0], []).append(row)
    sessions = list(by_session.values())
    for first in range(0, len(sessions), BATCH):
        yield [row for rows in sessions[first : first + BATCH] for row in rows]


def _replace(session: Session, found: Forecasts) -> None:
    tenant_id, now, today = tenant_of(session), now_of(session), today_of(session)
    sessions = {session_id for session_id, _, _ in found}
    session.execute(
        delete(_forecasts).where(_forecasts.c.tenant_id == tenant_id, _forecasts.c.session_id.in_(sessions))
    )
    rows: list[dict[str, Any]] = [
        {
            "id": uuid7(),
            "tenant_id": tenant_id,
            "session_id": session_id,
            "trainee_id": trainee_id,
            "probability": probability,
            "made_on": today,
            "created_at": now,
            "updated_at": now,
        }
        for session_id, trainee_id, probability in found
    ]
    session.execute(insert(_forecasts), rows)
