"""Attendance in figures, at every level of the institution."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from models.attendance import SESSION_STATUSES
from models.attendance_record import RECORD_STATUSES
from services.access import Actor
from services.statistics.answering import Figures, Row, answer
from services.statistics.asking import Question
from services.statistics.facts import facts_of

SECONDS = 60
SESSION_COUNTS = (*SESSION_STATUSES, "missed", "makeup", "auto_closed")


def attendance_statistics(session: Session, *, actor: Actor, question: Question) -> Figures:
    """How many attended, how punctually, and how many sessions were held, as far as the actor may know.

    Trainees see their own records alone. Where single trainees are told apart, figures are of their
    records and tell nothing of sessions. What was excused counts neither for nor against anybody, and
    what happened in cancelled sessions not at all.

    Raises
    ------
    Invalid
        If the question contradicts itself.
    """
    facts = facts_of(session, question, actor=actor)
    return answer(session, facts, question, figures=_figures)


def attendance_rate(*, present: int, late: int, absent: int) -> float | None:
    """The share, in percent, of those who came among those who were to come and not excused."""
    return percent(present + late, present + late + absent)


def percent(part: float, whole: float) -> float | None:
    """A share in percent, to a tenth; none of nothing."""
    return round(100 * part / whole, 1) if whole else None


def _figures(rows: Sequence[Row]) -> Figures:
    counts = {status: sum(int(row[status]) for row in rows) for status in RECORD_STATUSES}
    present, late, absent = counts["present"], counts["late"], counts["absent"]
    return {
        "records": counts,
        "attendance_percent": attendance_rate(present=present, late=late, absent=absent),
        "punctuality_percent": percent(present, present + late),
        **_of_sessions(rows),
    }


def _of_sessions(rows: Sequence[Row]) -> Figures:
    if rows and "sessions_completed" not in rows[0]:
        return {"sessions": None, "average_minutes": None, "average_delay_minutes": None}
    counts = {name: sum(int(row[f"sessions_{name}"]) for row in rows) for name in SESSION_COUNTS}
    return {
        "sessions": counts,
        "average_minutes": _minutes(rows, "seconds"),
        "average_delay_minutes": _minutes(rows, "delay_seconds"),
    }


def _minutes(rows: Sequence[Row], what: str) -> float | None:
    """A mean, in minutes, of the sessions that are known to have begun, and ended if it is about that."""
    known = sum(int(row[f"timed_{what}"]) for row in rows)
    seconds: Any = sum(row[f"sum_{what}"] or 0 for row in rows)
    return round(float(seconds) / known / SECONDS, 1) if known else None
