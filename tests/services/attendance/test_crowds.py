"""A thousand trainees check in to one session at once: nobody is lost, nobody is counted twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import numpy as np
from sqlalchemy import func, insert, select
from uuid_utils.compat import uuid7

from models import AttendanceRecord, AttendanceSession, CheckIn, Consent, FaceTemplate, TraineeProfile, User
from services.access import Actor, Role
from services.attendance.attempt import Attempt, AttemptRefused
from services.attendance.checking_in import check_in
from services.attendance.marking import AlreadyCheckedIn
from services.attendance.register import open_register
from services.presence.challenges import give_out
from services.presence.sights import Look
from services.presence.templates import pack
from tests.installation import College
from tests.services.attendance.checking import INSIDE, Checking

PEOPLE = 1000
THREADS = 12
TWICE = 100
"""So many send two attempts at the same moment."""


def test_a_thousand_check_in_at_once_and_each_counts_once(college: College) -> None:
    checking = Checking(college)
    held = checking.session(checking.starts_at, status="active", ended_at=None)
    faces = _crowd(checking, held)
    senders = sorted([*faces, *list(faces)[:TWICE]])
    attempts = _attempts(checking, faces, senders)

    with ThreadPoolExecutor(THREADS) as threads:
        came = list(threads.map(lambda one: _send(checking, held, *one), attempts))

    assert sorted(came) == ["already_checked_in"] * TWICE + ["present"] * PEOPLE
    with college.unit_of_work() as session:
        records = select(AttendanceRecord.status, func.count()).group_by(AttendanceRecord.status)
        lines = select(func.count(), func.count(func.distinct(CheckIn.user_id)))
        of = AttendanceRecord.session_id == held.id
        assert [tuple(row) for row in session.execute(records.where(of))] == [("present", PEOPLE)]
        line = session.execute(lines.where(CheckIn.session_id == held.id)).one()
        assert tuple(line) == (PEOPLE, PEOPLE)
    assert checking.reread(held).is_uncounted


def _crowd(checking: Checking, held: AttendanceSession) -> dict[Any, Any]:
    """Trainees of the group with their faces, stored at once; each is on the register."""
    random, now = np.random.default_rng(3), checking.now
    faces = {uuid7(): random.normal(0, 0.12, 128) for _ in range(PEOPLE)}
    common = {"tenant_id": checking.college.tenant_id, "created_at": now, "updated_at": now}
    edited = {**common, "version": 1}
    person = {"role": "trainee", "first_name": "A", "last_name": "B", "gender": "other", "is_active": True,
              "failed_login_attempts": 0}  # fmt: skip
    consents = {user_id: uuid7() for user_id in faces}
    rows: dict[Any, list[dict[str, Any]]] = {
        User: [
            {**edited, **person, "id": user_id, "email": f"{user_id}@x.example", "email_index": user_id.bytes}
            for user_id in faces
        ],
        TraineeProfile: [
            {**edited, "id": uuid7(), "user_id": user_id, "class_group_id": checking.group.id,
             "status": "active"}
            for user_id in faces
        ],
        Consent: [
            {**edited, "id": consents[user_id], "user_id": user_id, "purpose": "face", "text_version": "1",
             "given_at": now}
            for user_id in faces
        ],
        FaceTemplate: [
            {**common, "id": uuid7(), "user_id": user_id, "consent_id": consents[user_id],
             "enrolled_by_id": user_id, "encoding": pack(face), "photos": 3, "spread": 0.2}
            for user_id, face in faces.items()
        ],
    }  # fmt: skip
    with checking.college.unit_of_work() as session:
        for model, values in rows.items():
            session.execute(insert(model), values)
        open_register(session, session.get_one(AttendanceSession, held.id))
    return faces


def _attempts(checking: Checking, faces: dict[Any, Any], senders: list[Any]) -> list[tuple[Any, Attempt]]:
    """A good attempt for each sender; two of one person come one right after the other."""
    with checking.college.unit_of_work() as session:
        secrets = [give_out(session, user_id=user_id)[0].secret for user_id in senders]
    at = checking.now + timedelta(seconds=1)
    return [
        (
            user_id,
            Attempt(
                captured_at=at,
                look=Look(faces[user_id] + 0.01, uuid7().bytes.ljust(32)),
                position=INSIDE,
                challenge=secret,
            ),
        )
        for user_id, secret in zip(senders, secrets, strict=True)
    ]


def _send(checking: Checking, held: AttendanceSession, user_id: Any, attempt: Attempt) -> str:
    actor = Actor(user_id=user_id, tenant_id=checking.college.tenant_id, role=Role.TRAINEE)
    try:
        with checking.college.unit_of_work(user_id) as session:
            found = check_in(session, actor=actor, session_id=held.id, attempt=attempt)
            return found.record.status
    except (AlreadyCheckedIn, AttemptRefused) as error:
        return error.code
