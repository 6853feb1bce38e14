"""Kiosks and photos of the class: who it is, of the session's group, by the face alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from models import AttendanceSession, Device, User
from services.access import Role
from services.attendance.attempt import AttemptRefused, NotAssigned
from services.attendance.checking_in import (
    CheckedIn,
    ClassPhoto,
    PhotoMissing,
    check_in_at_kiosk,
    check_in_class,
)
from services.attendance.marking import AlreadyCheckedIn
from services.presence.sights import Look
from tests.installation import College
from tests.services.attendance.checking import OUTSIDE, Checking


@pytest.fixture
def checking(college: College) -> Checking:
    """A session to check in to."""
    return Checking(college)


def at_kiosk(
    checking: Checking, held: AttendanceSession, look: Look | None, *, room_id: UUID | None, **fields: Any
) -> CheckedIn:
    """Whoever stands before a kiosk; the code of a refusal is raised."""
    account = checking.college.open_account(Role.DEVICE)
    device = Device(user_id=account.id, name=f"Kiosk {account.id}")
    checking.college.add(device)
    attempt = checking.attempt(
        account, look=look, position=None, channel="kiosk", signature="valid", device_id=device.id, **fields
    )
    actor = checking.actor(account)
    with checking.college.unit_of_work(account.id) as session:
        return check_in_at_kiosk(session, actor=actor, session_id=held.id, attempt=attempt, room_id=room_id)


def of_class(
    checking: Checking, held: AttendanceSession, looks: Sequence[Look], by: User | None = None, **fields: Any
) -> ClassPhoto:
    """A photo of the class by its trainer, unless it is by somebody else."""
    trainer = by or checking.teacher
    attempt = checking.attempt(trainer, channel="class_photo", **fields)
    actor = checking.actor(trainer)
    with checking.college.unit_of_work(trainer.id) as session:
        return check_in_class(session, actor=actor, session_id=held.id, attempt=attempt, looks=looks)


def test_a_kiosk_in_the_room_knows_who_stands_before_it_and_needs_no_position(checking: Checking) -> None:
    _other, trainee = checking.people(2)
    held = checking.begun()

    found = at_kiosk(checking, held, checking.look(trainee), room_id=held.room_id)

    assert (found.record.trainee_id, found.record.status) == (trainee.id, "present")
    assert found.name == trainee.full_name
    assert (found.check_in.channel, found.check_in.user_id) == ("kiosk", trainee.id)
    with pytest.raises(AlreadyCheckedIn):
        at_kiosk(checking, held, checking.look(trainee), room_id=held.room_id)


def test_a_kiosk_elsewhere_has_to_say_where_it_is(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    held = checking.begun()

    with pytest.raises(AttemptRefused) as refusal:
        at_kiosk(checking, held, checking.look(trainee), room_id=None)

    assert refusal.value.code == "place_missing"


def test_a_kiosk_knows_nobody_of_another_group(checking: Checking) -> None:
    checking.people(1)
    held = checking.begun()
    stranger = checking.enrolled(checking.college.open_account(Role.TRAINEE))

    for look, code in (
        (checking.look(stranger), "not_in_group"),
        (Look(None, b"3" * 32, "no_face", "No face is found."), "no_face"),
    ):
        with pytest.raises(AttemptRefused) as refusal:
            at_kiosk(checking, held, look, room_id=held.room_id)
        assert refusal.value.code == code
    with pytest.raises(PhotoMissing):
        at_kiosk(checking, held, None, room_id=held.room_id)


def test_of_two_who_look_alike_a_kiosk_is_not_sure(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    twin = checking.enrolled(checking.trainee(), checking.faces[trainee.id] + 0.001)
    held = checking.begun()

    found = at_kiosk(checking, held, checking.look(twin), room_id=held.room_id)

    assert found.record.status == "pending"
    assert "face_ambiguous" in {finding["code"] for finding in found.check_in.findings}


def test_everybody_on_a_photo_of_the_class_is_checked_in_once(checking: Checking) -> None:
    first, second, absent, known = checking.people(4)
    held = checking.begun()
    checking.check_in(held, known)
    stranger = Look(np.full(128, 0.2), b"4" * 32)

    found = of_class(
        checking, held, [checking.look(second), stranger, checking.look(known), checking.look(first)]
    )

    assert {one.record.trainee_id for one in found.checked_in} == {first.id, second.id}
    assert (found.known_before, found.strangers, found.refused) == ([known.id], 1, [])
    assert checking.statuses(held) == {
        first.id: "present", second.id: "present", known.id: "present", absent.id: "pending",
    }  # fmt: skip


def test_a_photo_of_the_class_is_the_assigned_trainers_alone(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    held = checking.begun()
    other = checking.college.open_account(Role.TRAINER)

    with pytest.raises(NotAssigned):
        of_class(checking, held, [checking.look(trainee)], by=other)


def test_a_photo_of_the_class_from_elsewhere_counts_for_nobody(checking: Checking) -> None:
    one, two = checking.people(2)
    held = checking.begun()
    looks = [checking.look(one), checking.look(two)]

    with pytest.raises(AttemptRefused) as refusal:
        of_class(checking, held, looks, position=OUTSIDE)
    assert refusal.value.code == "place_outside"

    with pytest.raises(AttemptRefused) as refusal:
        of_class(checking, held, [Look(None, b"5" * 32, "photo_format", "This is no picture.")])
    assert (refusal.value.code, refusal.value.message) == ("photo_format", "This is no picture.")
    assert set(checking.statuses(held).values()) == {"pending"}


def test_the_same_photo_of_the_class_counts_for_one_session(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    first, second = checking.begun(), checking.begun()
    look = checking.look(trainee)
    of_class(checking, first, [look])

    with pytest.raises(AttemptRefused) as refusal:
        of_class(checking, second, [replace(look)])

    assert refusal.value.code == "photo_seen_before"
