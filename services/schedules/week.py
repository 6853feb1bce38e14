"""Puts the week of a class group, a trainer or a room together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload, load_only, selectinload

from models import Enrollment, EnrollmentTrainer, Term, Timetable, TimetableEntry, User
from services.policy import policy_of
from services.schedules.subjects import Subject, title_of
from services.timetabling.assembling import FIRST_WEEK

NAMES = load_only(User.first_name, User.last_name)

LOAD = (
    joinedload(TimetableEntry.room),
    joinedload(TimetableEntry.substitute).options(NAMES),
    joinedload(TimetableEntry.enrollment).options(
        joinedload(Enrollment.course),
        joinedload(Enrollment.class_group),
        selectinload(Enrollment.trainers).joinedload(EnrollmentTrainer.trainer).options(NAMES),
    ),
)


def week_of(session: Session, subject: Subject, *, term: Term, version: Timetable | None) -> dict[str, Any]:
    """A subject's week in a version of the term's timetable, as plain JSON; empty where there is none.

    What was renamed has its present name, and what was deleted since the last one it had.
    """
    policy = policy_of(session)
    return {
        "subject_type": subject.type,
        "subject_id": str(subject.id),
        "name": title_of(session, subject),
        "term": {
            "id": str(term.id),
            "name": term.name,
            "academic_year": term.academic_year.name,
            "starts_on": term.starts_on.isoformat(),
            "ends_on": term.ends_on.isoformat(),
        },
        "timetable": None if version is None else _version(version),
        "time_zone": policy.time_zone,
        "days": list(policy.teaching_days),
        "periods": [period.plain for period in policy.periods],
        "cycle_weeks": policy.cycle_weeks,
        "sessions": []
        if version is None
        else sorted(
            (
                _shown(entry, policy.cycle_weeks)
                for entry in _entries(session, subject, version)
                if _concerns(entry, subject)
            ),
            key=lambda item: (item["weekday"], item["starts_at"], item["held_on"] or "", item["entry_id"]),
        ),
    }


def effective_trainers(trainers: Sequence[UUID], lead: UUID | None) -> list[UUID]:
    """Who teaches a session: those of the enrolment, ``lead`` in the place of the leading one if given."""
    if lead is None or lead in trainers:
        return list(trainers)
    return [lead, *trainers[1:]]


def taught_by(trainer_id: UUID) -> ColumnElement[bool]:
    """The condition that an enrolment has this trainer among its own."""
    return Enrollment.id.in_(
        select(EnrollmentTrainer.enrollment_id).where(EnrollmentTrainer.trainer_id == trainer_id)
    )


def weeks_held(session_type: str, practical_weeks: str, cycle_weeks: int) -> list[int]:
    """The weeks of the cycle, from 1, in which a session is held."""
    if session_type == "theory" or practical_weeks == "all" or cycle_weeks == 1:
        return list(range(1, cycle_weeks + 1))
    return list(range(FIRST_WEEK[practical_weeks] + 1, cycle_weeks + 1, 2))


def _entries(session: Session, subject: Subject, version: Timetable) -> Iterable[TimetableEntry]:
    condition = {
        "class_group": Enrollment.class_group_id == subject.id,
        "room": TimetableEntry.room_id == subject.id,
        "trainer": or_(TimetableEntry.substitute_id == subject.id, taught_by(subject.id)),
    }[subject.type]
    return session.scalars(
        select(TimetableEntry)
        .join(Enrollment, Enrollment.id == TimetableEntry.enrollment_id)
        .where(TimetableEntry.timetable_id == version.id, Enrollment.status != "cancelled", condition)
        .options(*LOAD),
        execution_options={"include_deleted": True},
    )


def _concerns(entry: TimetableEntry, subject: Subject) -> bool:
    """Whether a trainer teaches a session of an own enrolment, or somebody else does instead."""
    if subject.type != "trainer":
        return True
    own = [item.trainer_id for item in entry.enrollment.trainers]
    return subject.id in effective_trainers(own, entry.substitute_id)


def _shown(entry: TimetableEntry, cycle_weeks: int) -> dict[str, Any]:
    enrollment, room = entry.enrollment, entry.room
    course, group = enrollment.course, enrollment.class_group
    return {
        "entry_id": str(entry.id),
        "enrollment_id": str(enrollment.id),
        "session_type": entry.session_type,
        "weekday": entry.weekday,
        "starts_at": _clock(entry.starts_at),
        "ends_at": _clock(entry.ends_at),
        "weeks": weeks_held(entry.session_type, course.practical_weeks, cycle_weeks),
        "held_on": None if entry.held_on is None else entry.held_on.isoformat(),
        "course": {"id": str(course.id), "code": course.code, "title": course.title},
        "class_group": {"id": str(group.id), "name": group.name},
        "trainers": _trainers(entry),
        "room": {"id": str(room.id), "code": room.code, "name": room.name, "building": room.building},
    }


def _trainers(entry: TimetableEntry) -> list[dict[str, Any]]:
    people = {item.trainer_id: item.trainer for item in entry.enrollment.trainers}
    own = list(people)
    if entry.substitute is not None:
        people[entry.substitute.id] = entry.substitute
    return [
        {"id": str(user_id), "name": people[user_id].full_name, "is_substitute": user_id not in own}
        for user_id in effective_trainers(own, entry.substitute_id)
    ]


def _version(version: Timetable) -> dict[str, Any]:
    return {
        "id": str(version.id),
        "number": version.number,
        "name": version.name,
        "status": version.status,
        "published_at": None if version.published_at is None else version.published_at.isoformat(),
    }


def _clock(moment: time) -> str:
    return f"{moment:%H:%M}"
