"""Attendance as the engine's forecast takes it: who, what and when as indices, in order of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.analytics.absence_design import Attendances
from models import AttendanceRecord, AttendanceSession, Enrollment, TraineeProfile, User
from services.access import Role
from services.policy import policy_of

TOLD = ("present", "late", "absent")
"""Of records; who was excused might have come as well as not."""


@dataclass(frozen=True, slots=True)
class Indices:
    """The index of each person, course and time of day that a history knows."""

    people: Mapping[UUID, int]
    courses: Mapping[UUID, int]
    times: Mapping[time, int]
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Dated:
    """What a session is as far as forecasts are concerned."""

    id: UUID
    course_id: UUID
    class_group_id: UUID
    starts_at: datetime


def read_history(session: Session, *, since: datetime) -> tuple[Attendances, Indices]:
    """Who came to the sessions that were held since a moment, and who did not."""
    zone = ZoneInfo(policy_of(session).time_zone)
    held = _sessions(session, AttendanceSession.status == "completed", AttendanceSession.starts_at >= since)
    place = {one.id: number for number, one in enumerate(held)}
    records = session.execute(
        select(AttendanceRecord.session_id, AttendanceRecord.trainee_id, AttendanceRecord.status)
        .join(AttendanceSession, AttendanceSession.id == AttendanceRecord.session_id)
        .where(
            AttendanceSession.status == "completed",
            AttendanceSession.starts_at >= since,
            AttendanceRecord.status.in_(TOLD),
        )
        .order_by(AttendanceSession.starts_at, AttendanceRecord.id)
    ).all()
    indices = Indices(
        people=_indices(trainee_id for _, trainee_id, _ in records),
        courses=_indices(one.course_id for one in held),
        times=_indices(one.starts_at.astimezone(zone).time() for one in held),
        zone=zone,
    )
    return _attendances(
        held,
        [place[session_id] for session_id, _, _ in records],
        [indices.people[trainee_id] for _, trainee_id, _ in records],
        indices,
        absent=[status == "absent" for _, _, status in records],
    ), indices


def read_coming(
    session: Session, indices: Indices, *, since: datetime, until: datetime
) -> tuple[Attendances, list[tuple[UUID, UUID]]]:
    """Who is to come to the sessions between two moments; session and trainee of each row beside it."""
    table = AttendanceSession
    coming = _sessions(
        session, table.status == "scheduled", table.starts_at > since, table.starts_at <= until
    )
    trainees = _trainees(session, {one.class_group_id for one in coming})
    places, people, keys = [], [], []
    for place, one in enumerate(coming):
        for trainee_id in trainees.get(one.class_group_id, ()):
            places.append(place)
            people.append(indices.people.get(trainee_id, -1))
            keys.append((one.id, trainee_id))
    return _attendances(coming, places, people, indices, absent=[False] * len(keys)), keys


def _sessions(session: Session, *conditions: Any) -> list[Dated]:
    rows = (
        select(
            AttendanceSession.id, Enrollment.course_id, Enrollment.class_group_id, AttendanceSession.starts_at
        )
        .join(Enrollment, Enrollment.id == AttendanceSession.enrollment_id)
        .where(*conditions)
        .order_by(AttendanceSession.starts_at, AttendanceSession.id)
    )
    return [Dated(*row) for row in session.execute(rows)]


def _trainees(session: Session, class_group_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    rows = session.execute(
        select(TraineeProfile.class_group_id, User.id)
        .join(User, User.id == TraineeProfile.user_id)
        .where(
            TraineeProfile.class_group_id.in_(list(class_group_ids)),
            TraineeProfile.status == "active",
            User.is_active,
            User.role == Role.TRAINEE,
        )
        .order_by(User.id)
    )
    for class_group_id, trainee_id in rows:
        if class_group_id is not None:
            found.setdefault(class_group_id, []).append(trainee_id)
    return found


def _attendances(
    sessions: Sequence[Dated],
    places: Sequence[int],
    people: Sequence[int],
    indices: Indices,
    *,
    absent: Sequence[bool],
) -> Attendances:
    """Rows from the place of their session among the sessions, and the index of their person."""
    begins = [one.starts_at.astimezone(indices.zone) for one in sessions]
    which = np.array(places, np.int64)
    course = np.array([indices.courses.get(one.course_id, -1) for one in sessions], np.int64)
    weekday = np.array([moment.weekday() for moment in begins], np.int64)
    slot = np.array([indices.times.get(moment.time(), -1) for moment in begins], np.int64)
    day = np.array([moment.toordinal() for moment in begins], np.int64)
    return Attendances(
        person=np.array(people, np.int64),
        course=course[which],
        weekday=weekday[which],
        slot=slot[which],
        day=day[which],
        absent=np.array(absent, np.bool_),
    )


def _indices(values: Iterable[Any]) -> dict[Any, int]:
    return {value: index for index, value in enumerate(sorted(set(values)))}
