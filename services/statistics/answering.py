"""Sums facts: once for all of them, and once for each part that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session

from models import AttendanceSession, User
from services.policy import policy_of
from services.records.paging import read_cursor, write_cursor
from services.statistics.asking import TIMES, Question, UnknownDivision
from services.statistics.dividing import DIVISIONS, EVEN_IF_DELETED, Division, part_of_time
from services.statistics.facts import Facts

Row = Mapping[str, Any]
Figures = dict[str, Any]


def answer(
    session: Session, facts: Facts, question: Question, *, figures: Callable[[list[Row]], Figures]
) -> Figures:
    """The figures of all facts, and of a page of the parts that they are divided into.

    ``figures`` makes them of sums: of one row, or of several that belong to one part.

    Raises
    ------
    UnknownDivision
        If these facts cannot be divided by that.
    Invalid
        If the cursor is not one of this division.
    """
    total = figures(_rows(session, facts.summed()))
    parts, next_cursor = _parts(session, facts, question, figures)
    return {"by": question.by, "total": total, "items": parts, "next_cursor": next_cursor}


def _parts(
    session: Session, facts: Facts, question: Question, figures: Callable[[list[Row]], Figures]
) -> tuple[list[Figures], str | None]:
    if question.by is None:
        return [], None
    if question.by in TIMES:
        return list(_by_time(session, facts, question, figures)), None
    if question.by == "session_type":
        statement = facts.summed(AttendanceSession.session_type.label("part"))
        rows = _rows(session, statement.order_by(AttendanceSession.session_type))
        return [{"key": row["part"], "name": row["part"], **figures([row])} for row in rows], None
    return _by_rows(session, facts, question, figures)


def _by_time(
    session: Session, facts: Facts, question: Question, figures: Callable[[list[Row]], Figures]
) -> Iterator[Figures]:
    """By the clock on the wall: few sessions begin at a time of their own, so they are divided here."""
    zone, by = ZoneInfo(policy_of(session).time_zone), str(question.by)
    parts: dict[tuple[str, str], list[Row]] = {}
    for row in _rows(session, facts.summed(AttendanceSession.starts_at.label("part"))):
        parts.setdefault(part_of_time(by, row["part"], zone), []).append(row)
    for (key, name), rows in sorted(parts.items()):
        yield {"key": key, "name": name, **figures(rows)}


def _by_rows(
    session: Session, facts: Facts, question: Question, figures: Callable[[list[Row]], Figures]
) -> tuple[list[Figures], str | None]:
    division = _division(facts, str(question.by))
    part: ColumnElement[Any] = division.column.label("part")
    statement = facts.summed(part)
    if question.cursor is not None:
        (last,) = read_cursor(question.cursor, [division.column])
        statement = statement.where(division.column > last)
    rows = _rows(session, statement.order_by(division.column).limit(question.limit + 1))
    shown = rows[: question.limit]
    names = division.names(session, [row["part"] for row in shown])
    items = [
        {"key": str(row["part"]), "id": row["part"], "name": _named(names, row["part"]), **figures([row])}
        for row in shown
    ]
    return items, write_cursor([shown[-1]["part"]]) if len(rows) > len(shown) else None


def _division(facts: Facts, by: str) -> Division:
    if by != "trainee":
        return DIVISIONS[by]
    if facts.trainee is None:
        raise UnknownDivision(
            "Feedback is not divided by trainee: who said what stays with whoever said it.",
            fields={"by": "Not trainee."},
        )
    return Division(facts.trainee, User, lambda row: str(row.full_name))


def _named(names: Mapping[UUID, str], part: UUID) -> str:
    return names.get(part, str(part))


def _rows(session: Session, statement: Select[Any]) -> list[Row]:
    found = session.execute(statement, execution_options=EVEN_IF_DELETED)
    return [dict(row) for row in found.mappings()]
