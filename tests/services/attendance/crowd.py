"""A class group of many, stored at once, and what all of them send: for tests and measurements."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
from sqlalchemy import insert
from uuid_utils.compat import uuid7

from models import AttendanceSession, Consent, FaceTemplate, TraineeProfile, User
from services.access import Actor, Role
from services.attendance.attempt import Attempt, AttemptRefused
from services.attendance.checking_in import check_in
from services.attendance.marking import AlreadyCheckedIn
from services.attendance.register import open_register
from services.presence.challenges import give_out
from services.presence.sights import Look
from services.presence.templates import pack
from tests.services.attendance.checking import INSIDE, Checking


def crowd(checking: Checking, held: AttendanceSession, size: int) -> dict[Any, Any]:
    """Trainees of the group with their faces, stored at once; each is on the register."""
    random, now = np.random.default_rng(3), checking.now
    faces = {uuid7(): random.normal(0, 0.12, 128) for _ in range(size)}
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


def attempts_of(checking: Checking, faces: dict[Any, Any], senders: list[Any]) -> list[tuple[Any, Attempt]]:
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


def send(checking: Checking, held: AttendanceSession, user_id: Any, attempt: Attempt) -> str:
    """Check somebody in as the edge does; the status, or the code of the refusal."""
    actor = Actor(user_id=user_id, tenant_id=checking.college.tenant_id, role=Role.TRAINEE)
    try:
        with checking.college.unit_of_work(user_id) as session:
            found = check_in(session, actor=actor, session_id=held.id, attempt=attempt)
            return found.record.status
    except (AlreadyCheckedIn, AttemptRefused) as error:
        return error.code
