"""The rows of a simulated week: what a trainer and a class group do in a session, as tables hold it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from uuid_utils.compat import uuid7

from services.attendance.feedback import RATINGS
from services.policy import Policy
from services.simulation.behaviour import ABSENT, EXCUSED, LATE, PRESENT, College, Illness
from services.simulation.term import Planned, PlannedTerm

Values = dict[str, Any]

SENT_AFTER = timedelta(seconds=3)
STATUS = {ABSENT: "absent", LATE: "late", PRESENT: "present", EXCUSED: "excused"}
MARKED_BY = {ABSENT: "job", LATE: "check_in", PRESENT: "check_in", EXCUSED: "excuse"}


@dataclass(slots=True)
class Rows:
    """What is to be stored: new rows by table, and the new values of sessions."""

    by_table: dict[str, list[Values]] = field(default_factory=lambda: defaultdict(list))
    sessions: list[Values] = field(default_factory=list)
    fates: Counter[str] = field(default_factory=Counter)

    @property
    def counts(self) -> Counter[str]:
        """How many new rows each table is given."""
        return Counter({table: len(rows) for table, rows in self.by_table.items()})


class Writer:
    """Writes down what the people of a college do, week by week, in order of time."""

    def __init__(self, planned: PlannedTerm, college: College, policy: Policy) -> None:
        self.planned = planned
        self.college = college
        self.policy = policy
        everybody = [user_id for group in planned.trainees.values() for user_id in group]
        self._user_ids = everybody
        place = {user_id: index for index, user_id in enumerate(everybody)}
        self._group = {
            group_id: np.array([place[user_id] for user_id in group], np.int64)
            for group_id, group in planned.trainees.items()
        }
        self._course = _places(session.course_id for session in planned.sessions)
        self._trainer = _places(session.trainer_id for session in planned.sessions)
        self._excuse_of: dict[tuple[int, int], UUID] = {}

    def excuses(self, weeks: Collection[int]) -> Rows:
        """What is asked for by those who fall ill in some weeks, counted from 0; to be written first."""
        rows = Rows()
        for illness in self.college.illnesses:
            if illness.first_day // 7 in weeks and illness.excuse is not None:
                self._excuse(rows, illness)
        return rows

    def week(self, sessions: Sequence[Planned]) -> Rows:
        """What happens in the sessions of a week."""
        rows = Rows()
        for held in sessions:
            fate = self.college.fate()
            rows.fates["held" if fate == "auto_closed" else fate] += 1
            if fate in ("missed", "decided"):
                self._cancel(rows, held, because=fate)
            else:
                self._hold(rows, held, is_auto_closed=fate == "auto_closed")
        return rows

    def _excuse(self, rows: Rows, illness: Illness) -> None:
        row = self._row(rows, "excuses")
        starts_at = self.planned.midnight(illness.first_day)
        is_decided = illness.excuse in ("verified", "refused")
        row |= {
            "trainee_id": self._user_ids[illness.trainee],
            "starts_at": starts_at,
            "ends_at": self.planned.midnight(illness.first_day + illness.days),
            "reason": "I was ill.",
            "status": illness.excuse,
            "decided_by_id": self.planned.decides if is_decided else None,
            "decided_at": starts_at + timedelta(hours=9) if is_decided else None,
            "version": 1,
        }
        for day in range(illness.first_day, illness.first_day + illness.days):
            if illness.excuse == "verified":
                self._excuse_of[day, illness.trainee] = row["id"]

    def _cancel(self, rows: Rows, held: Planned, *, because: str) -> None:
        reason = None if because == "missed" else "The trainer is away."
        self._turn(rows, held, status="canceled", canceled_because=because, cancel_reason=reason)

    def _hold(self, rows: Rows, held: Planned, *, is_auto_closed: bool) -> None:
        college, planned, policy = self.college, self.planned, self.policy
        trainer, course = self._trainer[held.trainer_id], self._course[held.course_id]
        day, period = planned.day(held.starts_at), planned.period(held.starts_at)
        group = self._group.get(held.class_group_id, np.zeros(0, np.int64))
        begun, ended = college.start_and_end(trainer)
        started_at = held.starts_at + timedelta(minutes=begun)
        ended_at = held.ends_at + timedelta(minutes=policy.end_closes_minutes if is_auto_closed else ended)
        found = college.attendance(
            group,
            course=course,
            day=day,
            weekday=(planned.first.weekday() + day) % 7,
            period=period,
            periods=len(planned.periods),
        )
        minutes = college.arrivals(
            found, started=begun, present=policy.present_minutes, late=policy.late_minutes
        )
        for trainee, outcome, after in zip(group.tolist(), found.tolist(), minutes.tolist(), strict=True):
            arrived_at = held.starts_at + timedelta(minutes=after)
            self._record(rows, held, trainee, outcome, day, arrived_at=arrived_at, ended_at=ended_at)
        self._attempt(rows, held, held.trainer_id, "start", at=started_at)
        if not is_auto_closed:
            self._attempt(rows, held, held.trainer_id, "end", at=ended_at)
        self._feedback(rows, held, group[(found == PRESENT) | (found == LATE)], trainer, course)
        self._turn(
            rows,
            held,
            status="completed",
            started_at=started_at,
            ended_at=ended_at,
            auto_closed=is_auto_closed,
        )

    def _record(
        self,
        rows: Rows,
        held: Planned,
        trainee: int,
        outcome: int,
        day: int,
        *,
        arrived_at: datetime,
        ended_at: datetime,
    ) -> None:
        came = outcome in (PRESENT, LATE)
        user_id = self._user_ids[trainee]
        row = self._row(rows, "attendance_records")
        row |= {
            "session_id": held.id,
            "trainee_id": user_id,
            "status": STATUS[outcome],
            "marked_by": MARKED_BY[outcome],
            "marked_at": arrived_at if came else ended_at,
            "arrived_at": arrived_at if came else None,
            "reason": None,
            "excuse_id": self._excuse_of.get((day, trainee)) if outcome == EXCUSED else None,
            "version": 2,
        }
        if came:
            self._attempt(rows, held, user_id, "check_in", at=arrived_at, mark=STATUS[outcome])

    def _attempt(
        self, rows: Rows, held: Planned, user_id: UUID, action: str, *, at: datetime, mark: str | None = None
    ) -> None:
        row = self._row(rows, "check_ins")
        row |= {
            "session_id": held.id,
            "user_id": user_id,
            "action": action,
            "channel": "own",
            "captured_at": at,
            "received_at": at + SENT_AFTER,
            "decision": "accepted",
            "mark": mark,
            "findings": [],
        }

    def _feedback(
        self, rows: Rows, held: Planned, came: NDArray[np.int64], trainer: int, course: int
    ) -> None:
        gives, ratings = self.college.ratings(came, trainer=trainer, course=course)
        for trainee, given in zip(gives.tolist(), ratings.tolist(), strict=True):
            row = self._row(rows, "session_feedback")
            row |= {"session_id": held.id, "trainee_id": self._user_ids[trainee], "comment": None}
            row |= dict(zip(RATINGS, given, strict=True))

    def _turn(self, rows: Rows, held: Planned, **values: Any) -> None:
        everything: Values = {
            "started_at": None,
            "ended_at": None,
            "auto_closed": False,
            "canceled_because": None,
            "cancel_reason": None,
            **values,
        }
        rows.sessions.append({"held_id": held.id, **{f"new_{name}": v for name, v in everything.items()}})

    def _row(self, rows: Rows, table: str) -> Values:
        row: Values = {"id": uuid7()}
        rows.by_table[table].append(row)
        return row


def _places(ids: Any) -> dict[UUID, int]:
    """An index for each id, in order of the ids."""
    return {row_id: index for index, row_id in enumerate(sorted(set(ids)))}
