"""How far a session kept to its plan, and when it may be started and ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from models import AttendanceSession
from services.policy import Policy

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adherence:
    """A session as it was held against its plan.

    Parameters
    ----------
    started_late_minutes, ended_late_minutes
        After the planned time; below zero if before it. None while it has not come to that.
    held_minutes
        How long it was held; None until it has ended.
    is_kept
        Whether it was held by the planned trainer in the planned room, started before those who
        come would be late, and ended by its trainer no earlier than it may be; None until it has
        ended or was cancelled.
    """

    started_late_minutes: float | None
    ended_late_minutes: float | None
    held_minutes: float | None
    planned_minutes: float
    in_other_room: bool
    by_other_trainer: bool
    auto_closed: bool
    is_kept: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """Between which times a session is started and ended, and until when people come in time or late."""

    start_from: datetime
    start_until: datetime
    end_from: datetime
    end_until: datetime
    present_until: datetime
    late_until: datetime


def adherence_of(held: AttendanceSession, policy: Policy) -> Adherence:
    """How far a session kept to its plan."""
    late = _minutes(held.started_at, held.starts_at)
    over = _minutes(held.ended_at, held.ends_at)
    in_other_room, by_other_trainer = held.planned_room_id is not None, held.planned_trainer_id is not None
    is_kept: bool | None = None
    if held.status == "canceled":
        is_kept = False
    elif late is not None and over is not None:
        in_time = late <= policy.present_minutes and over >= -policy.end_opens_minutes
        is_kept = in_time and not (in_other_room or by_other_trainer or held.auto_closed)
    return Adherence(
        started_late_minutes=late,
        ended_late_minutes=over,
        held_minutes=_minutes(held.ended_at, held.started_at),
        planned_minutes=(held.ends_at - held.starts_at) / MINUTE,
        in_other_room=in_other_room,
        by_other_trainer=by_other_trainer,
        auto_closed=held.auto_closed,
        is_kept=is_kept,
    )


def windows_of(held: AttendanceSession, policy: Policy) -> Windows:
    """When a session may be started and ended, and when people may come."""
    return Windows(
        start_from=held.starts_at - policy.start_opens_minutes * MINUTE,
        start_until=held.starts_at + policy.start_closes_minutes * MINUTE,
        end_from=held.ends_at - policy.end_opens_minutes * MINUTE,
        end_until=held.ends_at + policy.end_closes_minutes * MINUTE,
        present_until=held.starts_at + policy.present_minutes * MINUTE,
        late_until=held.starts_at + policy.late_minutes * MINUTE,
    )


def _minutes(later: datetime | None, earlier: datetime | None) -> float | None:
    return None if later is None or earlier is None else round((later - earlier) / MINUTE, 1)
