"""The times of the week at which many are absent, as timetables may avoid them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.analytics.slots import SlotAbsence, slot_absences
from engine.timetable.problem import TimeGrid
from models import AttendanceSession, Term
from services.policy import policy_of
from services.policy.grid import minutes_of

HISTORY = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class WeeklySlot:
    """A period of a weekday, and how many were absent then."""

    weekday: int
    starts_at: time
    absence: SlotAbsence


def absent_slots(session: Session, term: Term) -> Sequence[WeeklySlot]:
    """How many were absent in each period of the week in the year before a term, in order of time.

    It is the same throughout the term, so that its timetable is judged by the same numbers while it is held.
    """
    policy = policy_of(session)
    zone = ZoneInfo(policy.time_zone)
    begins = [period.starts_at for period in policy.periods]
    slots = {(day, start): number for number, (day, start) in enumerate(_week(policy.teaching_days, begins))}
    came, absent = np.zeros(len(slots)), np.zeros(len(slots))
    for row in _counts(session, until=datetime.combine(term.starts_on, time.min, zone)):
        local = row.starts_at.astimezone(zone)
        number = slots.get((local.weekday(), local.time()))
        if number is not None:
            came[number] += row.came
            absent[number] += row.absent
    return [
        WeeklySlot(day, start, found)
        for (day, start), found in zip(slots, slot_absences(came, absent), strict=True)
    ]


def avoided_slots(session: Session, term: Term, grid: TimeGrid) -> frozenset[int]:
    """Slots of the grid that a term's timetable had better avoid."""
    return frozenset(
        slot.weekday * grid.slots_per_day + grid.starts.index(minutes_of(slot.starts_at))
        for slot in absent_slots(session, term)
        if slot.absence.is_avoided
    )


def _week(days: Sequence[int], begins: Sequence[time]) -> list[tuple[int, time]]:
    return [(day, start) for day in days for start in begins]


def _counts(session: Session, *, until: datetime) -> Sequence[Any]:
    table = AttendanceSession
    return session.execute(
        select(
            table.starts_at,
            func.sum(table.present_count + table.late_count).label("came"),
            func.sum(table.absent_count).label("absent"),
        )
        .where(table.status == "completed", table.starts_at >= until - HISTORY, table.starts_at < until)
        .group_by(table.starts_at)
    ).all()
