"""Feedback in figures, from the sums that are kept on sessions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy.orm import Session

from models import AttendanceSession
from services.access import Actor, Permission
from services.attendance.feedback import RATINGS, SEES_FEW
from services.policy import policy_of
from services.statistics.answering import Figures, Row, answer
from services.statistics.asking import Question, UnknownDivision
from services.statistics.attendance import percent
from services.statistics.facts import Facts, sessions_of


def feedback_statistics(session: Session, *, actor: Actor, question: Question) -> Figures:
    """What trainees think of sessions on average, as far as the actor may know.

    Sessions of which somebody may not be told, because too few have answered, count in no figure: were
    they in a larger one, they could be found by taking others from it.

    Raises
    ------
    UnknownDivision
        If single trainees are asked for.
    Invalid
        If the question contradicts itself.
    """
    if question.is_of_trainees:
        raise UnknownDivision(
            "Feedback is not told apart by trainee: who said what stays with whoever said it.",
            fields={"by": "Not trainee.", "trainee_id": "Nobody's."},
        )
    rows = sessions_of(session, question, actor=actor, permission=Permission.FEEDBACK_READ)
    facts = Facts(rows=rows.where(_told(session, actor), AttendanceSession.feedback_count > 0), sums=_sums())
    return answer(session, facts, question, figures=_figures)


def _told(session: Session, actor: Actor) -> ColumnElement[bool]:
    """Sessions whose feedback somebody may be told of, as :func:`~services.attendance.feedback.is_hidden`."""
    enough = AttendanceSession.feedback_count >= policy_of(session).feedback_least_answers
    if actor.role not in SEES_FEW:
        return enough
    return or_(enough, AttendanceSession.trainer_id != actor.user_id)


def _sums() -> dict[str, ColumnElement[Any]]:
    table = AttendanceSession
    return {
        "sessions": func.count(),
        "answers": func.coalesce(func.sum(table.feedback_count), 0),
        "attended": func.coalesce(func.sum(table.present_count + table.late_count), 0),
        **{rating: func.coalesce(func.sum(getattr(table, f"{rating}_sum")), 0) for rating in RATINGS},
    }


def _figures(rows: Sequence[Row]) -> Figures:
    sums = {name: sum(int(row[name]) for row in rows) for name in _sums()}
    answers = sums["answers"]
    return {
        "sessions": sums["sessions"],
        "answers": answers,
        "answered_percent": percent(answers, sums["attended"]),
        "averages": {rating: round(sums[rating] / answers, 2) if answers else None for rating in RATINGS},
    }
